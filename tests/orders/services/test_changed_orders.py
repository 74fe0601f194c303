"""Many changed orders at once: the same rows as one by one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.models import Order, SalesAccount
from orders.rules.drafts import OrderDraft
from orders.services.new_orders import create_orders
from orders.services.shop_orders import update_order, update_orders
from tests.factories import TODAY, draft, sales_account
from tests.orders.services.shop_rows import forgotten, rows_of, shop_orders

pytestmark = pytest.mark.django_db


def numbered(drafts: list[OrderDraft]) -> list[OrderDraft]:
    return [replace(one, number=f"N{index}") for index, one in enumerate(drafts, start=1)]


def stored(account: SalesAccount, drafts: list[OrderDraft]) -> list[Order]:
    create_orders(account, drafts, actor=None, today=TODAY)
    return list(Order.objects.filter(sales_account=account).order_by("pk"))


@settings(max_examples=40, deadline=None)
@given(pairs=st.lists(st.tuples(shop_orders(), shop_orders()), min_size=1, max_size=4))
def test_many_at_once_are_the_same_rows_as_one_by_one(pairs):
    before = numbered([first for first, _ in pairs])
    after = numbered([second for _, second in pairs])
    with forgotten():
        together, apart = sales_account("Zusammen"), sales_account("Einzeln")

        known = stored(together, before)
        update_orders(list(zip(known, after, strict=True)), actor=None, today=TODAY)
        for order, one in zip(stored(apart, before), after, strict=True):
            update_order(order.pk, one, actor=None, today=TODAY)

        assert rows_of(together) == rows_of(apart)


def test_orders_of_one_customer_see_what_the_one_before_changed():
    account = sales_account()
    first, second = draft(email="a@kunden.example"), draft(email="a@kunden.example")
    known = stored(account, [first, second])
    moved = replace(first, customer=replace(first.customer, street="Neuer Weg 7"))

    update_orders([(known[0], moved), (known[1], second)], actor=None, today=TODAY)

    assert account.customers.get().street == second.customer.street


def test_positions_that_stay_the_same_stay_the_same_rows():
    one = draft()
    (known,) = stored(sales_account(), [one])
    lines = list(known.lines.values_list("pk", flat=True))

    update_order(known.pk, replace(one, shop_state_text="pending"), actor=None, today=TODAY)

    assert list(known.lines.values_list("pk", flat=True)) == lines
