"""Mahnsperren of orders and customers: who is held, until when, and who is let go."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.by_hand import BookingRefused
from orders.services.payments import record_payment
from orders.services.stops import lift_stop, set_stop
from reminders.models import DunningBlock
from reminders.rules.eligibility import Code
from reminders.services.assessment import assess
from reminders.services.blocks import (
    BlockRefused,
    extend_block,
    lift_any_block,
    lift_blocks,
    lift_customer_block,
    set_block,
    set_blocks,
    set_customer_block,
)
from reminders.services.claims import principal_of
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
GOODWILL = DunningBlock.Reason.GOODWILL
BY_NOBODY = {"actor": None, "today": TODAY}
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def siblings():
    """Two orders of one customer."""
    first, second = factories.order(), factories.order()
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    return Order.objects.get(pk=first.pk), Order.objects.get(pk=second.pk)


def codes(order: Order, day=TODAY, *, is_automatic: bool = False) -> list[Code]:
    (found,) = assess(Order.objects.filter(pk=order.pk), day, is_automatic=is_automatic)
    return [reason.code for reason in found.reasons]


def propose(*orders: Order):
    ids = [order.pk for order in orders]
    return propose_run(ids, level=1, day=TODAY, written_on=TODAY, selection="Test", actor=None)


def test_a_customers_block_holds_all_orders_and_ends_by_itself(siblings):
    set_customer_block(siblings[0].customer_id, reason=GOODWILL, until_on=TOMORROW, **BY_NOBODY)

    for order in siblings:
        assert codes(order) == [Code.BLOCKED]
        assert codes(order, TOMORROW) == [Code.BLOCKED]
        assert codes(order, TOMORROW + timedelta(days=1)) == []


def test_a_customers_block_takes_back_what_was_proposed(siblings):
    run = propose(*siblings)

    set_customer_block(siblings[0].customer_id, reason=GOODWILL, until_on=None, **BY_NOBODY)

    assert {one.state for one in run.reminders.all()} == {"cancelled"}


def test_it_says_that_the_whole_customer_is_blocked(siblings):
    set_customer_block(siblings[0].customer_id, reason=GOODWILL, until_on=None, **BY_NOBODY)

    (found,) = assess(Order.objects.filter(pk=siblings[1].pk), TODAY)

    assert found.reasons[0].text == "Mahnsperre ohne Ende: Kulanz (ganzer Kunde)."


def test_lifting_the_customers_block_leaves_that_of_an_order(siblings):
    customer = siblings[0].customer_id
    set_block(siblings[0].pk, reason=GOODWILL, until_on=None, **BY_NOBODY)
    set_customer_block(customer, reason=GOODWILL, until_on=None, **BY_NOBODY)

    lift_customer_block(customer, **BY_NOBODY)

    assert codes(siblings[0]) == [Code.BLOCKED]
    assert codes(siblings[1]) == []


def test_another_block_of_the_customer_replaces_the_first(siblings):
    customer = siblings[0].customer_id
    first = set_customer_block(customer, reason=GOODWILL, until_on=None, **BY_NOBODY)

    set_customer_block(customer, reason=GOODWILL, until_on=TOMORROW, **BY_NOBODY)

    first.refresh_from_db()
    assert first.lifted_on == TODAY
    assert DunningBlock.objects.filter(lifted_on=None).count() == 1


def test_a_block_that_ran_out_is_extended_with_its_reason():
    order = factories.order()
    old = set_block(
        order.pk, reason=GOODWILL, note="Anruf", until_on=TODAY, actor=None, today=TODAY
    )

    new = extend_block(old.pk, until_on=None, actor=None, today=TOMORROW)

    assert (new.reason, new.note, new.until_on) == (GOODWILL, "Anruf", None)
    assert codes(order, TOMORROW + timedelta(days=30)) == [Code.BLOCKED]


def test_a_customers_block_is_extended_too(siblings):
    customer = siblings[0].customer_id
    old = set_customer_block(customer, reason=GOODWILL, until_on=TODAY, **BY_NOBODY)

    extend_block(old.pk, until_on=TOMORROW, actor=None, today=TODAY)

    assert codes(siblings[1], TOMORROW) == [Code.BLOCKED]


def test_what_was_lifted_or_replaced_is_neither_extended_nor_lifted():
    order = factories.order()
    block = set_block(order.pk, reason=GOODWILL, until_on=None, **BY_NOBODY)
    lift_any_block(block.pk, **BY_NOBODY)

    with pytest.raises(BlockRefused, match="schon aufgehoben"):
        extend_block(block.pk, until_on=None, **BY_NOBODY)
    with pytest.raises(BlockRefused, match="schon aufgehoben"):
        lift_any_block(block.pk, **BY_NOBODY)


def test_several_orders_are_blocked_and_let_go_at_once():
    orders = [factories.order() for _ in range(3)]
    record_payment(orders[2].pk, amount=Decimal("79.90"), paid_on=TODAY, **BY_NOBODY)
    ids = [order.pk for order in orders]

    blocked = set_blocks(ids, reason=GOODWILL, until_on=None, **BY_NOBODY)
    lifted = lift_blocks(ids, **BY_NOBODY)

    assert (blocked, lifted) == (2, 2)
    assert codes(orders[0]) == []


@pytest.mark.parametrize("setter", [set_block, set_customer_block])
def test_an_end_in_the_past_is_refused(setter):
    order = factories.order()
    key = order.pk if setter is set_block else order.customer_id

    with pytest.raises(BlockRefused, match="Vergangenheit"):
        setter(key, reason=GOODWILL, until_on=TODAY - timedelta(days=1), **BY_NOBODY)


def dispute(order: Order, amount: str | None) -> Order:
    part = Decimal(amount) if amount else None
    disputed = Order.StopReason.DISPUTED
    return set_stop(order.pk, disputed, reason="Kratzer", disputed_amount=part, actor=None)


@pytest.mark.parametrize(
    ("amount", "by_hand", "by_schedule"),
    [
        pytest.param(None, [Code.DISPUTED], [Code.DISPUTED], id="all of it"),
        pytest.param("79.90", [Code.DISPUTED], [Code.DISPUTED], id="a part as large as all"),
        pytest.param("20.00", [], [Code.DISPUTED_PART], id="a part"),
    ],
)
def test_of_a_dispute_in_part_a_clerk_can_dun_the_rest(amount, by_hand, by_schedule):
    order = factories.order(total="79.90")
    procedure = factories.procedure(order.sales_account)
    procedure.is_automatic = True
    procedure.save()

    dispute(order, amount)

    assert codes(order) == by_hand
    assert codes(order, is_automatic=True) == by_schedule


def test_the_disputed_part_is_not_claimed():
    order = dispute(factories.order(total="79.90"), "20.00")

    assert principal_of(order, TODAY) == Decimal("59.90")


def test_once_the_rest_is_paid_all_that_is_open_is_disputed():
    order = dispute(factories.order(total="79.90"), "20.00")

    record_payment(order.pk, amount=Decimal("59.90"), paid_on=TODAY, **BY_NOBODY)

    assert codes(order) == [Code.DISPUTED]


def test_lifting_a_dispute_claims_all_again():
    order = dispute(factories.order(total="79.90"), "20.00")

    order = lift_stop(order.pk, seen="disputed", reason="anerkannt", actor=None)

    assert order.disputed_amount is None
    assert principal_of(order, TODAY) == Decimal("79.90")


def test_a_part_is_for_disputes_only():
    order = factories.order()

    with pytest.raises(BookingRefused, match="nur bei"):
        set_stop(
            order.pk,
            Order.StopReason.INSOLVENCY,
            reason="Beschluss",
            disputed_amount=Decimal("5.00"),
            actor=None,
        )
