"""Ratenplan: which rates an amount is paid in, and when one counts as missed."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.holidays import next_working_day
from common.rules.money import ZERO

CENT = Decimal("0.01")
# A transfer of the last day needs a day or two, and a statement that tells of it another.
GRACE_DAYS = 3
MOST_RATES = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """What is to be paid until a day, in euros; the day is included."""

    due_on: date
    amount: Decimal


class PlanFaulty(ValueError):
    """The rates make no plan; the message tells the clerk why."""


def equal_rates(amount: Decimal, count: int, first_on: date) -> list[Rate]:
    """An amount in euros in monthly rates of whole cents; the last one bears what is left over.

    A month without that day has its rate on its last day. Raises PlanFaulty if there are less
    cents than rates.
    """
    each = (amount / count).quantize(CENT, ROUND_DOWN)
    if each <= 0:
        raise PlanFaulty("Der Betrag ist zu klein für so viele Raten.")
    days = [_months_later(first_on, index) for index in range(count)]
    rates = [Rate(day, each) for day in days]
    return [*rates[:-1], Rate(days[-1], amount - each * (count - 1))]


def check_rates(
    rates: Sequence[Rate], *, open_amount: Decimal, ancillary: Decimal, today: date
) -> None:
    """Raise PlanFaulty unless the rates, each later than the one before, make up what is open.

    ancillary: costs and interest in it, in euros. A payment settles them first (§ 367 BGB), so
    the first rate must be more than they are.
    """
    if not 1 <= len(rates) <= MOST_RATES:
        raise PlanFaulty(f"Ein Ratenplan hat eine bis {MOST_RATES} Raten.")
    if any(rate.amount <= 0 for rate in rates):
        raise PlanFaulty("Jede Rate muss größer als 0,00 € sein.")
    days = [rate.due_on for rate in rates]
    if days[0] < today:
        raise PlanFaulty(f"Die erste Rate am {german_day(days[0])} liegt in der Vergangenheit.")
    if days != sorted(set(days)):
        raise PlanFaulty("Jede Rate muss später fällig sein als die davor.")
    total = sum((rate.amount for rate in rates), ZERO)
    if total != open_amount:
        raise PlanFaulty(f"Die Raten ergeben {euro(total)}, offen sind aber {euro(open_amount)}.")
    if rates[0].amount <= ancillary:
        raise PlanFaulty(
            f"Die erste Rate muss höher sein als die {euro(ancillary)} Kosten und Zinsen, die "
            "eine Zahlung zuerst begleicht (§ 367 BGB)."
        )


def principal_parts(rates: Sequence[Rate], ancillary: Decimal) -> list[Rate]:
    """The rates without costs and interest, which the first one pays along with its part."""
    first, *others = rates
    return [Rate(first.due_on, first.amount - ancillary), *others]


def missed_from(due_on: date, state: str = "") -> date:
    """The first day on which an unpaid rate counts as missed.

    A rate due on a weekend or holiday may be paid on the next working day (§ 193 BGB); then some
    days pass for the transfer to arrive. state: the debtor's federal state, "" when unknown.
    """
    return next_working_day(due_on, state) + timedelta(days=GRACE_DAYS + 1)


def missed_rate(unpaid: Sequence[Rate], day: date, state: str = "") -> Rate | None:
    """The oldest of the rates with something unpaid that counts as missed on the day, or None."""
    missed = [one for one in unpaid if one.amount > 0 and missed_from(one.due_on, state) <= day]
    return min(missed, key=lambda one: one.due_on, default=None)


def _months_later(first_on: date, months: int) -> date:
    year, month = divmod(first_on.month - 1 + months, 12)
    year, month = first_on.year + year, month + 1
    return date(year, month, min(first_on.day, calendar.monthrange(year, month)[1]))
