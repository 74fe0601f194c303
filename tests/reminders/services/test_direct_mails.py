"""Mails that are no reminders obey the same stops, and share what is known of the server."""

import uuid
from functools import partial

import pytest

from reminders.adapters.host_file import HostFile, HostIdentity
from reminders.adapters.smtp import SmtpClient
from reminders.models import MailChannel, SendingStop
from reminders.services import instances
from reminders.services.mail_channel import channel_state, note_unreachable
from reminders.services.plain_mails import NotTold, send_plain_mail
from reminders.services.trial_mails import TrialMailNotSent, send_trial_mail
from tests.factories import order, sales_account
from tests.reminders.adapters.mail_servers import Server, scripted_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(clock):
    """Send a plain mail of an account."""
    return partial(
        send_plain_mail, subject="Ihre Nachricht", text="Guten Tag", kind="p", now=clock()
    )


@pytest.fixture
def try_out(released, clock, django_user_model):
    """Send the trial mail of a reminder of an account."""
    clerk = django_user_model.objects.create(username="petra", email="petra@lindgruen.example")

    def send(account, address=None):
        reminder = released(order(account)).reminders.get()
        send_trial_mail(reminder.pk, actor=clerk, now=clock())

    return send


def stop_all(clock, account) -> None:
    SendingStop.objects.create(sales_account=None, reason="Falsche Preise", stopped_at=clock())


def stop_account(clock, account) -> None:
    SendingStop.objects.create(sales_account=account, reason="Falsche Preise", stopped_at=clock())


def quarantine(clock, account) -> None:
    MailChannel.objects.update_or_create(pk=1, defaults={"quarantined_at": clock()})


def pause(clock, account) -> None:
    for _ in range(5):
        note_unreachable("Connection refused", clock())


HALTS = [
    pytest.param(stop_all, "Falsche Preise", id="everything stopped"),
    pytest.param(stop_account, "Falsche Preise", id="the account stopped"),
    pytest.param(quarantine, "nach einer Wiederherstellung gesperrt", id="quarantined"),
    pytest.param(pause, "pausiert seit 09:00 Uhr", id="paused"),
]


@pytest.mark.parametrize(("halt", "why"), HALTS)
def test_no_plain_mail_leaves_while_the_sending_is_halted(tell, sink, clock, halt, why):
    account = sales_account()
    halt(clock, account)

    with pytest.raises(NotTold, match=why):
        tell(account, "kunde@kunden.example")

    assert sink.envelopes == []


@pytest.mark.parametrize(("halt", "why"), HALTS[:3])
def test_a_mail_that_is_being_handed_over_when_the_sending_is_halted_does_not_leave(
    tell, sink, clock, monkeypatch, halt, why
):
    account, transfer = sales_account(), SmtpClient.transfer

    def halted_meanwhile(*args):
        transfer(*args)
        halt(clock, account)

    monkeypatch.setattr(SmtpClient, "transfer", halted_meanwhile)

    with pytest.raises(NotTold, match=why):
        tell(account, "kunde@kunden.example")

    assert sink.envelopes == []


@pytest.mark.parametrize("seen", [4, None], ids=["restored", "copied"])
def test_no_plain_mail_leaves_a_database_that_does_not_belong_to_its_host(
    tell, sink, settings, seen
):
    name = uuid.uuid4()
    MailChannel.objects.update_or_create(pk=1, defaults={"instance_id": name, "send_epoch": 3})
    if seen:
        HostFile(settings.JOURNAL_PATH.parent).write(HostIdentity(name, seen))

    with pytest.raises(NotTold, match="Die Datenbank ist wiederhergestellt oder kopiert"):
        tell(sales_account(), "kunde@kunden.example")

    assert sink.envelopes == []


def test_a_host_that_only_serves_pages_sends_plain_mails_all_the_same(tell, sink, monkeypatch):
    """On PostgreSQL a copy is told by the mark of its database."""
    monkeypatch.setattr(instances, "database_mark", lambda: "7:1")
    known = {"instance_id": uuid.uuid4(), "database_mark": "7:1"}
    MailChannel.objects.update_or_create(pk=1, defaults=known)

    tell(sales_account(), "kunde@kunden.example")

    assert len(sink.envelopes) == 1


@pytest.mark.parametrize(("halt", "why"), HALTS)
def test_no_trial_mail_leaves_while_the_sending_is_halted(try_out, sink, clock, halt, why):
    account = sales_account()
    halt(clock, account)

    with pytest.raises(TrialMailNotSent, match=why):
        try_out(account)

    assert sink.envelopes == []


def test_the_stop_of_another_account_halts_nothing(tell, sink, clock):
    stop_account(clock, sales_account("Rosenhof"))

    tell(sales_account("Tulpenhof"), "kunde@kunden.example")

    assert len(sink.envelopes) == 1


def test_a_dead_server_counts_and_a_mail_that_goes_out_ends_it(tell, sink, settings, clock):
    account, living = sales_account(), settings.MAIL_SERVER
    settings.MAIL_SERVER = Server(port=1)
    with pytest.raises(NotTold, match="nicht versendet"):
        tell(account, "kunde@kunden.example")
    failed = channel_state(clock())
    settings.MAIL_SERVER = living

    tell(account, "kunde@kunden.example")

    assert "nicht erreichbar" in failed.words
    assert channel_state(clock()).last_error == ""


def test_a_trial_installation_tells_nobody_off_its_list(tell, settings, clock):
    with scripted_server() as server:
        settings.MAIL_SERVER = Server(port=server.port, allowed=("@haus.example",))
        with pytest.raises(NotTold, match="Testbetrieb: An kunde@kunden"):
            tell(sales_account(), "kunde@kunden.example")

    assert server.connections == 0
