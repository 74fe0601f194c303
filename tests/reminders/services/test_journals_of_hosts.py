"""Of a mail that stayed uncertain only the journal of the host that sent it knows the answer."""

import uuid
from datetime import datetime, timedelta

import pytest

from reminders import tasks
from reminders.adapters.host_file import HostFile, HostIdentity
from reminders.adapters.journal import Journal, JournalEntry
from reminders.models import Beat, Reminder, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services import outbox, uncertain
from reminders.services.evidence import Evidence, Weight, evidence_of
from reminders.services.sending_hosts import ASKED
from reminders.services.uncertain import (
    UncertainRefused,
    decide_uncertain,
    settle_from_own_journal,
)
from reminders.services.verify_journal import check_journal
from tests.factories import TODAY, order
from tests.reminders.services.test_delivery import PAPERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(released, clock) -> Reminder:
    """A reminder whose final dot was written and never answered."""
    released(order())
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    outbox.settle_uncertain(lease, "keine Antwort auf den Schlusspunkt", now=clock())
    return Reminder.objects.get()


def decide(reminder: Reminder, choice: str, now: datetime) -> None:
    decide_uncertain(reminder.pk, choice, reason="geklärt", evidence=[], actor=None, now=now)


@pytest.fixture
def hosts(settings, tmp_path):
    """Two hosts that may send, each with a journal of its own; go to one of them."""
    for name in ("mail-1", "mail-2"):
        folder = tmp_path / name
        folder.mkdir()
        HostFile(folder).write(HostIdentity(uuid.uuid4(), 1, name))

    def go(name: str) -> None:
        settings.JOURNAL_PATH = tmp_path / name / "delivery.journal"

    return go


@pytest.fixture
def lost_elsewhere(lost, hosts):
    """A reminder of which only the journal of mail-1 can know whether it went out."""
    Reminder.objects.update(decided_host="mail-1")
    lost.refresh_from_db()
    hosts("mail-2")
    return lost


def journal_evidence(reminder) -> Evidence:
    return next(one for one in evidence_of(reminder) if one.kind == "journal")


def test_the_journal_of_another_host_is_not_called_empty_before_that_host_compared_it(
    lost_elsewhere, hosts, clock, other_line
):
    before = journal_evidence(lost_elsewhere)
    early = settle_from_own_journal(clock())
    hosts("mail-1")
    other_line(clock)
    clock.advance(minutes=11)
    settle_from_own_journal(clock())
    hosts("mail-2")
    too_early = journal_evidence(lost_elsewhere)
    clock.advance(minutes=1)
    hosts("mail-1")
    settle_from_own_journal(clock())
    hosts("mail-2")
    after = journal_evidence(lost_elsewhere)

    assert (early, before.label) == (0, "Versandjournal von Rechner mail-1")
    assert [before.weight, too_early.weight] == [Weight.NOT_ASKED, Weight.NOT_ASKED]
    assert "Kein Eintrag" not in before.words
    assert (after.weight, after.label) == (Weight.NOTHING, before.label)
    assert after.words.startswith("Kein Eintrag, verglichen am 21.11.2026 um 09:12 Uhr:")


@pytest.fixture
def other_line(settings):
    """Let the journal of this host have the line of some other mail."""

    def write(clock) -> None:
        other = JournalEntry(0, "<andere@lindgruen.example>", "250", clock())
        Journal(settings.JOURNAL_PATH).append(other)

    return write


def test_a_host_settles_what_its_own_journal_proves_at_its_instant(
    lost_elsewhere, hosts, clock, settings
):
    hosts("mail-1")
    clock.advance(days=1)
    at = clock()
    entry = JournalEntry(lost_elsewhere.pk, lost_elsewhere.message_id, "250 angenommen", at)
    Journal(settings.JOURNAL_PATH).append(entry)
    clock.advance(days=1)

    hosts("mail-2")
    elsewhere = settle_from_own_journal(clock())
    hosts("mail-1")
    here = settle_from_own_journal(clock())

    lost_elsewhere.refresh_from_db()
    assert (elsewhere, here, lost_elsewhere.state) == (0, 1, ReminderState.SENT)
    assert (lost_elsewhere.sent_at, lost_elsewhere.sent_on) == (at, TODAY + timedelta(days=1))
    assert lost_elsewhere.server_reply == "250 angenommen"


def test_each_sweep_compares_the_journal_of_its_host(lost_elsewhere, hosts, other_line, clock):
    hosts("mail-1")
    other_line(clock)

    tasks.sweep()

    assert Beat.objects.filter(name=ASKED + "mail-1").exists()


def test_nothing_uncertain_costs_one_query(hosts, clock, django_assert_num_queries):
    hosts("mail-1")

    with django_assert_num_queries(1):
        assert settle_from_own_journal(clock()) == 0


def test_a_journal_that_cannot_be_read_counts_as_not_compared(lost, hosts, settings, clock):
    Reminder.objects.update(decided_host="mail-1")
    hosts("mail-1")
    settings.JOURNAL_PATH.mkdir()

    assert settle_from_own_journal(clock()) == 0
    assert not Beat.objects.filter(name__startswith=ASKED).exists()


@pytest.mark.parametrize("choice", ["send_again", "as_letter", "discard"])
def test_a_person_waits_for_the_journal_of_the_host_that_sent_it(lost_elsewhere, clock, choice):
    with pytest.raises(UncertainRefused, match="Rechner mail-1 hat den Versand begonnen"):
        decide(lost_elsewhere, choice, clock())

    clock.advance(minutes=27)
    decide(lost_elsewhere, choice, clock())

    assert UncertainDecision.objects.get().choice == choice


def test_what_was_sent_needs_no_journal(lost_elsewhere, clock):
    decide(lost_elsewhere, "was_sent", clock())

    lost_elsewhere.refresh_from_db()
    assert lost_elsewhere.state == ReminderState.SENT


def test_what_is_proven_but_cannot_be_settled_counts_as_not_compared(
    lost_elsewhere, hosts, clock, settings, monkeypatch
):
    hosts("mail-1")
    entry = JournalEntry(lost_elsewhere.pk, lost_elsewhere.message_id, "250", clock())
    Journal(settings.JOURNAL_PATH).append(entry)

    def stumble(*_: object) -> None:
        raise ValueError("Buchung unmöglich")

    monkeypatch.setattr(uncertain, "_decide", stumble)

    assert settle_from_own_journal(clock()) == 0
    assert not Beat.objects.filter(name__startswith=ASKED).exists()


def test_a_host_also_proves_the_first_of_two_sendings(lost_elsewhere, hosts, clock, settings):
    hosts("mail-1")
    entry = JournalEntry(lost_elsewhere.pk, lost_elsewhere.message_id, "250", clock())
    Journal(settings.JOURNAL_PATH).append(entry)
    Reminder.objects.update(decided_host="mail-2")

    assert settle_from_own_journal(clock()) == 1


@pytest.mark.parametrize("choice", ["discard", "as_letter"])
def test_v1_tells_of_a_yes_that_a_person_could_not_know(
    lost_elsewhere, hosts, clock, settings, choice
):
    at = clock()
    clock.advance(minutes=27)
    decide(lost_elsewhere, choice, clock())
    hosts("mail-1")
    entry = JournalEntry(lost_elsewhere.pk, lost_elsewhere.message_id, "250", at, "M-000001")
    Journal(settings.JOURNAL_PATH).append(entry)

    (finding,) = check_journal()

    assert finding.subject == "Mahnung M-000001"
    assert "zählt sie als nicht versendet" in finding.message


def test_v1_is_silent_about_a_decision_that_knew_the_journal(lost, clock, settings):
    at = clock()
    clock.advance(minutes=27)
    decide(lost, "discard", clock())
    Journal(settings.JOURNAL_PATH).append(JournalEntry(lost.pk, lost.message_id, "250", at))

    assert list(check_journal()) == []
