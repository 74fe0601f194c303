"""Until when a reminder asks to be paid."""

from datetime import date, timedelta

from common.rules.holidays import next_working_day

# Three days in the post, two to pay.
LEAST_DAYS = 5


def pay_by(
    written_on: date, *, period_days: int, state: str = "", due_on: date | None = None
) -> date:
    """The payment deadline, its last day included: a working day (§ 193 BGB by analogy).

    written_on: the day of the letter. state: the debtor's federal state, "" when unknown. due_on:
    the day on which the claim itself falls due, before which no deadline ends.
    """
    last_day = written_on + timedelta(days=period_days)
    return next_working_day(max(last_day, due_on or last_day), state)


def leaves_time(*, written_on: date, pay_by: date, posted_on: date) -> bool:
    """Whether a letter posted on the day reaches its reader in time to pay by the deadline.

    A shorter deadline that was wanted so needs the letter to be posted on the day it is written.
    """
    wanted = (pay_by - written_on).days
    return (pay_by - posted_on).days >= min(LEAST_DAYS, wanted) and posted_on < pay_by
