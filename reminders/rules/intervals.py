"""On which days the daily run duns by itself."""

from datetime import date, timedelta
from enum import StrEnum

from common.rules.holidays import is_working_day

MONDAY = 0


class Interval(StrEnum):
    """How often, by the stored value of the installation's switch."""

    DAILY = "daily"
    WORKDAYS = "workdays"
    WEEKLY = "weekly"


def is_run_day(interval: str, day: date, state: str = "") -> bool:
    """Whether the run duns on the day; state: the federal state whose holidays count.

    Raises ValueError for an interval that does not exist.
    """
    match Interval(interval):
        case Interval.WORKDAYS:
            return is_working_day(day, state)
        case Interval.WEEKLY:
            return day.weekday() == MONDAY
        case _:
            return True


def next_run_day(interval: str, day: date, state: str = "") -> date:
    """The day itself if the run duns on it, else the first one after it that it duns on."""
    while not is_run_day(interval, day, state):
        day += timedelta(days=1)
    return day
