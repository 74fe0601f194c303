"""Every check turns red with the right reason, and only that one (reliability.md check 88)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule

from dunning_site.schedules import TIMETABLE
from dunning_site.services import health as site_health
from dunning_site.services.health import health
from reminders.models import Beat, MailChannel, Reminder, SendingStop
from reminders.rules.states import ReminderState
from reminders.services import outbox
from reminders.services.beats import HOST, JOURNAL, JOURNAL_ON, beat
from reminders.services.health import SWEEP_TASK
from reminders.services.runs import DELIVERY_TASK
from reminders.services.verify import CHECKED_ON, FINE, FINE_ON, VERIFIED
from tests.factories import order, sales_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(sink, clock):
    """An installation where everything was done a moment ago."""
    Schedule.objects.update(next_run=clock() + timedelta(minutes=1))
    for name in [JOURNAL, DELIVERY_TASK, VERIFIED, FINE, *(entry.function for entry in TIMETABLE)]:
        beat(name, clock())


def red(clock) -> dict[str, str]:
    """The checks that are not fine, with what they say."""
    checks = health(clock(), clock.today)
    return {check.name: check.words for check in checks if not check.is_fine}


def keep_beating(clock, *but: str) -> None:
    Beat.objects.exclude(name__in=but).update(at=clock())
    Schedule.objects.update(next_run=clock() + timedelta(minutes=1))


def close_channel(**state) -> None:
    MailChannel.objects.update_or_create(pk=MailChannel.ONLY, defaults=state)


def released_and_claimed(released, clock) -> Reminder:
    released(order())
    lease = outbox.claim_next(now=clock())
    return Reminder.objects.get(pk=lease.reminder_id)


def test_all_is_well(well, clock):
    assert red(clock) == {}


def test_every_check_has_words_for_people_and_a_name_of_its_own(well, clock):
    checks = health(clock(), clock.today)

    assert len({check.name for check in checks}) == len(checks)
    assert [check.name for check in checks if not check.words.endswith(".")] == []
    assert [check.name for check in checks if not check.advice.endswith(".")] == []


@pytest.mark.parametrize(("name", "check"), [(SWEEP_TASK, "sweep"), (JOURNAL, "journal")])
def test_a_missing_beat_is_red_after_three_minutes(well, clock, name, check):
    clock.advance(minutes=3)
    keep_beating(clock, name)
    assert red(clock) == {}

    clock.advance(seconds=1)
    keep_beating(clock, name)

    assert list(red(clock)) == [check]
    assert "09:00 Uhr" in red(clock)[check]


def test_a_host_that_works_without_its_journal_is_red_and_named(well, clock):
    for host in ("mail-1", "mail-2", "im-ruhestand"):
        beat(HOST + host, clock())
        beat(JOURNAL_ON + host, clock())
    clock.advance(minutes=3, seconds=1)
    keep_beating(clock, HOST + "im-ruhestand", JOURNAL_ON + "im-ruhestand", JOURNAL_ON + "mail-2")

    words = red(clock)

    assert list(words) == ["journal"]
    assert words["journal"].endswith("Nicht beschreibbar auf: mail-2.")


def test_a_journal_that_contradicts_on_any_host_is_red_until_that_host_finds_nothing(well, clock):
    for host in ("mail-1", "mail-2"):
        beat(CHECKED_ON + host, clock())
    beat(FINE_ON + "mail-1", clock())

    words = red(clock)
    beat(FINE_ON + "mail-2", clock())

    assert list(words) == ["verified"]
    assert "Das Versandjournal widerspricht auf Rechner mail-2." in words["verified"]
    assert red(clock) == {}


def test_a_due_mail_is_red_after_five_minutes_if_none_goes_out(well, clock, released):
    released(order())
    clock.advance(minutes=5, seconds=1)
    keep_beating(clock)
    assert red(clock) == {}

    clock.advance(minutes=5, seconds=1)
    keep_beating(clock, DELIVERY_TASK)

    assert list(red(clock)) == ["due"]


@pytest.mark.parametrize(
    "close",
    [
        lambda now: SendingStop.objects.create(reason="Probe", stopped_at=now),
        lambda now: close_channel(quarantined_at=now, quarantine_reason="Neu."),
        lambda now: close_channel(paused_since=now, last_error="weg"),
    ],
    ids=["stopped", "quarantined", "paused"],
)
def test_a_closed_road_is_its_own_check_and_no_late_mail(well, clock, released, close):
    released(order())
    close(clock())
    clock.advance(minutes=20)
    keep_beating(clock, DELIVERY_TASK)
    close_checks = {"stops", "quarantine", "mail_channel"}

    assert len(red(clock)) == 1
    assert set(red(clock)) < close_checks


def test_without_a_mail_server_only_mails_that_wait_are_wrong(well, clock, released, settings):
    server, settings.MAIL_SERVER = settings.MAIL_SERVER, None
    assert red(clock) == {}

    settings.MAIL_SERVER = server
    released(order())
    settings.MAIL_SERVER = None
    clock.advance(minutes=20)
    keep_beating(clock, DELIVERY_TASK)

    assert list(red(clock)) == ["due"]


def test_the_stop_of_one_account_is_red_with_its_name_and_reason(well, clock):
    SendingStop.objects.create(
        sales_account=sales_account("Foto-Shop"), reason="Umzug", stopped_at=clock()
    )

    assert red(clock) == {"stops": "Angehalten: Foto-Shop („Umzug“)."}


def test_what_hangs_past_its_lease_is_red(well, clock, released):
    reminder = released_and_claimed(released, clock)
    clock.now = reminder.lease_until + timedelta(seconds=60)
    keep_beating(clock)
    assert red(clock) == {}

    clock.advance(seconds=1)

    assert red(clock) == {"leases": "1 Mahnung hängt länger als erlaubt im Versand."}


@pytest.mark.parametrize(
    ("days", "is_red"),
    [
        pytest.param(0, False, id="on the same Saturday"),
        pytest.param(2, False, id="on Monday, the first working day"),
        pytest.param(3, True, id="on Tuesday"),
    ],
)
def test_uncertain_waits_one_working_day(well, clock, released, days, is_red):
    reminder = released_and_claimed(released, clock)
    Reminder.objects.filter(pk=reminder.pk).update(
        state=ReminderState.UNCERTAIN, decided_at=clock(), lease_until=None
    )

    clock.advance(days=days)
    keep_beating(clock)

    assert list(red(clock)) == (["uncertain"] if is_red else [])


@pytest.mark.parametrize(
    ("name", "hours", "words"),
    [
        pytest.param(VERIFIED, 4, "Zuletzt geprüft: 09:00 Uhr.", id="not asked for hours"),
        pytest.param(
            FINE,
            1,
            "Zuletzt geprüft: 10:00 Uhr. Die Prüfung hat Widersprüche gefunden.",
            id="found something",
        ),
    ],
)
def test_invariants_that_nobody_asked_or_that_are_broken_are_red(well, clock, name, hours, words):
    clock.advance(hours=hours)
    keep_beating(clock, name, *([FINE] if name == VERIFIED else []))

    assert red(clock) == {"verified": words}


def test_a_task_that_failed_is_red_until_it_gets_done(well, clock):
    fail("orders.tasks.check_books", clock() + timedelta(minutes=1))
    clock.advance(minutes=2)
    assert red(clock) == {
        "failures": "Fehlgeschlagen und seither nicht geglückt: Buchungen prüfen."
    }

    beat("orders.tasks.check_books", clock())

    assert red(clock) == {}


def test_what_nobody_repeats_is_red_for_a_day(well, clock):
    fail("orders.tasks.apply_order_import", clock())
    assert "orders.tasks.apply_order_import" in red(clock)["failures"]

    clock.advance(days=1, seconds=1)
    keep_beating(clock)

    assert red(clock) == {}


def test_a_task_that_dies_without_a_word_is_red(well, clock):
    clock.advance(minutes=19)
    keep_beating(clock, "orders.tasks.resume_imports")

    assert red(clock) == {"tasks": "Zu lange nicht fertig geworden: Importe fortsetzen."}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one, now: one.update(next_run=now - timedelta(minutes=6)),
        lambda one, now: one.delete(),
    ],
    ids=["late", "missing"],
)
def test_a_schedule_that_nobody_starts_is_red(well, clock, spoil):
    spoil(Schedule.objects.filter(func="reminders.tasks.daily_run"), clock())

    assert red(clock) == {"schedules": "Überfällig: Täglicher Mahnlauf."}


def test_a_long_queue_is_red(well, clock, monkeypatch):
    monkeypatch.setattr(site_health, "LONGEST_QUEUE", 1)
    OrmQ.objects.bulk_create(
        OrmQ(key="mahnwerk", payload="", lock=timezone.now()) for _ in range(2)
    )

    assert red(clock) == {"queue": "2 Aufgaben warten."}


def test_a_full_disk_is_red(well, clock, monkeypatch):
    monkeypatch.setattr(site_health, "LEAST_FREE_GIGABYTES", 10**6)

    assert list(red(clock)) == ["disk"]


def test_it_asks_the_same_number_of_questions_however_much_there_is(
    well, clock, released, django_assert_num_queries
):
    expected = queries_of(lambda: health(clock(), clock.today))
    released(*(order() for _ in range(5)))
    fail("orders.tasks.apply_order_import", clock())
    fail("orders.tasks.check_books", clock())

    with django_assert_num_queries(expected):
        health(clock(), clock.today)


def queries_of(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def fail(function: str, stopped) -> None:
    Failure.objects.create(
        id=f"{function}{stopped:%f}"[:32],
        name="Probe",
        func=function,
        started=stopped,
        stopped=stopped,
        success=False,
        result="Fehler",
    )
