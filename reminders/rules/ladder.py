"""The ladder: which payment reminder or Mahnstufe comes next, and from which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure; all figures in days. Level 0 is a payment reminder."""

    level: int
    days_after_anchor: int
    wait_days: int | None
    payment_period_days: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the oldest unpaid installment has come: notices sent, the last one's dates.

    reminders_sent: the number of the last payment reminder, 1 for the procedure's first. The last
    dates are those of notices and payment reminders alike.
    """

    anchor_on: date
    levels_sent: int = 0
    last_sent_on: date | None = None
    last_pay_by: date | None = None
    reminders_sent: int = 0


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The next level and the first day on which it may be sent."""

    level: int
    from_on: date


def next_level(steps: Sequence[Step], progress: Progress) -> NextLevel | None:
    """The level to send next, or None when all were sent. Levels are never skipped.

    steps: lowest first. Its day is the latest of: anchor plus the level's days; the last notice
    plus the least wait (without one: the payment period of the level before); the day after the
    last notice's payment deadline, which belongs to the debtor up to its end.
    """
    if progress.levels_sent >= len(steps):
        return None
    step = steps[progress.levels_sent]
    from_on = progress.anchor_on + timedelta(days=step.days_after_anchor)
    if progress.last_sent_on is not None:
        before = steps[progress.levels_sent - 1].payment_period_days if progress.levels_sent else 0
        wait = before if step.wait_days is None else step.wait_days
        from_on = max(from_on, progress.last_sent_on + timedelta(days=wait))
    if progress.last_pay_by is not None:
        from_on = max(from_on, progress.last_pay_by + timedelta(days=1))
    return NextLevel(step.level, from_on)


@dataclass(frozen=True, slots=True)
class NextReminder:
    """The next payment reminder by its number from 1, and the first day for it."""

    number: int
    from_on: date


def payment_reminders(steps: Sequence[Step], progress: Progress) -> list[NextReminder]:
    """The payment reminders that may still be sent, the earliest first; none after a notice.

    steps: those of level 0, the earliest first. Each has its day after (or before) the anchor, and
    keeps its least distance from what was sent last (without one: the payment period before it).
    """
    if progress.levels_sent:
        return []
    return [
        NextReminder(number, _reminder_day(steps, number, progress))
        for number in range(progress.reminders_sent + 1, len(steps) + 1)
    ]


def payment_reminder_on(
    steps: Sequence[Step], progress: Progress, day: date
) -> NextReminder | None:
    """The payment reminder to send on the day: of several that were missed only the latest."""
    reached = [one for one in payment_reminders(steps, progress) if one.from_on <= day]
    return reached[-1] if reached else None


def _reminder_day(steps: Sequence[Step], number: int, progress: Progress) -> date:
    step = steps[number - 1]
    from_on = progress.anchor_on + timedelta(days=step.days_after_anchor)
    if progress.last_sent_on is None:
        return from_on
    before = steps[max(progress.reminders_sent, 1) - 1]
    wait = before.payment_period_days if step.wait_days is None else step.wait_days
    return max(from_on, progress.last_sent_on + timedelta(days=max(wait, 1)))
