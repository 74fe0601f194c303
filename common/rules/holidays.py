"""German working days: no Saturdays, no Sundays, no public holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_STATES = frozenset(holidays.country_holidays("DE").subdivisions)
# Without the one city that has a holiday of its own.
FEDERAL_STATES = tuple(sorted(state for state in _STATES if len(state) == 2))
_SATURDAY = 5


def is_working_day(day: date, state: str = "") -> bool:
    """Whether debts can be paid on that day in the federal state (§ 193 BGB); "" = any state.

    Without a state, or outside Germany, only the holidays of the whole country count. Holidays
    of single municipalities (Mariä Himmelfahrt in parts of Bavaria) are not counted.
    """
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year, state)


def next_working_day(day: date, state: str = "") -> date:
    """The day itself if it is a working day, else the first one after it (§ 193 BGB)."""
    while not is_working_day(day, state):
        day += timedelta(days=1)
    return day


def working_days_between(after: date, until: date, state: str = "") -> int:
    """How many working days follow the first day, up to and including the last; 0 for none."""
    days = (after + timedelta(days=count) for count in range(1, (until - after).days + 1))
    return sum(is_working_day(day, state) for day in days)


@lru_cache(maxsize=512)
def _public_holidays(year: int, state: str) -> frozenset[date]:
    """The public holidays of one year."""
    subdivision = state if state in _STATES else None
    return frozenset(holidays.country_holidays("DE", subdiv=subdivision, years=year))
