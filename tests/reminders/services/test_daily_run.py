"""The interval of the daily run."""

from datetime import date

import pytest

from orders.models import Creditor
from reminders.models import AutomaticDunning, DunningProcedure
from reminders.services.daily_run import daily_runs, house_state, runs_today
from reminders.services.runs import run_automatically
from tests.factories import TODAY, creditor, order

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def switch(interval: str, *, is_enabled: bool = True) -> None:
    AutomaticDunning.objects.update_or_create(
        pk=1, defaults={"is_enabled": is_enabled, "interval": interval}
    )


@pytest.mark.parametrize(
    ("interval", "day", "runs"),
    [
        pytest.param("daily", TODAY, True, id="daily on a Saturday"),
        pytest.param("workdays", TODAY, False, id="on workdays not on a Saturday"),
        pytest.param("weekly", TODAY, False, id="weekly not on a Saturday"),
        pytest.param("weekly", MONDAY, True, id="weekly on a Monday"),
    ],
)
def test_it_keeps_to_its_days(interval, day, runs):
    switch(interval)

    assert runs_today(day) is runs


def test_it_never_runs_while_switched_off():
    switch("daily", is_enabled=False)

    assert not runs_today(TODAY)
    assert daily_runs(from_on=TODAY).next_on is None


def test_no_run_is_made_on_another_day(sink, clock):
    order()
    DunningProcedure.objects.update(is_automatic=True)
    switch("weekly")

    assert run_automatically(today=TODAY, now=clock()) is None
    assert daily_runs(from_on=TODAY).next_on == MONDAY


def test_the_holidays_of_the_house_count_where_all_creditors_sit_in_one_state():
    creditor()
    Creditor.objects.update(federal_state="SN")
    switch("workdays")

    assert house_state() == "SN"
    assert not runs_today(date(2026, 11, 18))
