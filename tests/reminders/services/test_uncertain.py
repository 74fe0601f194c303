"""What becomes of a reminder of which nobody knows whether it went out: decided once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as project
from django.contrib.auth.models import User

from orders.models import Customer, LinkOpening
from orders.services.payments import record_payment
from reminders.adapters.journal import Journal, JournalEntry
from reminders.models import DunningRun, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services import evidence, outbox
from reminders.services.delivery import deliver_due
from reminders.services.evidence import Weight, evidence_of
from reminders.services.letters import letters_to_print
from reminders.services.uncertain import UncertainRefused, decide_uncertain, settle_proven
from tests.factories import TODAY, order
from tests.reminders.services.test_delivery import PAPERS

pytestmark = pytest.mark.django_db
REASON = "Der Kunde hat sie nicht bekommen."


@pytest.fixture
def lost(released, clock):
    """A reminder whose final dot was written and never answered."""

    def lose(*orders):
        run = released(*(orders or (order(),)))
        while (lease := outbox.claim_next(now=clock())) is not None:
            outbox.decide(lease, PAPERS, today=clock.today, now=clock())
            outbox.settle_uncertain(lease, "keine Antwort auf den Schlusspunkt", now=clock())
        return run.reminders.get()

    return lose


@pytest.fixture
def ruth(db) -> User:
    return User.objects.create_user("ruth", first_name="Ruth", last_name="Lindgrün")


def decide(reminder, choice, clock, *, actor=None, reason=REASON, **more):
    return decide_uncertain(
        reminder.pk, choice, reason=reason, evidence=[], actor=actor, now=clock(), **more
    )


def pay(paid_order):
    record_payment(
        paid_order.pk, amount=paid_order.open_amount, paid_on=TODAY, actor=None, today=TODAY
    )


def history(reminder) -> list[str]:
    return list(reminder.items.get().order.history.values_list("text", flat=True))


def test_what_counts_as_sent_raises_the_level_and_books_the_fee_of_its_day(lost, clock, ruth):
    reminder = lost(order())
    reminder.items.update(dunning_fee=Decimal("2.50"))
    clock.advance(days=2)

    decide(reminder, "was_sent", clock, actor=ruth)

    reminder.refresh_from_db()
    dunned = reminder.items.get().order
    fee = dunned.ledger_entries.get(kind="dunning_fee")
    assert (reminder.state, reminder.sent_on) == (ReminderState.SENT, TODAY)
    assert (reminder.sent_at, dunned.standing.next_level) == (reminder.decided_at, 2)
    assert (fee.amount, fee.booked_on) == (Decimal("2.50"), TODAY)


def test_what_is_sent_again_keeps_number_and_message_id_and_goes_out_once(lost, sink, clock):
    reminder = lost(order())

    decide(reminder, "send_again", clock)
    ended = deliver_due(clock=clock)

    number, message_id = reminder.number, reminder.message_id
    reminder.refresh_from_db()
    assert (ended, len(sink.envelopes)) == ({"sent": 1}, 1)
    assert (reminder.number, reminder.message_id) == (number, message_id)
    assert message_id in sink.envelopes[0].content.decode()
    assert reminder.run.state == DunningRun.State.FINISHED


@pytest.mark.parametrize(
    ("choice", "is_prepared", "state"),
    [
        ("send_again", False, ReminderState.SENT),
        ("send_again", True, ReminderState.SENT),
        ("discard", False, ReminderState.CANCELLED),
        ("as_letter", False, ReminderState.QUEUED),
    ],
)
def test_a_late_yes_keeps_what_was_accepted_from_being_sent_again(
    released, clock, choice, is_prepared, state
):
    run = released(order())
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    outbox.settle_uncertain(lease, "keine Antwort", now=clock())
    decide(run.reminders.get(), choice, clock)
    second = outbox.claim_next(now=clock()) if is_prepared else None
    reminder = run.reminders.get()
    told = {"now": clock(), "sent_on": clock.today}

    outbox.settle_sent(lease, "250 OK", message_id=reminder.message_id, **told)

    reminder.refresh_from_db()
    assert reminder.state == state
    assert outbox.claim_next(now=clock()) is None
    if second:
        decision = outbox.decide(second, PAPERS, today=clock.today, now=clock())
        assert decision == outbox.Decision.REVOKED
    if state != ReminderState.SENT:
        texts = reminder.items.get().order.history.values_list("text", flat=True)
        assert any("doch angenommen: 250 OK" in text for text in texts)


def test_a_yes_for_another_mail_under_the_same_key_settles_nothing(released, clock):
    """A worker that lives through a restore holds a key that now belongs to another reminder."""
    run = released(order())
    lease = outbox.claim_next(now=clock())
    told = {"now": clock(), "sent_on": clock.today}

    outbox.settle_sent(lease, "250 OK", message_id="<m.lost@shop.example>", **told)

    assert run.reminders.get().state == ReminderState.PREPARING


def test_a_letter_waits_for_the_printer_in_its_place(lost, clock):
    reminder = lost(order())

    decide(reminder, "as_letter", clock)

    reminder.refresh_from_db()
    assert (reminder.channel, list(letters_to_print())) == ("letter", [reminder])
    assert reminder.recipient == "Zoë Winter, Bäckergasse 12, 80331 München"


def test_what_is_dropped_frees_its_level(lost, released, clock):
    reminder = lost(order())

    decide(reminder, "discard", clock)

    reminder.refresh_from_db()
    again = released(reminder.items.get().order)
    assert reminder.outcome == f"verworfen: {REASON}"
    assert again.reminders.get().level == reminder.level


@pytest.mark.parametrize("choice", ["was_sent", "send_again", "as_letter", "discard"])
def test_each_decision_is_kept_with_its_reason_and_told_in_the_history(lost, clock, ruth, choice):
    reminder = lost(order())

    decide(reminder, choice, clock, actor=ruth)

    kept = UncertainDecision.objects.get()
    assert (kept.choice, kept.reason, kept.decided_by) == (choice, REASON, ruth)
    assert any(REASON in line and kept.get_choice_display() in line for line in history(reminder))


@pytest.mark.parametrize("choice", ["was_sent", "send_again", "as_letter", "discard"])
def test_without_a_reason_nothing_is_decided(lost, clock, choice):
    reminder = lost(order())

    with pytest.raises(UncertainRefused, match="Geben Sie einen Grund an"):
        decide(reminder, choice, clock, reason="  ")

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.UNCERTAIN


def test_who_comes_second_is_told_who_decided_what(lost, clock, ruth):
    reminder = lost(order())
    decide(reminder, "discard", clock, actor=ruth)

    with pytest.raises(UncertainRefused, match=r"„verwerfen“, von Ruth Lindgrün am 21.11.2026"):
        decide(reminder, "was_sent", clock)

    assert UncertainDecision.objects.count() == 1


def test_a_page_that_is_older_than_a_decision_decides_nothing(lost, clock):
    reminder = lost(order())
    decide(reminder, "send_again", clock, seen_decisions=0)
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    outbox.settle_uncertain(lease, "wieder keine Antwort", now=clock())

    with pytest.raises(UncertainRefused, match="Schon entschieden: „erneut senden“"):
        decide(reminder, "send_again", clock, seen_decisions=0)


@pytest.mark.parametrize("choice", ["send_again", "as_letter"])
def test_what_was_paid_meanwhile_does_not_go_out_once_more(lost, clock, choice):
    reminder = lost(order())
    pay(reminder.items.get().order)

    with pytest.raises(UncertainRefused, match=r"inzwischen bezahlt oder storniert.*verwerfen"):
        decide(reminder, choice, clock)

    reminder.refresh_from_db()
    assert (reminder.state, reminder.channel) == (ReminderState.UNCERTAIN, "email")
    assert not UncertainDecision.objects.exists()


@pytest.mark.parametrize("choice", ["send_again", "as_letter"])
def test_a_deadline_that_is_too_near_asks_for_a_new_reminder(lost, clock, choice):
    reminder = lost(order())
    clock.advance(days=(reminder.pay_by - TODAY).days - 4)

    with pytest.raises(UncertainRefused, match=r"zu nah. Verwerfen Sie diese Mahnung"):
        decide(reminder, choice, clock)


def test_without_an_address_no_letter_goes_out(lost, clock):
    reminder = lost(order())
    Customer.objects.update(street="")

    with pytest.raises(UncertainRefused, match="Anschrift des Kunden ist unvollständig"):
        decide(reminder, "as_letter", clock)


def journal_has(reminder, clock) -> None:
    Journal(project.JOURNAL_PATH).append(
        JournalEntry(reminder.pk, reminder.message_id, "250 angenommen", clock())
    )


@pytest.mark.parametrize("choice", ["send_again", "as_letter", "discard"])
def test_nothing_is_decided_against_the_journal(lost, clock, choice):
    reminder = lost(order())
    journal_has(reminder, clock)

    with pytest.raises(UncertainRefused, match="Versandjournal beweist"):
        decide(reminder, choice, clock)


def test_proof_that_comes_late_settles_it_without_a_person(lost, clock):
    proven, unproven = lost(order()), lost(order())
    journal_has(proven, clock)

    written_at = clock()
    clock.advance(days=1)

    count = settle_proven(now=clock())

    proven.refresh_from_db()
    unproven.refresh_from_db()
    kept = UncertainDecision.objects.get()
    assert (count, proven.state, unproven.state) == (1, "sent", "uncertain")
    assert (kept.decided_by, kept.evidence[0]["kind"]) == (None, "journal")
    assert proven.server_reply == "250 angenommen"
    assert proven.sent_at == written_at


def test_all_evidence_is_said_in_words(lost, clock):
    reminder = lost(order())
    clock.advance(hours=1)
    LinkOpening.objects.create(
        order=reminder.items.get().order, opened_on=clock.today, opened_at=clock()
    )
    pay(reminder.items.get().order)

    found = {one.kind: one for one in evidence_of(reminder)}

    assert found["journal"].weight == Weight.NOTHING
    assert "geöffnet" in found["link"].words
    assert found["link"].weight == Weight.HINT
    assert "1 Zahlung über 79,90 €" in found["payments"].words.replace("\xa0", " ")
    assert found["archive"].words == "Kein Archivpostfach eingerichtet."


def test_an_opening_before_the_decision_says_nothing(lost, clock):
    bought = order()
    LinkOpening.objects.create(
        order=bought, opened_on=TODAY, opened_at=clock() - timedelta(hours=1)
    )

    found = {one.kind: one for one in evidence_of(lost(bought))}

    assert found["link"].weight == Weight.NOTHING


def test_a_copy_in_the_archive_mailbox_is_proof(lost, clock, monkeypatch):
    reminder = lost(order())
    monkeypatch.setattr(evidence, "find_in_archive", lambda wanted: set(wanted))

    count = settle_proven(now=clock())

    reminder.refresh_from_db()
    (kept,) = UncertainDecision.objects.get().evidence
    assert (count, reminder.state, kept["kind"]) == (1, "sent", "archive")
    assert "Die Kopie dieser E-Mail liegt dort" in UncertainDecision.objects.get().reason
