"""Schedulers that fire at once, late or after days: one run per rule and date.

Checks 10, 11 and 52 of reliability.md, on the database and on the queue that the tests run with.
"""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import Schedule

from reminders import tasks
from reminders.models import AutomaticDunning, DunningProcedure, DunningRun, Reminder
from tests.dunning_site.services.doorbells import functions, take_rings, tick, together, work_off
from tests.factories import order
from tests.real_commits import COMMITTING

pytestmark = COMMITTING
DAILY_RUN = "reminders.tasks.daily_run"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def automatic(real_commits, sink, clock, monkeypatch):
    """An installation that duns by itself every day, on the day of the clock."""
    get_broker().delete_queue()
    edge = SimpleNamespace(now=clock, localdate=lambda: clock.today)
    monkeypatch.setattr(tasks, "timezone", edge)

    def switch_on() -> None:
        DunningProcedure.objects.update(is_automatic=True)
        AutomaticDunning.objects.update_or_create(
            pk=1, defaults={"is_enabled": True, "interval": "daily"}
        )

    yield switch_on
    get_broker().delete_queue()


def only_the_daily_run_is_due(*, since: timedelta) -> None:
    """The rest of the timetable lies ahead."""
    now = timezone.now()
    Schedule.objects.update(next_run=now + timedelta(hours=1))
    Schedule.objects.filter(func=DAILY_RUN).update(next_run=now - since)


def run_days() -> list[date]:
    runs = DunningRun.objects.filter(is_automatic=True).order_by("run_on")
    return list(runs.values_list("run_on", flat=True))


def reminded_orders() -> list[int]:
    return list(Reminder.objects.values_list("items__order", flat=True))


def test_three_schedulers_make_one_run(automatic, clock):
    """Check 10."""
    orders = [order() for _ in range(4)]
    automatic()
    only_the_daily_run_is_due(since=timedelta(minutes=1))

    together(tick, tick, tick)

    assert functions(take_rings()) == [DAILY_RUN]
    together(*[tasks.daily_run] * 3)
    assert run_days() == [clock.today]
    assert sorted(reminded_orders()) == [one.pk for one in orders]


def test_four_days_without_clusters_are_followed_by_one_run(automatic, clock):
    """Check 11."""
    ripe, ripens_meanwhile = (order(due_on=clock.today - timedelta(days=days)) for days in (9, 2))
    automatic()
    tasks.daily_run()
    work_off(tasks.DELIVERY_TASK)
    assert reminded_orders() == [ripe.pk]
    clock.advance(days=4)
    only_the_daily_run_is_due(since=timedelta(days=4))

    together(tick, tick, tick)

    assert work_off(DAILY_RUN, tasks.DELIVERY_TASK).count(DAILY_RUN) == 1
    assert run_days() == [clock.today - timedelta(days=4), clock.today]
    assert sorted(reminded_orders()) == [ripe.pk, ripens_meanwhile.pk]
    next_run = Schedule.objects.get(func=DAILY_RUN).next_run
    assert timezone.now() < next_run <= timezone.now() + timedelta(days=1, hours=1)


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_each_local_date_around_a_change_of_the_clock_has_one_run(automatic, clock, change):
    """Check 52."""
    automatic()
    days = [change + timedelta(days=count) for count in range(-1, 2)]

    for day in days:
        for at in (time(6, 0), time(6, 0, 30), time(23, 59)):
            clock.now = datetime.combine(day, at, tzinfo=BERLIN)
            tasks.daily_run()

    assert run_days() == days


def test_a_run_fired_late_counts_for_the_day_on_which_it_comes(automatic, clock):
    automatic()
    clock.now = datetime(2026, 11, 22, 0, 5, tzinfo=BERLIN)

    tasks.daily_run()
    clock.advance(hours=6)
    tasks.daily_run()

    assert run_days() == [date(2026, 11, 22)]
