"""Default interest to the cent: § 288 BGB on the base rate of § 247 BGB.

No statute fixes how days are counted. Mahnwerk counts actual days over 365, in leap years over
366, the first and the last day included, and rounds every line, so that the table in a letter
adds up to its total.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from common.rules.money import ZERO, cents

CONSUMER_SURCHARGE = Decimal("5.00")
BUSINESS_SURCHARGE = Decimal("9.00")
OLD_BUSINESS_SURCHARGE = Decimal("8.00")
# Art. 229 § 34 EGBGB: nine points only for obligations that arose after this day.
LAST_DAY_OF_OLD_SURCHARGE = date(2014, 7, 28)

_HUNDRED = Decimal(100)
_JULY = 7
_DAY = timedelta(days=1)
_NO_RATE = "Vor dem ersten bekannten Basiszinssatz lassen sich keine Zinsen berechnen."

Rates = Sequence[tuple[date, Decimal]]
Pauses = Sequence[tuple[date, date]]


class NoBaseRate(ValueError):
    """Interest was asked for a day before the first known base rate."""


@dataclass(frozen=True)
class PrincipalChange:
    """What is owed from that day on; a payment received on day d counts from d + 1."""

    on: date
    principal: Decimal


@dataclass(frozen=True)
class InterestLine:
    """One stretch of days with the same rate, year and principal; both ends included.

    base_rate and surcharge in percent and percentage points a year, amount rounded to cents.
    """

    from_on: date
    to_on: date
    days: int
    days_in_year: int
    base_rate: Decimal
    surcharge: Decimal
    principal: Decimal
    amount: Decimal
    is_provisional: bool

    @property
    def rate(self) -> Decimal:
        """The yearly rate in percent, never below 0."""
        return max(self.base_rate + self.surcharge, ZERO)


def interest_lines(
    changes: Sequence[PrincipalChange],
    *,
    from_on: date,
    to_on: date,
    rates: Rates,
    is_business: bool,
    claim_arose_on: date | None = None,
    pauses: Pauses = (),
) -> list[InterestLine]:
    """The lines of default interest from from_on to to_on, both included (§§ 288, 289 BGB).

    changes: in any order; nothing is owed before the first, of one day the last counts. rates:
    ascending by their first day. pauses: days without interest (deferral), both ends included.
    Raises NoBaseRate for a day with principal before the first rate.
    """
    owed = sorted(changes, key=lambda change: change.on)
    surcharge = surcharge_of(is_business=is_business, claim_arose_on=claim_arose_on)
    starts = _line_starts(owed, rates, pauses, from_on=from_on, to_on=to_on)
    return [
        _line(start, following - _DAY, principal, rates, surcharge)
        for start, following in pairwise([*starts, to_on + _DAY])
        if (principal := _principal_on(owed, start)) > 0 and not _is_paused(start, pauses)
    ]


def total(lines: Sequence[InterestLine]) -> Decimal:
    """The sum of the rounded lines; 0.00 for none."""
    return sum((line.amount for line in lines), ZERO)


def surcharge_of(*, is_business: bool, claim_arose_on: date | None = None) -> Decimal:
    """The percentage points above the base rate (§ 288 I, II BGB; Art. 229 § 34 EGBGB)."""
    if not is_business:
        return CONSUMER_SURCHARGE
    if claim_arose_on is not None and claim_arose_on <= LAST_DAY_OF_OLD_SURCHARGE:
        return OLD_BUSINESS_SURCHARGE
    return BUSINESS_SURCHARGE


def next_half_year(day: date) -> date:
    """The 1 January or 1 July that follows the day (§ 247 I BGB)."""
    return date(day.year, _JULY, 1) if day.month < _JULY else date(day.year + 1, 1, 1)


def as_json(line: InterestLine) -> dict[str, str | int]:
    """The line as it is stored with a reminder and printed by the command."""
    return {
        "from": line.from_on.isoformat(),
        "to": line.to_on.isoformat(),
        "days": line.days,
        "days_in_year": line.days_in_year,
        "base_rate": str(line.base_rate),
        "surcharge": str(line.surcharge),
        "principal": str(line.principal),
        "amount": str(line.amount),
    }


def _line_starts(
    owed: Sequence[PrincipalChange], rates: Rates, pauses: Pauses, *, from_on: date, to_on: date
) -> list[date]:
    """The first days of all lines, ascending; none for an empty period."""
    if to_on < from_on:
        return []
    starts = {from_on, *(change.on for change in owed), *(first for first, _ in rates)}
    starts |= {day for first, last in pauses for day in (first, last + _DAY)}
    half_year = next_half_year(from_on)
    while half_year <= to_on:
        starts.add(half_year)
        half_year = next_half_year(half_year)
    return sorted(day for day in starts if from_on <= day <= to_on)


def _line(
    start: date, end: date, principal: Decimal, rates: Rates, surcharge: Decimal
) -> InterestLine:
    """One line; no start of another line lies between its ends."""
    valid_from, base_rate = _rate_on(start, rates)
    days = (end - start).days + 1
    days_in_year = (date(start.year + 1, 1, 1) - date(start.year, 1, 1)).days
    rate = max(base_rate + surcharge, ZERO)
    return InterestLine(
        from_on=start,
        to_on=end,
        days=days,
        days_in_year=days_in_year,
        base_rate=base_rate,
        surcharge=surcharge,
        principal=principal,
        amount=cents(principal * rate * days / (_HUNDRED * days_in_year)),
        # A rate holds for its half-year only: what follows is not announced yet.
        is_provisional=start >= next_half_year(valid_from),
    )


def _rate_on(day: date, rates: Rates) -> tuple[date, Decimal]:
    """The base rate of that day with its first day; else the last one known before it."""
    position = bisect_right(rates, day, key=lambda rate: rate[0])
    if not position:
        raise NoBaseRate(_NO_RATE)
    return rates[position - 1]


def _principal_on(owed: Sequence[PrincipalChange], day: date) -> Decimal:
    """What is owed on that day; 0 before the first change."""
    position = bisect_right(owed, day, key=lambda change: change.on)
    return owed[position - 1].principal if position else ZERO


def _is_paused(day: date, pauses: Pauses) -> bool:
    """Whether no interest runs on that day."""
    return any(first <= day <= last for first, last in pauses)
