"""Proposing a run: finished texts, all reasons, and one live claim per level."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.services.payments import record_payment
from reminders.models import DunningBlock, DunningRun, Reminder
from reminders.rules.states import ReminderState
from reminders.services.blocks import set_block
from reminders.services.proposals import (
    ProposalRefused,
    discard_run,
    propose_run,
    take_out,
)
from tests.factories import TODAY, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db


def propose(*orders, level=1, day=TODAY, actor=None) -> DunningRun:
    return propose_run(
        [one.pk for one in orders],
        level=level,
        day=day,
        written_on=day,
        selection="Mahnstufe 1",
        actor=actor,
    )


def skipped_codes(run: DunningRun) -> dict[str, list[str]]:
    return {
        one.order.number: [reason["code"] for reason in one.reasons]
        for one in run.skipped_orders.all()
    }


@pytest.mark.parametrize("level", [None, 4])
def test_it_refuses_without_a_level_filter(level):
    with pytest.raises(ProposalRefused, match="Mahnstufe 1, 2 oder 3"):
        propose(order(), level=level)


def test_it_refuses_an_empty_selection():
    with pytest.raises(ProposalRefused, match="kein Auftrag"):
        propose()


def test_a_proposal_freezes_claim_texts_and_deadline():
    bought = order(number="EF-77", total="79.90", due_on=date(2026, 11, 10))

    run = propose(bought)

    reminder = run.reminders.get()
    assert reminder.state == ReminderState.PROPOSED
    assert reminder.number is None
    assert reminder.principal == Decimal("79.90")
    assert reminder.pay_by == date(2026, 12, 1)
    assert "EF-77" in reminder.mail_subject
    assert "79,90\xa0€" in reminder.mail_body
    assert "01.12.2026" in reminder.mail_body
    assert reminder.items.get().installment == bought.oldest_installment


def test_skipped_orders_carry_all_their_reasons():
    good = order()
    without_mail = order(email="")
    blocked = order(email="kaputt")
    set_block(
        blocked.pk,
        reason=DunningBlock.Reason.DISPUTED,
        until_on=None,
        actor=None,
        today=TODAY,
    )
    early = order(due_on=TODAY - timedelta(days=2))

    run = propose(good, without_mail, blocked, early)

    assert run.reminders.count() == 1
    assert skipped_codes(run) == {
        without_mail.number: ["no_address"],
        blocked.number: ["blocked", "invalid_address"],
        early.number: ["waiting"],
    }


def test_an_order_of_another_level_is_skipped():
    run = propose(order(), level=2)

    assert list(skipped_codes(run).values()) == [["other_level"]]


def test_an_order_is_in_one_live_run_only():
    bought = order()
    first = propose(bought, actor=user("petra"))

    second = propose(bought, actor=user("karl"))

    assert first.reminders.count() == 1
    assert skipped_codes(second) == {bought.number: ["in_run"]}


def test_a_new_proposal_of_the_same_person_replaces_the_old_one():
    bought, petra = order(), user("petra")
    first = propose(bought, actor=petra)

    second = propose(bought, actor=petra)

    first.refresh_from_db()
    assert first.state == DunningRun.State.DISCARDED
    assert second.reminders.get().state == ReminderState.PROPOSED


def test_a_discarded_run_frees_its_orders():
    bought = order()
    discard_run(propose(bought, actor=user("petra")).pk)

    run = propose(bought, actor=user("karl"))

    assert run.reminders.filter(state=ReminderState.PROPOSED).count() == 1


def test_a_reminder_taken_out_is_not_sent():
    run = propose(order(), order())
    reminder = run.reminders.first()

    take_out(reminder.pk)

    assert run.reminders.filter(state=ReminderState.PROPOSED).count() == 1
    with pytest.raises(ProposalRefused):
        take_out(reminder.pk)


def test_a_payment_takes_a_proposed_reminder_back():
    bought = order(total="79.90")
    run = propose(bought)

    record_payment(bought.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    reminder = run.reminders.get()
    assert reminder.state == ReminderState.CANCELLED
    assert reminder.outcome == "inzwischen bezahlt oder storniert"


def test_a_partial_payment_takes_back_a_reminder_over_the_whole_sum():
    bought = order(total="79.90")
    run = propose(bought)

    record_payment(bought.pk, amount=Decimal("10.00"), paid_on=TODAY, actor=None, today=TODAY)

    assert run.reminders.get().outcome == "der offene Betrag hat sich geändert"


def test_reseller_accounts_never_dun():
    account = sales_account("Kursplattform")
    account.is_reseller = True
    account.save()
    bought = order(account)

    assert skipped_codes(propose(bought)) == {bought.number: ["reseller"]}


def test_an_order_due_before_the_start_day_is_left_alone():
    account = sales_account()
    shipped = procedure(account)
    shipped.starts_on = TODAY
    shipped.save()
    bought = order(account)

    assert skipped_codes(propose(bought)) == {bought.number: ["before_start"]}


def test_a_fixed_number_of_queries_assesses_any_number_of_orders(django_assert_max_num_queries):
    orders = [order() for _ in range(30)]

    with django_assert_max_num_queries(40):
        propose(*orders)

    assert Reminder.objects.count() == 30
