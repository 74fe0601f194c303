"""Until when a claim can be enforced: the regular limitation of three years (§§ 195 ff. BGB)."""

from collections.abc import Sequence
from datetime import date, timedelta

from common.rules.holidays import next_working_day

LIMITATION_YEARS = 3
_DAY = timedelta(days=1)
_MONTHS_OF_WARNING = (1, 3, 6)
_MONTHS_IN_YEAR = 12


def statute_barred_on(
    due_on: date,
    *,
    acknowledged_on: date | None = None,
    suspended: Sequence[tuple[date, date]] = (),
) -> date:
    """The last day of the limitation period; the debtor's defence stands from the day after.

    Three years from the end of the year in which the claim fell due (§§ 195, 199 I BGB). A part
    payment or another acknowledgement restarts three years from the next day (§ 212 I 1), if the
    period was running on that day; suspended days, both ends included, are not counted (§ 209).
    The last day moves to a working day (§ 193; BGH III ZR 146/07).
    """
    begins = date(due_on.year + 1, 1, 1)
    ends = _extended(begins, date(due_on.year + LIMITATION_YEARS, 12, 31), suspended)
    if acknowledged_on is not None and begins <= acknowledged_on <= next_working_day(ends):
        ends = _extended(acknowledged_on + _DAY, _years_after(acknowledged_on), suspended)
    return next_working_day(ends)


def months_of_warning(barred_on: date, today: date) -> int | None:
    """The smallest of 6, 3 and 1 months within which the last day lies; None if later or past."""
    if today > barred_on:
        return None
    within = [months for months in _MONTHS_OF_WARNING if barred_on <= _months_after(today, months)]
    return min(within, default=None)


def _extended(begins: date, ends: date, suspended: Sequence[tuple[date, date]]) -> date:
    """The end of the period without the suspended days in it (§ 209 BGB)."""
    counted_until = begins - _DAY
    for first, last in sorted(suspended):
        first = max(first, counted_until + _DAY)
        if first <= ends and last >= first:
            ends += last - first + _DAY
            counted_until = last
    return ends


def _years_after(day: date) -> date:
    """The same day three years on (§ 188 II BGB); 28 February for a leap day (§ 188 III)."""
    return _months_after(day, LIMITATION_YEARS * _MONTHS_IN_YEAR)


def _months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month (§ 188 III BGB)."""
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_YEAR)
    first = date(day.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(day.day, (following - _DAY).day))
