"""Until when a reminder asks to be paid."""

from datetime import date, timedelta

from common.rules.holidays import next_working_day


def pay_by(written_on: date, *, period_days: int, state: str = "") -> date:
    """The payment deadline, its last day included: a working day (§ 193 BGB by analogy).

    written_on: the day of the letter. state: the debtor's federal state, "" when unknown.
    """
    return next_working_day(written_on + timedelta(days=period_days), state)
