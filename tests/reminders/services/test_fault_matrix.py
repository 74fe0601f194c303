"""Every way in which a mail server can fail, the state it leads to, and what the server has got."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from reminders.models import MailChannel
from reminders.rules.states import ReminderState
from reminders.services.delivery import DeliveryImpossible, deliver_due, sweep
from tests.factories import order
from tests.reminders.adapters.mail_servers import DROP, SILENT, Server, scripted_server
from tests.reminders.services.witness import Witness, watched_road

pytestmark = pytest.mark.django_db
WITH_LOGIN = "250-test\r\n250 AUTH PLAIN"
QUEUED, FAILED = ReminderState.QUEUED, ReminderState.FAILED
UNCERTAIN, SENT = ReminderState.UNCERTAIN, ReminderState.SENT


@dataclass
class SlowWitness(Witness):
    """Takes its time over the answer to a dot."""

    seconds: float = 0.0

    def _reply(self, step: str, usual: str) -> str:
        reply = super()._reply(step, usual)
        if step == "dot":
            time.sleep(self.seconds)
        return reply


@dataclass(frozen=True)
class Fault:
    """What the server does, where it listens, and what must come of it.

    kept: how many mails the server has then, or may have as far as it told; attempts: how many
    count against the reminder.
    """

    replies: dict[str, str]
    state: ReminderState
    kept: int
    attempts: int = 1
    seconds: float = 0.0
    access: dict[str, str | int] = field(default_factory=dict)


def away(access: dict[str, str | int] | None = None, **replies: str) -> Fault:
    """No connection comes about: nobody has claimed anything."""
    return Fault(replies, QUEUED, kept=0, attempts=0, access=access or {})


FAULTS = {
    "connection refused": away(access={"port": 1}),
    "TLS where the server speaks none": away(access={"security": "tls"}),
    "STARTTLS that the server does not know": away(access={"security": "starttls"}),
    "greeting 421": away(greeting="421 overloaded"),
    "greeting 554": away(greeting="554 no service for you"),
    "cut instead of a greeting": away(greeting=DROP),
    "gibberish as greeting": away(greeting="what is this"),
    "EHLO and HELO refused": away(EHLO="502 no", HELO="502 no"),
    "AUTH 535": away({"user": "petra", "password": "x"}, EHLO=WITH_LOGIN, AUTH="535 5.7.8 wrong"),
    "AUTH 454": away({"user": "petra", "password": "x"}, EHLO=WITH_LOGIN, AUTH="454 later"),
    "AUTH unknown": away({"user": "petra", "password": "x"}),
    "MAIL 530": away(MAIL="530 5.7.0 log in first"),
    "RCPT 530": away(RCPT="530 5.7.0 log in first"),
    "DATA 530": away(DATA="530 5.7.0 log in first"),
    "MAIL 451": Fault({"MAIL": "451 later"}, QUEUED, kept=0),
    "MAIL 421": Fault({"MAIL": "421 closing"}, QUEUED, kept=0),
    "MAIL 550": Fault({"MAIL": "550 sender unknown"}, QUEUED, kept=0),
    "RCPT 451": Fault({"RCPT": "451 greylisted"}, QUEUED, kept=0),
    "RCPT 550": Fault({"RCPT": "550 5.1.1 no such mailbox"}, FAILED, kept=0),
    "cut at RCPT": Fault({"RCPT": DROP}, QUEUED, kept=0),
    "DATA 451": Fault({"DATA": "451 later"}, QUEUED, kept=0),
    "DATA 554": Fault({"DATA": "554 no"}, FAILED, kept=0),
    "cut in the body": Fault({"body": DROP}, QUEUED, kept=0),
    "451 after the dot": Fault({"dot": "451 later"}, QUEUED, kept=0),
    "421 after the dot": Fault({"dot": "421 closing"}, QUEUED, kept=0),
    "554 after the dot": Fault({"dot": "554 5.7.1 spam"}, FAILED, kept=0),
    "cut after the dot": Fault({"dot": DROP}, UNCERTAIN, kept=1),
    "silence after the dot": Fault({"dot": SILENT}, UNCERTAIN, kept=1),
    "gibberish after the dot": Fault({"dot": "what is this"}, UNCERTAIN, kept=1),
    "a code that does not exist": Fault({"dot": "999 what"}, UNCERTAIN, kept=1),
    "354 after the dot": Fault({"dot": "354 go on"}, UNCERTAIN, kept=1),
    "a late yes within the time": Fault({}, SENT, kept=1, seconds=0.1),
    "a late yes after the time": Fault({}, UNCERTAIN, kept=1, seconds=0.7),
    "a late no within the time": Fault({"dot": "451 later"}, QUEUED, kept=0, seconds=0.1),
    "yes": Fault({}, SENT, kept=1),
}


@pytest.fixture(autouse=True)
def _short_of_patience(settings) -> Iterator[None]:
    """Half a second stands for ten minutes; letters are blank."""
    settings.DELIVERY = replace(settings.DELIVERY, reply_timeout=timedelta(seconds=0.5))
    with watched_road():
        yield


def kept_by(server: Witness) -> int:
    return sum(not dot.is_refused for dot in server.dots)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leads_to_the_state_that_fits_what_the_server_has(released, settings, clock, name):
    fault = FAULTS[name]
    run = released(order())
    with scripted_server(SlowWitness, **fault.replies) as server:
        server.seconds = fault.seconds
        settings.MAIL_SERVER = Server(**{"port": server.port, **fault.access})
        with suppress(DeliveryImpossible):
            deliver_due(clock=clock)
        reminder = run.reminders.get()
        first = (reminder.state, reminder.attempts, kept_by(server))

        server.replies, server.seconds = {}, 0.0
        settings.MAIL_SERVER = Server(port=server.port)
        clock.advance(hours=1)
        sweep(clock=clock)
        deliver_due(clock=clock)
        reminder.refresh_from_db()

    assert first == (fault.state, fault.attempts, fault.kept)
    # What provably did not go out goes out now, everything else stays as it is.
    assert reminder.state == (SENT if fault.state in (QUEUED, SENT) else fault.state)
    assert kept_by(server) == (0 if fault.state == FAILED else 1)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if not fault.attempts])
def test_what_is_no_mails_fault_counts_for_the_channel(released, settings, clock, name):
    fault = FAULTS[name]
    released(order(), order())
    with scripted_server(Witness, **fault.replies) as server:
        settings.MAIL_SERVER = Server(**{"port": server.port, **fault.access})
        with pytest.raises(DeliveryImpossible):
            deliver_due(clock=clock)

    assert MailChannel.objects.get().failures_in_row == 1
