"""Stops and quarantine: what is committed holds for every later decision."""

import pytest

from reminders.models import MailChannel, ReminderItem, SendingStop
from reminders.rules.states import ReminderState
from reminders.services import outbox
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.outbox import Decision
from tests.factories import order, sales_account
from tests.reminders.services.test_delivery import PAPERS

pytestmark = pytest.mark.django_db


def stop(clock, account=None) -> SendingStop:
    return SendingStop.objects.create(
        sales_account=account, reason="Preise falsch", stopped_at=clock()
    )


def quarantine(clock, account=None) -> None:
    MailChannel.objects.filter(pk=MailChannel.ONLY).update(
        quarantined_at=clock(), quarantine_reason="andere Datenbank"
    )


def test_nothing_is_claimed_while_the_sending_is_stopped(released, sink, clock):
    run = released(order())
    stop(clock)

    ended = deliver_due(clock=clock)

    assert (ended, sink.envelopes) == ({}, [])
    assert run.reminders.get().state == ReminderState.QUEUED


def test_nothing_is_claimed_in_quarantine(released, sink, clock):
    run = released(order())
    MailChannel.objects.get_or_create(pk=MailChannel.ONLY)
    quarantine(clock)

    with pytest.raises(DeliveryImpossible, match="Der Versand ist gesperrt: andere Datenbank"):
        deliver_due(clock=clock)

    assert sink.envelopes == []
    assert run.reminders.get().state == ReminderState.QUEUED


@pytest.mark.parametrize("halt", [stop, quarantine])
def test_a_stop_between_body_and_dot_puts_the_reminder_back_unharmed(released, sink, clock, halt):
    run = released(order())
    lease = outbox.claim_next(now=clock())
    halt(clock)

    decision = outbox.decide(lease, PAPERS, today=clock.today, now=clock())

    reminder = run.reminders.get()
    assert decision == Decision.HALTED
    assert (reminder.state, reminder.attempts, reminder.decided_at) == ("queued", 0, None)


def test_what_was_stopped_goes_out_once_it_is_released(released, sink, clock):
    released(order())
    halted = stop(clock)
    deliver_due(clock=clock)
    halted.lifted_at = clock()
    halted.save()

    ended = deliver_due(clock=clock)

    assert ended == {"sent": 1}


def test_a_stop_for_one_account_lets_the_others_go_on(released, sink, clock):
    here, there = order(sales_account("Rosenhof")), order(sales_account("Tulpenhof"))
    released(here)
    released(there)
    stop(clock, here.sales_account)

    deliver_due(clock=clock)

    (envelope,) = sink.envelopes
    assert envelope.rcpt_tos == [there.customer.email]


def test_the_decision_keeps_the_last_booking_it_has_seen(released, sink, clock):
    bought = order()
    released(bought)
    seen = bought.ledger_entries.latest("pk").pk

    deliver_due(clock=clock)

    assert bought.ledger_entries.latest("pk").pk >= seen
    assert ReminderItem.objects.get(order=bought).decided_after_entry == seen
