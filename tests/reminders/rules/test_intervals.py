"""On which days the daily run duns by itself."""

from datetime import date

import pytest

from reminders.rules.intervals import is_run_day, next_run_day

SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 23)
REPENTANCE_DAY = date(2026, 11, 18)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("interval", "day", "state", "runs"),
    [
        pytest.param("daily", SATURDAY, "", True, id="daily also on a Saturday"),
        pytest.param("daily", CHRISTMAS, "", True, id="daily also on a holiday"),
        pytest.param("workdays", MONDAY, "", True, id="a Monday"),
        pytest.param("workdays", SATURDAY, "", False, id="no Saturday"),
        pytest.param("workdays", CHRISTMAS, "", False, id="no holiday"),
        pytest.param("workdays", REPENTANCE_DAY, "SN", False, id="a holiday in Saxony"),
        pytest.param("workdays", REPENTANCE_DAY, "NW", True, id="and none elsewhere"),
        pytest.param("weekly", MONDAY, "", True, id="weekly on a Monday"),
        pytest.param("weekly", SATURDAY, "", False, id="weekly on no other day"),
    ],
)
def test_on_which_days_the_run_duns(interval, day, state, runs):
    assert is_run_day(interval, day, state) is runs


@pytest.mark.parametrize(
    ("interval", "day", "following"),
    [
        pytest.param("daily", SATURDAY, SATURDAY, id="the day itself"),
        pytest.param("workdays", SATURDAY, MONDAY, id="after a weekend"),
        pytest.param("workdays", CHRISTMAS, date(2026, 12, 28), id="after Christmas"),
        pytest.param("weekly", date(2026, 11, 24), date(2026, 11, 30), id="the next Monday"),
    ],
)
def test_the_next_day_it_duns(interval, day, following):
    assert next_run_day(interval, day) == following


def test_an_interval_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="monthly"):
        is_run_day("monthly", MONDAY)
