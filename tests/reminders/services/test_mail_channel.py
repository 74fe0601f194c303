"""The breaker in the channel's row: who may connect, when it opens, and what the pages say."""

import logging
from datetime import timedelta

import pytest

from reminders.models import MailChannel, SendingStop
from reminders.services.mail_channel import (
    FAILURES_UNTIL_PAUSE,
    channel_state,
    may_connect,
    note_reached,
    note_unreachable,
)
from tests.factories import sales_account
from tests.reminders.adapters.mail_servers import Server

pytestmark = pytest.mark.django_db
REFUSED = "Connection refused"


@pytest.fixture(autouse=True)
def _some_mail_server(settings) -> None:
    settings.MAIL_SERVER = Server(port=25)


def fail(clock, times: int = FAILURES_UNTIL_PAUSE) -> None:
    for _ in range(times):
        note_unreachable(REFUSED, clock())


def test_four_failures_in_a_row_do_not_pause(clock):
    fail(clock, 4)

    state = channel_state(clock())

    assert may_connect(clock())
    assert (state.is_open, state.last_error) == (True, REFUSED)
    assert state.words == (
        "Der Mailserver war zuletzt nicht erreichbar, 4 Versuche scheiterten (Connection refused)."
    )


def test_the_fifth_failure_pauses_and_alarms_once(clock, caplog):
    with caplog.at_level(logging.ERROR):
        fail(clock, 7)

    state = channel_state(clock())
    assert (state.is_open, state.paused_since) == (False, clock())
    assert state.words == (
        "Der Versand pausiert seit 09:00 Uhr, weil der Mailserver nicht erreichbar ist "
        "(Connection refused). Der nächste Versuch folgt um 09:01 Uhr."
    )
    (alarm,) = caplog.records
    assert "Sending is paused" in alarm.message
    assert REFUSED in alarm.message


def test_a_success_in_between_starts_the_count_anew(clock):
    fail(clock, 4)
    note_reached(clock())
    fail(clock, 4)

    assert channel_state(clock()).paused_since is None


def test_while_paused_one_caller_a_minute_may_try(clock):
    fail(clock)

    at_once = [may_connect(clock()) for _ in range(3)]
    clock.advance(seconds=60)
    a_minute_later = [may_connect(clock()) for _ in range(3)]

    assert at_once == [False, False, False]
    assert a_minute_later == [True, False, False]


def test_a_clock_that_was_put_back_does_not_keep_the_pause_for_days(clock):
    clock.advance(days=3)
    fail(clock)
    clock.advance(days=-3)

    assert may_connect(clock())
    assert not may_connect(clock())


def test_a_success_ends_the_pause(clock):
    fail(clock)
    clock.advance(seconds=61)

    note_reached(clock())

    state = channel_state(clock())
    assert (state.is_open, state.next_try_at, state.last_error) == (True, None, "")
    assert state.last_reached_at == clock()
    assert state.words == "Der Versand ist bereit; der Mailserver war zuletzt um 09:01 Uhr da."


def test_a_next_try_that_has_passed_waits_for_the_next_mail(clock):
    fail(clock)

    words = channel_state(clock() + timedelta(days=1)).words

    assert "pausiert seit dem 21.11.2026 um 09:00 Uhr" in words
    assert words.endswith("Der nächste Versuch folgt mit der nächsten E-Mail.")


def test_it_says_that_no_mail_server_is_set(clock, settings):
    settings.MAIL_SERVER = None

    state = channel_state(clock())

    assert (state.is_open, state.words) == (
        False,
        "Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL.",
    )


def test_it_says_that_it_is_ready_before_the_first_mail(clock):
    state = channel_state(clock())

    assert state.is_open
    assert "noch nicht gebraucht" in state.words


def test_a_stop_and_a_quarantine_come_before_everything_else(clock):
    fail(clock)
    SendingStop.objects.create(sales_account=None, reason="Falsche Preise", stopped_at=clock())
    stopped = channel_state(clock())
    MailChannel.objects.update(quarantined_at=clock(), quarantine_reason="Andere Kennung")
    quarantined = channel_state(clock())

    assert not stopped.is_open
    assert stopped.words == "Der Versand ist seit 09:00 Uhr angehalten: Falsche Preise."
    assert not quarantined.is_open
    assert quarantined.words == "Der Versand ist seit 09:00 Uhr gesperrt: Andere Kennung."


def test_a_stop_of_one_account_is_told_and_leaves_the_road_open(clock):
    SendingStop.objects.create(
        sales_account=sales_account("Rosenhof"), reason="Falsche Preise", stopped_at=clock()
    )

    state = channel_state(clock())

    assert state.is_open
    assert state.words.endswith("Angehalten ist der Versand für „Rosenhof“.")


def test_it_tells_whom_a_trial_installation_may_mail_to(clock, settings):
    settings.MAIL_ALLOWLIST = ("@test.example", "chefin@lindgruen.example")

    state = channel_state(clock())

    assert state.restriction == (
        "Testbetrieb: E-Mails gehen nur an @test.example, chefin@lindgruen.example."
    )
    assert state.words.endswith(state.restriction)
