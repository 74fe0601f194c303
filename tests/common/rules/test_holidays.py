"""Working days by federal state."""

from datetime import date

import pytest

from common.rules.holidays import is_working_day, next_working_day, working_days_between


@pytest.mark.parametrize(
    ("day", "state", "is_working"),
    [
        pytest.param(date(2026, 11, 20), "", True, id="a Friday"),
        pytest.param(date(2026, 11, 21), "", False, id="a Saturday"),
        pytest.param(date(2026, 11, 22), "", False, id="a Sunday"),
        pytest.param(date(2026, 12, 24), "", True, id="Christmas Eve is no holiday"),
        pytest.param(date(2026, 12, 25), "", False, id="Christmas Day"),
        pytest.param(date(2026, 12, 31), "", True, id="New Year's Eve is no holiday"),
        pytest.param(date(2026, 11, 18), "", True, id="Buß- und Bettag outside Saxony"),
        pytest.param(date(2026, 11, 18), "SN", False, id="Buß- und Bettag in Saxony"),
        pytest.param(date(2026, 6, 4), "NW", False, id="Fronleichnam in North Rhine"),
        pytest.param(date(2026, 6, 4), "HH", True, id="Fronleichnam in Hamburg"),
        pytest.param(date(2026, 3, 9), "XX", True, id="an unknown state has no own holidays"),
    ],
)
def test_is_working_day(day, state, is_working):
    assert is_working_day(day, state) is is_working


@pytest.mark.parametrize(
    ("day", "state", "working_day"),
    [
        pytest.param(date(2026, 11, 20), "", date(2026, 11, 20), id="a working day stays"),
        pytest.param(date(2026, 11, 21), "", date(2026, 11, 23), id="over a weekend"),
        pytest.param(date(2026, 4, 3), "", date(2026, 4, 7), id="over Easter"),
        pytest.param(date(2026, 12, 25), "", date(2026, 12, 28), id="over Christmas"),
        pytest.param(date(2026, 10, 30), "SN", date(2026, 10, 30), id="the day before a holiday"),
        pytest.param(date(2025, 10, 31), "SN", date(2025, 11, 3), id="Reformationstag"),
    ],
)
def test_next_working_day(day, state, working_day):
    assert next_working_day(day, state) == working_day


@pytest.mark.parametrize(
    ("after", "until", "state", "count"),
    [
        pytest.param(date(2026, 11, 20), date(2026, 11, 20), "", 0, id="the same day"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 22), "", 0, id="a weekend"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 23), "", 1, id="Friday to Monday"),
        pytest.param(date(2026, 11, 16), date(2026, 11, 20), "", 4, id="Monday to Friday"),
        pytest.param(date(2026, 11, 16), date(2026, 11, 20), "SN", 3, id="Buß- und Bettag"),
        pytest.param(date(2026, 11, 20), date(2026, 11, 16), "", 0, id="backwards"),
    ],
)
def test_working_days_between(after, until, state, count):
    assert working_days_between(after, until, state) == count
