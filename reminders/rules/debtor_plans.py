"""Rates that a debtor asks for on the payment page, and whether they are agreed at once."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from common.rules.holidays import next_working_day
from reminders.rules.debtor_requests import Grants
from reminders.rules.instalments import CENT, PlanFaulty, Rate, check_rates, equal_rates

FEWEST_RATES = 2
# More than two years are no answer to a reminder.
MOST_RATES = 24
DAYS_TO_FIRST = 7


def first_rate_on(today: date, state: str = "") -> date:
    """The day of the first rate: a working day at least a week ahead.

    state: the debtor's federal state, "" when unknown.
    """
    return next_working_day(today + timedelta(days=DAYS_TO_FIRST), state)


def proposed_rates(amount: Decimal, count: int, *, today: date, state: str = "") -> list[Rate]:
    """An amount in euros in monthly rates, the last one with what is left over.

    Raises PlanFaulty for fewer than 2 or more than 24 rates, or less cents than rates.
    """
    if not FEWEST_RATES <= count <= MOST_RATES:
        raise PlanFaulty(f"Möglich sind {FEWEST_RATES} bis {MOST_RATES} Raten.")
    return equal_rates(amount, count, first_rate_on(today, state))


def most_rates(amount: Decimal, min_rate: Decimal) -> int:
    """In how many rates an amount can be paid, none of them less than min_rate; both in euros."""
    return min(MOST_RATES, int(amount // max(min_rate, CENT)))


def grants_rates(
    grants: Grants,
    rates: Sequence[Rate],
    *,
    open_amount: Decimal,
    ancillary: Decimal,
    has_broken: bool,
    today: date,
) -> bool:
    """Whether the account agrees to these rates at once.

    open_amount: what they must make up; ancillary: costs and interest in it, both in euros.
    has_broken: whether an earlier plan of the order was not kept.
    """
    limit = grants.max_plan_amount
    if has_broken or len(rates) > grants.max_rates or (limit is not None and open_amount > limit):
        return False
    if any(rate.amount < grants.min_rate for rate in rates):
        return False
    try:
        check_rates(rates, open_amount=open_amount, ancillary=ancillary, today=today)
    except PlanFaulty:
        return False
    return True
