"""A restored or copied database sends nothing before it was reconciled, and nothing twice after.

A restore is played by rolling the database back, while journal, host file and mail server stay.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from orders.models import LedgerEntry, Order
from reminders.models import (
    MailChannel,
    Reminder,
    ReminderNumber,
    Standing,
    UnrecordedDispatch,
)
from reminders.rules.eligibility import Code
from reminders.rules.states import ReminderState
from reminders.services import instances, outbox
from reminders.services.assessment import assess
from reminders.services.delivery import DeliveryImpossible, deliver_due, sweep
from reminders.services.instances import (
    LiftRefused,
    check_instance,
    lift_quarantine,
    quarantine,
    trust_host,
)
from reminders.services.letters import PrintRefused
from reminders.services.reconcile import ReconcileRefused, reconcile_journal
from reminders.services.uncertain import Choice, decide_uncertain
from reminders.services.unrecorded import SettlingRefused, settle_unrecorded
from reminders.services.verify import verify
from tests.factories import order, sales_account
from tests.reminders.services.test_delivery import PAPERS
from tests.reminders.services.witness import DECIDED, message_id_of, watched_road

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch) -> None:
    """No other host is given time to tell that it is there."""
    monkeypatch.setattr(instances, "HOSTS_TELL_WITHIN", timedelta())


@contextmanager
def restored_afterwards() -> Iterator[None]:
    """What happens inside is younger than the backup."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def start(clock, sink) -> Callable[[], None]:
    """Start everything: what a worker and the sweep do every minute."""

    def work() -> None:
        with suppress(DeliveryImpossible):
            deliver_due(clock=clock)
        sweep(clock=clock)

    return work


def lift(clock) -> None:
    lift_quarantine("geprüft", None, clock())


def test_21_no_mail_before_reconciling_and_none_twice_after(released, sink, clock, start):
    early, both, made_later = order(), order(), order()
    released(early)
    start()
    waiting = released(both)
    with restored_afterwards():
        start()
        released(made_later)
        start()
        new = order(number="NEU-1")
        released(new)
        start()
    sent_before = len(sink.envelopes)

    start()
    is_quarantined = MailChannel.objects.get().quarantined_at is not None
    reconcile_journal(clock())
    lift(clock)
    imported_again = order(number="NEU-1")
    start()

    sent = Counter(message_id_of(one.content) for one in sink.envelopes)
    assert (is_quarantined, sent_before, sorted(sent.values())) == (True, 4, [1] * 4)
    assert waiting.reminders.get().state == ReminderState.SENT
    assert codes(both, clock) == [Code.WAITING]
    assert codes(made_later, clock) == [Code.UNRECORDED]
    assert codes(imported_again, clock) == [Code.UNRECORDED]
    assert verify(clock(), is_full=True).violations == ()


def test_what_the_journal_proves_counts_in_full(released, sink, clock, start):
    bought = order(due_on=clock.today - timedelta(days=40))
    check_instance(clock())
    run = released(bought)
    with restored_afterwards():
        start()
        reply = Reminder.objects.get().server_reply
    start()

    done = reconcile_journal(clock())

    reminder = run.reminders.get()
    assert (done.sent, done.uncertain) == (1, 0)
    assert (reminder.sent_at, reminder.server_reply) == (clock(), reply)
    assert Standing.objects.get(order=bought).levels_sent == 1
    assert reminder.dispatch_record.digest
    charged = {"interest", "dunning_fee", "lump_sum"}
    booked = LedgerEntry.objects.filter(order=bought, kind__in=charged)
    assert sum(one.amount for one in booked) == reminder.new_charges


def test_what_was_proposed_at_the_backup_and_sent_after_it_gets_its_number(
    released, sink, clock, start
):
    check_instance(clock())
    released(order())
    Reminder.objects.update(state="proposed", number=None)
    Reminder.objects.get().items.update(state="proposed")
    with restored_afterwards():
        Reminder.objects.update(state="queued", number=31)
        Reminder.objects.get().items.update(state="queued")
        start()
    start()

    reconcile_journal(clock())

    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.number) == (ReminderState.SENT, 31)


@pytest.mark.parametrize("state", ["queued", "preparing", "sending"])
def test_what_was_about_to_be_sent_and_is_not_proven_becomes_uncertain(
    released, sink, clock, start, state
):
    run = released(order())
    if state != "queued":
        lease = outbox.claim_next(now=clock())
    if state == "sending":
        outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    MailChannel.objects.update(quarantined_at=clock(), quarantine_reason="Übung")

    done = reconcile_journal(clock())

    reminder = run.reminders.get()
    assert (done.uncertain, reminder.state) == (1, ReminderState.UNCERTAIN)
    assert reminder.lease_token is None
    assert start() is None
    assert sink.envelopes == []


def test_a_letter_about_to_be_posted_leaves_its_batch_and_waits_for_a_person(
    letter_order, released, printed, clock
):
    released(letter_order())
    printed()
    MailChannel.objects.update(quarantined_at=clock(), quarantine_reason="Übung")

    reconcile_journal(clock())

    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.print_batch) == (ReminderState.UNCERTAIN, None)


def test_an_order_with_an_unrecorded_dispatch_is_dunned_only_once_it_is_settled(
    released, sink, clock, start
):
    bought = order()
    check_instance(clock())
    with restored_afterwards():
        released(bought)
        start()
    start()
    reconcile_journal(clock())

    before = codes(bought, clock)
    dispatch = UnrecordedDispatch.objects.get()
    with pytest.raises(SettlingRefused):
        settle_unrecorded(dispatch.pk, note=" ", actor=None, now=clock())
    settle_unrecorded(dispatch.pk, note="mit dem Kunden geklärt", actor=None, now=clock())

    assert before == [Code.UNRECORDED]
    assert codes(bought, clock) == []
    assert (dispatch.order, dispatch.reminder_number, dispatch.level) == (bought, "M-000001", 1)
    assert "Geklärt: mit dem Kunden" in bought.history.latest("pk").text


def codes(bought: Order, clock) -> list[Code]:
    (assessment,) = assess(Order.objects.filter(pk=bought.pk), clock.today)
    return [reason.code for reason in assessment.reasons]


def test_no_number_is_given_twice(released, sink, clock, start):
    bought = [order(), order(), order()]
    check_instance(clock())
    with restored_afterwards():
        released(*bought)
        start()
    start()

    reconcile_journal(clock())

    assert ReminderNumber.objects.get().last_number == 3


def test_an_account_that_is_missing_is_told_and_a_second_time_finds_it(
    released, sink, clock, start
):
    check_instance(clock())
    with restored_afterwards():
        released(order(sales_account("Rosenhof")))
        start()
    start()

    first = reconcile_journal(clock())
    sales_account("Rosenhof")
    second = reconcile_journal(clock())

    assert "Rosenhof" in first.unattributed[0]
    assert (first.unrecorded, second.unrecorded, second.unattributed) == (0, 1, [])


def test_once_more_changes_nothing_more(released, sink, clock, start):
    check_instance(clock())
    released(order())
    bought = order()
    with restored_afterwards():
        start()
        released(bought)
        start()
    start()
    reconcile_journal(clock())

    again = reconcile_journal(clock())

    assert (again.known, again.sent, again.uncertain, again.unrecorded) == (1, 0, 0, 0)


def test_it_refuses_without_a_quarantine_but_for_a_look(released, sink, clock, start):
    released(order())
    start()
    released(order())

    with pytest.raises(ReconcileRefused, match="force-check"):
        reconcile_journal(clock())
    looked = reconcile_journal(clock(), is_check=True)

    assert (looked.known, looked.uncertain) == (1, 1)
    assert Reminder.objects.filter(state=ReminderState.QUEUED).count() == 1


def test_23_a_backup_made_while_mails_were_sent_is_whole_with_the_journal(
    released, sink, clock, start
):
    check_instance(clock())
    run = released(order(), order(), order())
    backup: list[str] = []
    with watched_road() as road:
        road.accidents[DECIDED] = lambda: backup.append(transaction.savepoint())
        deliver_due(clock=clock)
    transaction.savepoint_rollback(backup[0])
    states = Counter(run.reminders.values_list("state", flat=True))
    start()

    done = reconcile_journal(clock())

    assert states == {"sending": 1, "queued": 2}
    assert (done.sent, done.uncertain) == (3, 0)
    assert verify(clock(), is_full=True).violations == ()
    assert len(sink.envelopes) == 3


def test_no_letter_is_printed_before_reconciling(letter_order, released, printed, clock):
    released(letter_order())
    MailChannel.objects.update(quarantined_at=clock(), quarantine_reason="Übung")

    with pytest.raises(PrintRefused, match="in der Post"):
        printed()


def test_reconciling_needs_no_worker_to_have_met_the_quarantine(released, sink, clock, start):
    check_instance(clock())
    bought = order()
    with restored_afterwards():
        released(bought)
        start()

    done = reconcile_journal(clock())

    assert (done.unrecorded, MailChannel.objects.get().quarantined_at) == (1, clock())


def test_what_only_another_host_sent_is_not_sent_again(
    released, sink, clock, start, settings, data_dir
):
    homes = {name: data_dir / name / "delivery.journal" for name in ("a", "b")}
    for home in homes.values():
        settings.JOURNAL_PATH = home
        trust_host("gehört dazu", clock())
        start()
    waiting, made_later = order(), order()
    released(waiting)
    with restored_afterwards():
        start()
        released(made_later)
        start()
    settings.JOURNAL_PATH = homes["a"]
    quarantine("Sicherung eingespielt", clock())
    start()
    reconcile_journal(clock())

    with pytest.raises(LiftRefused):
        lift(clock)
    settings.JOURNAL_PATH = homes["b"]
    reconcile_journal(clock())
    lift(clock)
    for home in homes.values():
        settings.JOURNAL_PATH = home
        start()

    assert len(sink.envelopes) == 2
    assert MailChannel.objects.get().quarantined_at is None
    assert Reminder.objects.get().state == ReminderState.SENT
    assert codes(made_later, clock) == [Code.UNRECORDED]


def test_22_a_copy_on_another_host_sends_nothing(released, sink, clock, start, settings, data_dir):
    released(order())
    start()
    released(order())
    settings.JOURNAL_PATH = data_dir / "kopie" / "delivery.journal"

    start()

    assert len(sink.envelopes) == 1
    assert MailChannel.objects.get().quarantined_at == clock()


def test_a_copy_that_took_the_host_file_along_sends_to_its_list_only(
    released, sink, clock, start, settings, data_dir
):
    released(order())
    start()
    released(order())
    shutil.copytree(data_dir, data_dir.parent / "kopie")
    settings.JOURNAL_PATH = data_dir.parent / "kopie" / "delivery.journal"
    settings.MAIL_SERVER = replace(settings.MAIL_SERVER, allowed=("@probe.example",))

    start()

    assert len(sink.envelopes) == 1


def test_what_a_person_sends_again_after_a_restore_goes_out_once(released, sink, clock, start):
    run = released(order())
    MailChannel.objects.update(quarantined_at=clock(), quarantine_reason="Übung")
    reconcile_journal(clock())
    lift(clock)

    decide_uncertain(
        run.reminders.get().pk,
        Choice.SEND_AGAIN,
        reason="der Kunde hat nichts bekommen",
        evidence=[],
        actor=None,
        now=clock(),
    )
    start()
    start()

    assert len(sink.envelopes) == 1
