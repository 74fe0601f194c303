"""Foresee which notices an order gets, so that the demo's orders end where they are wanted."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from reminders.rules.deadlines import pay_by
from reminders.rules.ladder import NextLevel, Progress, Step, next_level

RUN_COUNT = 12
# The visitor finds more than a week of fresh orders waiting to be dunned.
DAYS_SINCE_LAST_RUN = 8


@dataclass(frozen=True, slots=True)
class Course:
    """The days on which notices go out, and what would follow."""

    sent_on: tuple[date, ...]
    following: NextLevel | None


def run_days(today: date) -> tuple[date, ...]:
    """The weekdays on which the clerk sent reminders, once a week, oldest first."""
    last = today - timedelta(days=DAYS_SINCE_LAST_RUN)
    while last.weekday() >= 5:
        last -= timedelta(days=1)
    return tuple(last - timedelta(weeks=weeks) for weeks in reversed(range(RUN_COUNT)))


@cache
def course(steps: tuple[Step, ...], due_on: date, runs: tuple[date, ...], *, state: str) -> Course:
    """What the runs send to an order that stays unpaid; state: the customer's, for holidays."""
    progress = Progress(anchor_on=due_on)
    sent: list[date] = []
    for run_on in runs:
        following = next_level(steps, progress)
        if following is not None and following.from_on <= run_on:
            period = steps[following.level - 1].payment_period_days
            sent.append(run_on)
            progress = Progress(
                anchor_on=due_on,
                levels_sent=len(sent),
                last_sent_on=run_on,
                last_pay_by=pay_by(run_on, period_days=period, state=state),
            )
    return Course(tuple(sent), next_level(steps, progress))
