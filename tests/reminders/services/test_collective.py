"""Sammelmahnung: one reminder for all overdue orders of a customer, each on its own ladder."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Customer, Order
from orders.services.payments import record_payment
from reminders.models import DunningBlock, DunningLevel, Reminder, ReminderItem, Standing
from reminders.rules.states import ReminderState
from reminders.services.assessment import Assessment
from reminders.services.blocks import set_block
from reminders.services.collective import gathered
from reminders.services.delivery import deliver_due
from reminders.services.preferences import set_order_preference
from reminders.services.proposals import propose_all_levels, propose_run
from reminders.services.runs import retry_failed
from tests.factories import (
    TODAY,
    collect_per_customer,
    dunning_rules,
    order,
    procedure,
    sales_account,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    """An account with Sammelmahnung."""
    account = sales_account()
    collect_per_customer(account)
    return account


@pytest.fixture
def orders_of_one_customer(account):
    """Makes overdue orders of one and the same customer."""
    made: list[Order] = []

    def make(*days_overdue: int, **of_draft: object) -> list[Order]:
        for days in days_overdue:
            made.append(order(account, due_on=TODAY - timedelta(days=days), **of_draft))
        customer = made[0].customer
        Order.objects.filter(pk__in=[one.pk for one in made]).update(customer=customer)
        return list(Order.objects.filter(pk__in=[one.pk for one in made]).order_by("pk"))

    return make


def propose(*orders: Order, level: int = 1):
    return propose_run(
        [one.pk for one in orders],
        level=level,
        day=TODAY,
        written_on=TODAY,
        selection="Test",
        actor=None,
    )


def test_all_overdue_orders_of_a_customer_stand_in_one_reminder(orders_of_one_customer, account):
    first, second = orders_of_one_customer(7, 9, total="50.00")
    stranger = order(account)

    run = propose(first, second, stranger)

    by_size = sorted(run.reminders.all(), key=lambda one: one.items.count())
    assert [one.items.count() for one in by_size] == [1, 2]
    assert by_size[1].principal == Decimal("100.00")


def test_without_the_switch_each_order_has_its_own(orders_of_one_customer, account):
    first, second = orders_of_one_customer(7, 9)
    dunning_rules(account, collects_per_customer=False)

    run = propose(first, second)

    assert run.reminders.count() == 2


def test_one_chosen_order_takes_the_customers_others_along(orders_of_one_customer, account):
    chosen, other = orders_of_one_customer(7, 9)
    order(account)

    run = propose(chosen)

    (reminder,) = run.reminders.all()
    assert {item.order for item in reminder.items.all()} == {chosen, other}
    assert run.selected_count == 1


def test_an_order_that_is_not_due_yet_is_not_taken_along(orders_of_one_customer):
    chosen, _early = orders_of_one_customer(7, 2)

    run = propose(chosen)

    assert [item.order for item in run.reminders.get().items.all()] == [chosen]
    assert not run.skipped_orders.exists()


def test_a_blocked_order_stays_out_and_is_named(orders_of_one_customer):
    chosen, blocked = orders_of_one_customer(7, 9)
    set_block(
        blocked.pk, reason=DunningBlock.Reason.DISPUTED, until_on=None, actor=None, today=TODAY
    )

    run = propose(chosen)

    assert [item.order for item in run.reminders.get().items.all()] == [chosen]
    assert run.skipped_orders.get().order == blocked


def test_orders_in_another_currency_have_their_own(orders_of_one_customer):
    first, second = orders_of_one_customer(7, 9)
    Order.objects.filter(pk=second.pk).update(currency="CHF")

    assert propose(first, second).reminders.count() == 2


def test_a_first_notice_never_stands_in_the_reminder_of_a_later_one(
    orders_of_one_customer, account, released, clock
):
    (old,) = orders_of_one_customer(40)
    released(old)
    deliver_due(clock=clock)
    clock.advance(days=20)
    old, young = orders_of_one_customer(-10)

    run = propose_all_levels(
        [old.pk, young.pk],
        day=clock.today,
        written_on=clock.today,
        selection="Test",
        is_automatic=False,
        actor=None,
    )

    found = ReminderItem.objects.filter(reminder__run=run)
    assert {(one.order_id, one.level, one.reminder.level) for one in found} == {
        (old.pk, 2, 2),
        (young.pk, 1, 1),
    }


@pytest.mark.parametrize(
    ("levels", "groups"),
    [
        pytest.param((2, 3), [[2, 3]], id="later notices share one"),
        pytest.param((0, 1), [[0, 1]], id="so do first ones"),
        pytest.param((1, 2, 3), [[1], [2, 3]], id="both kinds stand apart"),
    ],
)
def test_what_was_reminded_before_stands_together(orders_of_one_customer, account, levels, groups):
    bought = orders_of_one_customer(*(7 for _ in levels))
    steps = [DunningLevel(level=level) for level in levels]
    assessments = [
        Assessment(order=one, level=step.level, step=step, reasons=(), explanation="")
        for one, step in zip(bought, steps, strict=True)
    ]

    found = gathered(assessments, frozenset({account.pk}), TODAY)

    assert [[one.level for one in group] for group in found] == groups


def test_a_companion_that_a_clerk_kept_for_himself_is_not_taken_along(orders_of_one_customer):
    chosen, kept = orders_of_one_customer(7, 9)
    set_order_preference(
        kept.pk, procedure_id=None, is_manual_only=True, note="Stammkunde", actor=None
    )

    run = propose(chosen)

    assert [item.order_id for item in ReminderItem.objects.filter(reminder__run=run)] == [chosen.pk]
    assert [one.order_id for one in run.skipped_orders.all()] == [kept.pk]


def test_sending_moves_every_order_up(orders_of_one_customer, released, clock, sink):
    first, second = orders_of_one_customer(7, 9)

    released(first, second)
    deliver_due(clock=clock)

    assert len(sink.envelopes) == 1
    assert set(Standing.objects.values_list("levels_sent", "next_level")) == {(1, 2)}


@pytest.mark.parametrize("what", ["payment", "block"])
def test_what_happens_to_one_order_cancels_the_whole_reminder(
    orders_of_one_customer, released, clock, sink, what
):
    first, second = orders_of_one_customer(7, 9)
    run = released(first, second)

    if what == "payment":
        record_payment(second.pk, amount=second.open_amount, paid_on=TODAY, actor=None, today=TODAY)
    else:
        set_block(
            second.pk, reason=DunningBlock.Reason.DISPUTED, until_on=None, actor=None, today=TODAY
        )
    deliver_due(clock=clock)

    assert not sink.envelopes
    assert run.reminders.get().state == ReminderState.CANCELLED
    assert set(ReminderItem.objects.values_list("state", flat=True)) == {"cancelled"}
    assert propose(first).reminders.get().items.get().order == first


def test_the_fee_is_charged_once(orders_of_one_customer, account):
    orders = orders_of_one_customer(30, 31, 32)
    scheme = procedure(account)
    scheme.levels.filter(level=1).update(fee=Decimal("1.20"), channel="letter")
    account.due_day_agreed = True
    account.save()

    (reminder,) = propose(*orders).reminders.all()

    fees = sorted(item.dunning_fee for item in reminder.items.all())
    assert fees == [Decimal("0.00"), Decimal("0.00"), Decimal("1.20")]
    assert reminder.dunning_fee == Decimal("1.20")


def test_a_business_owes_the_lump_sum_for_every_claim(orders_of_one_customer, account):
    orders = orders_of_one_customer(30, 31)
    Customer.objects.update(kind=Customer.Kind.BUSINESS)
    account.due_day_agreed = True
    account.save()

    (reminder,) = propose(*orders).reminders.all()

    assert reminder.lump_sum == Decimal("80.00")


def test_the_sum_is_that_of_its_items(orders_of_one_customer):
    orders = orders_of_one_customer(7, 9, 11, total="33.33")

    propose(*orders)

    reminder = Reminder.objects.get()
    assert reminder.claim == sum(item.due_before for item in reminder.items.all())


def test_a_failed_collective_reminder_is_sent_again_once(
    orders_of_one_customer, released, clock, sink
):
    orders = orders_of_one_customer(7, 9)
    Customer.objects.update(email="weg@kunden.example", street="")
    run = released(*orders)
    deliver_due(clock=clock)
    assert run.reminders.get().state == ReminderState.FAILED
    Customer.objects.update(email="da@kunden.example", email_failed_on=None)

    count = retry_failed(run.pk, today=clock.today, now=clock())
    deliver_due(clock=clock)

    assert count == 1
    assert run.reminders.get().state == ReminderState.SENT
