"""The ladder of Mahnstufen: which level comes next, and from which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a procedure; all figures in days."""

    level: int
    days_after_anchor: int
    wait_days: int | None
    payment_period_days: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the oldest unpaid installment has come: notices sent, the last one's dates."""

    anchor_on: date
    levels_sent: int = 0
    last_sent_on: date | None = None
    last_pay_by: date | None = None


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
    if progress.levels_sent and progress.last_sent_on is not None:
        before = steps[progress.levels_sent - 1]
        wait = before.payment_period_days if step.wait_days is None else step.wait_days
        from_on = max(from_on, progress.last_sent_on + timedelta(days=wait))
    if progress.last_pay_by is not None:
        from_on = max(from_on, progress.last_pay_by + timedelta(days=1))
    return NextLevel(step.level, from_on)
