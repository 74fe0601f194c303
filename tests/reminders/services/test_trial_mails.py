"""The test mail: what the customer would get, to the clerk, without any trace on the reminder."""

from email import message_from_bytes, policy

import pytest
from django.forms.models import model_to_dict

from orders.models import SalesAccount
from reminders.models import Reminder, ReminderDocument
from reminders.services.proposals import propose_run
from reminders.services.trial_mails import TrialMailNotSent, send_trial_mail
from tests.factories import TODAY, order, user
from tests.reminders.adapters.mail_servers import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return user("petra")


@pytest.fixture
def reminder(clerk) -> Reminder:
    run = propose_run([order().pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=clerk)
    return run.reminders.get()


def test_it_sends_the_very_mail_marked_as_a_test(sink, clock, clerk, reminder):
    SalesAccount.objects.update(copy_to="chef@lindgruen.example")

    address = send_trial_mail(reminder.pk, actor=clerk, now=clock())

    [envelope] = sink.envelopes
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert address == clerk.email
    assert envelope.rcpt_tos == [clerk.email]
    assert mail["Subject"] == f"[Test] {reminder.mail_subject}"
    assert mail["Message-ID"] != reminder.message_id
    assert reminder.mail_body.splitlines()[0] in mail.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]


def test_it_changes_nothing(sink, clock, clerk, reminder):
    before = model_to_dict(reminder)

    send_trial_mail(reminder.pk, actor=clerk, now=clock())

    reminder.refresh_from_db()
    assert model_to_dict(reminder) == before
    assert not ReminderDocument.objects.exists()


def test_it_refuses_a_clerk_without_an_address(sink, clock, clerk, reminder):
    clerk.email = ""

    with pytest.raises(TrialMailNotSent, match="steht keine E-Mail-Adresse"):
        send_trial_mail(reminder.pk, actor=clerk, now=clock())


def test_it_refuses_an_address_nobody_can_send_to(sink, clock, clerk, reminder):
    clerk.email = "petra@lokal"

    with pytest.raises(TrialMailNotSent, match="nennt nach dem @ keine vollständige Domain"):
        send_trial_mail(reminder.pk, actor=clerk, now=clock())


def test_it_refuses_without_a_mail_server(settings, clock, clerk, reminder):
    settings.MAIL_SERVER = None

    with pytest.raises(TrialMailNotSent, match="kein Mailserver eingerichtet"):
        send_trial_mail(reminder.pk, actor=clerk, now=clock())


def test_it_says_when_the_server_does_not_answer(settings, clock, clerk, reminder):
    settings.MAIL_SERVER = Server(port=1)

    with pytest.raises(TrialMailNotSent, match="Der Mailserver antwortet nicht"):
        send_trial_mail(reminder.pk, actor=clerk, now=clock())


def test_it_says_when_the_server_refuses(sink, clock, clerk, reminder):
    clerk.email = "weg@lindgruen.example"

    with pytest.raises(TrialMailNotSent, match="unknown mailbox"):
        send_trial_mail(reminder.pk, actor=clerk, now=clock())
