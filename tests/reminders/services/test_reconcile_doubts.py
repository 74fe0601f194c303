"""After a restore: of what waited nobody knows whether it went out, and nothing goes out twice."""

import pytest

from reminders.models import MailChannel, Reminder
from reminders.rules.states import ReminderState
from reminders.services import outbox, reconcile
from reminders.services.reconcile import reconcile_journal
from tests.factories import order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quarantine(sink, clock) -> None:
    """The database was restored."""
    MailChannel.objects.update_or_create(
        pk=MailChannel.ONLY, defaults={"quarantined_at": clock(), "quarantine_reason": "Übung"}
    )


def test_of_two_of_one_order_the_one_that_waited_is_taken_back(released, clock):
    bought = order()
    released(bought)
    outbox.claim_next(now=clock())
    later = Reminder.objects.get()
    item = later.items.get()
    later.pk, later.message_id, later.number = None, "<zweite@lindgruen.example>", 2
    later.state = ReminderState.QUEUED
    later.save()
    item.pk, item.reminder, item.state, item.level = None, later, ReminderState.QUEUED, 2
    item.save()

    done = reconcile_journal(clock())

    assert (done.uncertain, done.discarded) == (1, 1)
    block = bought.dunning_blocks.get()
    assert (block.until_on, block.lifted_on) == (None, None)
    assert block.note.startswith("Mahnung M-000002: nach einer Wiederherstellung zurückgenommen")


def test_what_a_payment_takes_back_meanwhile_does_not_end_the_reconciling(
    released, clock, monkeypatch
):
    released(order())
    paid = Reminder.objects.get()
    Reminder.objects.update(state=ReminderState.CANCELLED)
    monkeypatch.setattr(reconcile, "_doubtful", lambda states: [paid.pk])

    done = reconcile_journal(clock())

    paid.refresh_from_db()
    assert (done.uncertain, done.discarded) == (0, 0)
    assert paid.state == ReminderState.CANCELLED
