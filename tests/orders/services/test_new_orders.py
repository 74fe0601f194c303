"""Many new orders at once: the same rows as one by one through the ledger."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.models import Customer, Order, OrderImport, OrderLine, SalesAccount
from orders.rules.drafts import (
    InstallmentDraft,
    OrderDraft,
    ShopState,
)
from orders.services.history import record
from orders.services.installments import set_installments
from orders.services.ledger import refresh_figures
from orders.services.new_orders import IMPORTED, create_orders
from orders.services.shop_bookings import ORDERED, SHOP, book_shop_figures, due_day
from orders.services.shop_customers import search_text, take_customers
from orders.services.shop_details import order_lines, payment_method, unpaid_reason
from orders.services.shop_orders import create_order, update_order
from tests.factories import TODAY, draft, order, sales_account
from tests.orders.services.shop_rows import forgotten, rows_of, shop_orders

pytestmark = pytest.mark.django_db
AssumedState = OrderImport.AssumedState


def stored_singly(account: SalesAccount, one: OrderDraft) -> Order:
    """The order through the services that book one entry after the other."""
    stored = Order(
        sales_account=account,
        number=one.number,
        number_key=one.number.lower(),
        customer=take_customers(account, [one.customer])[0],
        payment_method=payment_method(one.payment_method),
        ordered_on=one.ordered_on,
        currency=one.currency,
        total=one.total,
        payment_plan=one.payment_plan,
        shop_token=one.shop_token,
        shop_state_text=one.shop_state_text,
    )
    if one.shop_state in (ShopState.CANCELLED, ShopState.REFUNDED):
        stored.cancelled_on = one.cancelled_on or TODAY
    stored.unpaid_reason = unpaid_reason(stored, one)
    stored.search_text = search_text(stored)
    stored.save()
    OrderLine.objects.bulk_create(order_lines(stored, one))
    if one.total:
        rates = one.installments or (InstallmentDraft(due_day(stored), one.total),)
        set_installments(stored, rates, booked_on=one.ordered_on, source=SHOP, reference=ORDERED)
    record(stored, IMPORTED, actor=None)
    book_shop_figures(stored, one, today=TODAY)
    if one.invoice_number:
        stored.invoices.create(number=one.invoice_number, number_key="re202617")
    stored.save()
    return refresh_figures(stored)


@settings(max_examples=60, deadline=None)
@given(drafts=st.lists(shop_orders(), min_size=1, max_size=6))
def test_many_at_once_are_the_same_rows_as_one_by_one(drafts):
    numbered = [replace(one, number=f"N{index}") for index, one in enumerate(drafts, start=1)]
    with forgotten():
        together, apart = sales_account("Zusammen"), sales_account("Einzeln")

        create_orders(together, numbered, actor=None, today=TODAY)
        for one in numbered:
            stored_singly(apart, one)

        assert rows_of(together) == rows_of(apart)
        assert together.customers.count() == apart.customers.count()


def test_they_are_stored_in_a_number_of_queries_that_does_not_grow(django_assert_max_num_queries):
    account = sales_account()
    drafts = [draft() for _ in range(300)]

    with django_assert_max_num_queries(45):
        create_orders(account, drafts, actor=None, today=TODAY)

    assert Order.objects.count() == Customer.objects.count() == 300


def test_rows_stored_afterwards_get_keys_of_their_own():
    first = create_orders(sales_account(), [draft(), draft()], actor=None, today=TODAY)

    later = order()

    assert later.pk not in [one.pk for one in first]
    later.history.create(text="Notiz")


def test_an_order_that_is_there_already_is_refused_by_the_database():
    one = draft()
    create_order(sales_account(), one, actor=None, today=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        create_order(sales_account(), one, actor=None, today=TODAY)


@pytest.mark.parametrize(
    ("assumed", "open_amount", "status"),
    [
        pytest.param(AssumedState.OPEN, "79.90", "open", id="open"),
        pytest.param(AssumedState.PAID, "0.00", "paid", id="paid"),
    ],
)
def test_a_shop_that_knows_no_payments_is_believed_what_the_clerk_says(
    assumed, open_amount, status
):
    one = replace(draft(total="79.90"), open_amount=None)

    (stored,) = create_orders(sales_account(), [one], actor=None, today=TODAY, assumed=assumed)

    stored.refresh_from_db()
    assert (stored.open_amount, stored.payment_status) == (Decimal(open_amount), status)


def test_the_same_file_again_keeps_what_was_assumed():
    one = replace(draft(total="79.90"), open_amount=None)
    (stored,) = create_orders(
        sales_account(), [one], actor=None, today=TODAY, assumed=AssumedState.PAID
    )
    moved = replace(one, customer=replace(one.customer, street="Neuer Weg 1"))

    update_order(stored.pk, moved, actor=None, today=TODAY)

    stored.refresh_from_db()
    assert stored.open_amount == 0
    assert stored.customer.street == "Neuer Weg 1"
