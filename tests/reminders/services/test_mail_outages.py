"""The mail server is away, refuses the password or wants to be asked twice: nothing gets lost."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from unittest.mock import patch

import pytest

from reminders.adapters.smtp import SmtpClient
from reminders.models import MailChannel, Reminder
from reminders.rules.states import ReminderState
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.mail_channel import channel_state
from tests.factories import order, sales_account
from tests.reminders.adapters.mail_servers import Server, scripted_server
from tests.reminders.services.test_fault_matrix import WITH_LOGIN
from tests.reminders.services.witness import Witness, message_id_of, watched_road

pytestmark = pytest.mark.django_db
UNTOUCHED = (ReminderState.QUEUED, 0, "")


@pytest.fixture(autouse=True)
def _blank_letters() -> Iterator[None]:
    with watched_road():
        yield


@pytest.fixture
def tries(clock) -> Iterator[Counter]:
    """How many connections were tried, by the instant of the clock."""
    counted: Counter = Counter()
    connect = SmtpClient.connect

    def counted_connect(self):
        counted[clock()] += 1
        connect(self)

    with patch.object(SmtpClient, "connect", counted_connect):
        yield counted


def ring(clock, times: int = 1) -> None:
    """So many workers hear the bell at once."""
    for _ in range(times):
        with suppress(DeliveryImpossible):
            deliver_due(clock=clock)


def test_a_server_that_is_down_for_three_hours_loses_nothing(
    released, settings, clock, tries, caplog
):
    """Check 28 of the catalogue of faults."""
    account = sales_account()
    run = released(*[order(account) for _ in range(4)])
    began = clock()
    settings.MAIL_SERVER = Server(port=1)
    with caplog.at_level(logging.ERROR):
        for minutes in [1] * 15 + [5] * 33:
            ring(clock, times=2)
            clock.advance(minutes=minutes)
    paused_since = channel_state(clock()).paused_since
    while_down = set(run.reminders.values_list("state", "attempts", "outcome"))
    with scripted_server(Witness) as server:
        settings.MAIL_SERVER = Server(port=server.port)
        clock.advance(minutes=1)
        ring(clock, times=2)

    assert while_down == {UNTOUCHED}
    assert (paused_since - began).total_seconds() <= 15 * 60
    assert max(count for at, count in tries.items() if at > paused_since) == 1
    assert sum(tries.values()) <= 5 + 15 + 33 + 1
    assert len([one for one in caplog.records if "Sending is paused" in one.message]) == 1
    assert Counter(run.reminders.values_list("state", flat=True)) == {ReminderState.SENT: 4}
    assert len({dot.message_id for dot in server.dots}) == len(server.dots) == 4
    assert channel_state(clock()).is_open


def test_a_wrong_password_fails_no_reminder_and_is_not_tried_again_and_again(
    released, settings, clock, tries
):
    """Check 29: the many that wait are not touched at all."""
    account = sales_account()
    released(*[order(account) for _ in range(12)])
    with scripted_server(Witness, EHLO=WITH_LOGIN, AUTH="535 5.7.8 wrong password") as server:
        settings.MAIL_SERVER = Server(port=server.port, user="petra", password="falsch")
        ring(clock, times=20)
        at_once = server.connections
        words = channel_state(clock()).words
        for _ in range(10):
            clock.advance(minutes=1)
            ring(clock, times=3)

    assert at_once == 5
    assert server.connections == 15
    assert "535 5.7.8 wrong password" in words
    assert set(Reminder.objects.values_list("state", "attempts", "outcome")) == {UNTOUCHED}


@pytest.mark.parametrize("step", ["RCPT", "dot"])
def test_after_greylisting_the_same_message_comes_again(released, settings, clock, step):
    """Check 30: each is refused for now the first time it comes."""
    account = sales_account()
    run = released(*[order(account) for _ in range(3)])
    offered: list[str] = []
    transfer = SmtpClient.transfer

    def noted_transfer(self, envelope_from, recipients, raw):
        offered.append(message_id_of(raw))
        transfer(self, envelope_from, recipients, raw)

    with (
        # The road is watched through the same method, and gives it back first.
        patch.object(SmtpClient, "transfer", noted_transfer),
        scripted_server(Witness, **{step: ["451 4.7.1 greylisted"] * 3}) as server,
    ):
        settings.MAIL_SERVER = Server(port=server.port)
        first = deliver_due(clock=clock)
        clock.advance(minutes=2)
        second = deliver_due(clock=clock)

    accepted = [dot.message_id for dot in server.dots if dot.is_accepted]
    assert (first, second) == ({"postponed": 3}, {"sent": 3})
    assert sorted(offered[:3]) == sorted(offered[3:]) == sorted(accepted)
    assert set(run.reminders.values_list("state", "attempts")) == {(ReminderState.SENT, 2)}


def test_a_server_that_dies_in_the_middle_costs_no_attempt(released, settings, clock):
    account = sales_account()
    run = released(*[order(account) for _ in range(3)])
    with scripted_server(Witness, greeting=["220 first", "421 going down"]) as server:
        server.replies["RSET"] = "421 going down"
        settings.MAIL_SERVER = Server(port=server.port)
        with pytest.raises(DeliveryImpossible):
            deliver_due(clock=clock)

    waiting = run.reminders.exclude(state=ReminderState.SENT)
    assert set(waiting.values_list("state", "attempts")) == {(ReminderState.QUEUED, 0)}
    assert waiting.count() == 2
    assert MailChannel.objects.get().failures_in_row == 1
