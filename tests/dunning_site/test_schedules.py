"""The timetable over the changes of the clock (reliability.md check 52) and over updates."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from django_q.models import Schedule

from dunning_site.schedules import TIMETABLE, Timetabled, ensure_schedules, find_timetable_faults

BERLIN = ZoneInfo("Europe/Berlin")
DAILY = [entry for entry in TIMETABLE if entry.is_daily]
# Four days around the change, from noon of the first one on.
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def days_and_times(at: time, change: date) -> list[tuple[date, time]]:
    """When the queue itself starts a daily schedule around a change of the clocks."""
    first = datetime.combine(change - timedelta(days=2), at, tzinfo=BERLIN)
    schedule = Schedule(schedule_type=Schedule.DAILY, next_run=first.astimezone(UTC))
    runs = []
    for _ in range(5):
        local = timezone.localtime(schedule.next_run)
        runs.append((local.date(), local.time()))
        schedule.next_run = schedule.calculate_next_run()
    return runs


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
@pytest.mark.parametrize("entry", DAILY, ids=lambda entry: entry.function)
def test_a_daily_task_runs_once_on_every_local_date_at_its_time(entry, change):
    days = [change + timedelta(days=count) for count in range(-2, 3)]

    assert days_and_times(entry.at, change) == [(day, entry.at) for day in days]


def test_at_half_past_two_the_queue_drifts_for_ever_which_is_why_it_is_refused():
    assert days_and_times(time(2, 30), SPRING)[-1] == (SPRING + timedelta(days=2), time(1, 30))


@pytest.mark.parametrize(
    ("at", "is_refused"),
    [
        (time(0, 0), True),
        (time(2, 30), True),
        (time(3, 59), True),
        (time(4, 0), False),
        (time(6, 0), False),
    ],
)
def test_times_in_the_hours_of_the_change_are_refused(at, is_refused):
    entry = Timetabled("Probe", "probe.run", Schedule.DAILY, at=at)

    assert bool(find_timetable_faults([entry])) is is_refused


def test_what_runs_every_few_minutes_may_run_at_night():
    entry = Timetabled("Probe", "probe.run", Schedule.MINUTES, at=time(2, 30))

    assert find_timetable_faults([entry]) == []


def test_a_faulty_timetable_stops_the_start(monkeypatch):
    night = (Timetabled("Probe", "probe.run", Schedule.DAILY, at=time(2, 30)),)
    monkeypatch.setattr("dunning_site.checks.TIMETABLE", night)

    assert "mahnwerk.E020" in [message.id for message in run_checks()]


def test_ours_is_sound():
    assert find_timetable_faults(TIMETABLE) == []


@pytest.mark.django_db
def test_a_task_that_has_drifted_is_put_back_and_nothing_else_is_touched():
    daily = Schedule.objects.get(func="reminders.tasks.daily_run")
    minutely = Schedule.objects.get(func="reminders.tasks.sweep")
    Schedule.objects.filter(pk=daily.pk).update(next_run=daily.next_run - timedelta(hours=1))

    ensure_schedules()

    next_run = Schedule.objects.get(pk=daily.pk).next_run
    assert timezone.localtime(next_run).time() == time(6, 0)
    assert next_run > timezone.now()
    assert Schedule.objects.get(pk=minutely.pk).next_run == minutely.next_run
