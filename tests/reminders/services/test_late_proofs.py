"""What comes back about a mail that a person has queued again meanwhile: it went out after all."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command

from reminders import tasks
from reminders.models import DeliveryEvent, Reminder
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.states import ReminderState
from reminders.services import bounce_mailbox, outbox
from reminders.services.bounce_mailbox import Outcome
from reminders.services.delivery import deliver_due
from reminders.services.delivery_events import Heard, note_event
from reminders.services.uncertain import decide_uncertain
from tests.factories import order
from tests.reminders.adapters.imap_server import Access
from tests.reminders.services.test_delivery import PAPERS

pytestmark = pytest.mark.django_db
# How far the second attempt has come when the proof of the first arrives.
ATTEMPTS = ("queued", "claimed", "on the wire")


@pytest.fixture
def queued_again(released, clock) -> Reminder:
    """A reminder whose dot was never answered, and that a person sends once more."""
    run = released(order())
    lose(clock)
    reminder = run.reminders.get()
    clock.advance(days=1)
    decide_uncertain(
        reminder.pk, "send_again", reason="Keine Spur", evidence=[], actor=None, now=clock()
    )
    reminder.refresh_from_db()
    return reminder


def lose(clock) -> None:
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    outbox.settle_uncertain(lease, "keine Antwort auf den Schlusspunkt", now=clock())


def hear(reminder: Reminder, clock, kind: DeliveryKind = DeliveryKind.DELIVERED) -> bool:
    heard = Heard("mailbox", f"<{kind}@mx.example>", kind, reminder.pk, "", "2.0.0 OK", clock())
    return note_event(heard, now=clock())


def history(reminder: Reminder) -> list[str]:
    return list(reminder.items.get().order.history.values_list("text", flat=True))


@pytest.mark.parametrize("kind", list(DeliveryKind))
def test_whatever_comes_back_takes_the_second_attempt_back(queued_again, sink, clock, kind):
    hear(queued_again, clock, kind)
    deliver_due(clock=clock)

    queued_again.refresh_from_db()
    assert (queued_again.state, sink.envelopes) == (ReminderState.SENT, [])
    assert queued_again.sent_on == clock.today - timedelta(days=1)
    assert queued_again.items.get().order.standing.next_level == 2
    assert any("wird nicht erneut versendet" in one for one in history(queued_again))


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_it_counts_once_however_far_the_second_attempt_is(queued_again, clock, attempt):
    lease = outbox.claim_next(now=clock()) if attempt != "queued" else None
    if attempt == "on the wire":
        outbox.decide(lease, PAPERS, today=clock.today, now=clock())

    hear(queued_again, clock)

    queued_again.refresh_from_db()
    assert queued_again.state == ReminderState.SENT
    if lease is not None:
        assert not outbox.put_back(lease, "421 later", now=clock(), is_servers_fault=True)
    if attempt == "claimed":
        decision = outbox.decide(lease, PAPERS, today=clock.today, now=clock())
        assert decision == outbox.Decision.REVOKED
    queued_again.refresh_from_db()
    assert queued_again.state == ReminderState.SENT


def test_a_first_attempt_is_left_to_its_worker(released, clock):
    reminder = released(order()).reminders.get()
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())

    hear(reminder, clock)

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.SENDING


def test_a_mail_that_was_given_up_as_a_letter_stays_a_letter(released, clock):
    reminder = released(order()).reminders.get()
    lose(clock)
    told = {"reason": "Keine Spur", "evidence": [], "actor": None, "now": clock()}
    decide_uncertain(reminder.pk, "as_letter", **told)

    hear(reminder, clock)

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.QUEUED


def test_a_journal_that_cannot_be_read_keeps_no_event_from_being_kept(
    released, clock, settings, tmp_path, caplog
):
    reminder = released(order()).reminders.get()
    lose(clock)
    # Nobody can read a folder as a file, not even the superuser who runs the tests.
    settings.JOURNAL_PATH = tmp_path

    assert hear(reminder, clock)

    assert DeliveryEvent.objects.get().reminder == reminder
    assert "Reminder" in caplog.text


def test_an_unreadable_journal_keeps_no_mailbox_from_being_read(monkeypatch, settings):
    def unreadable(**_: object) -> int:
        raise PermissionError(13, "Permission denied", "delivery.journal")

    monkeypatch.setattr(bounce_mailbox, "settle_proven", unreadable)
    monkeypatch.setattr(bounce_mailbox, "fetch_bounces", lambda *, now: {Outcome.NOTED: 3})

    settings.BOUNCE_MAILBOX = Access(0)

    told = tasks.fetch_bounces()

    assert told == ("3 vermerkt, 0 geklärt; Das Versandjournal ist nicht lesbar: Permission denied")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("fetch_bounces", stdout=out, stderr=out)
    assert "3 vermerkt" in out.getvalue()
    assert "nicht lesbar" in out.getvalue()
