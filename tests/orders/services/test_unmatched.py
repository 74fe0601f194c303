"""Which orders money that waits may belong to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import BankTransaction, Order
from orders.services.bank import book_transaction
from orders.services.unmatched import load_unmatched
from tests import factories
from tests.bank_rows import movement, proposal

pytestmark = pytest.mark.django_db
State = BankTransaction.State


def fresh(*orders: Order) -> list[Order]:
    stored = Order.objects.select_related("customer", "sales_account", "oldest_installment")
    return list(stored.filter(pk__in=[order.pk for order in orders]))


def may_pay(order: Order) -> bool:
    """Asked of all money and of what concerns this order alone: both must say the same."""
    among_all = bool(load_unmatched().of(fresh(order)))
    alone = bool(load_unmatched(*fresh(order)).of(fresh(order)))
    assert among_all == alone
    return among_all


def test_money_that_is_proposed_for_the_order_may_pay_it():
    order, other = factories.order(), factories.order(total="20.00")
    movement("500.00", proposals=[proposal(other), proposal(order, other)])

    assert may_pay(order)


def test_an_equal_amount_alone_alarms_nobody_when_the_money_names_another_order():
    order, other = factories.order(), factories.order()
    by_amount = {**proposal(order), "why": ["Betrag gleich dem offenen Betrag"]}
    movement("500.00", proposals=[proposal(other), by_amount])

    assert not may_pay(order)
    assert may_pay(other)


def test_an_equal_amount_alone_counts_while_nothing_better_is_known():
    order = factories.order()
    movement("500.00", proposals=[{**proposal(order), "why": ["Betrag gleich dem offenen Betrag"]}])

    assert may_pay(order)


def test_a_number_that_only_begins_like_the_orders_is_another_order():
    order = factories.order()
    row = movement("500.00", proposals=[proposal(order)])
    row.proposals[0]["parts"][0]["order"] = int(f"{order.pk}7")
    row.save()

    assert not may_pay(order)


@pytest.mark.parametrize(
    ("amount", "name", "is_found"),
    [
        pytest.param("79.90", "Zoë Winter", True, id="amount and name"),
        pytest.param("79.90", "WINTER, ZOE", True, id="as banks write it"),
        pytest.param("79.90", "Jonas Winter", True, id="somebody of the family"),
        pytest.param("79.91", "Zoë Winter", False, id="a cent more"),
        pytest.param("79.90", "Ida Sommer", False, id="somebody else"),
        pytest.param("79.90", "", False, id="nobody"),
        pytest.param("-79.90", "Zoë Winter", False, id="money that went out"),
    ],
)
def test_the_open_amount_from_the_customer_may_pay_the_order(amount, name, is_found):
    order = factories.order(total="79.90")
    movement(amount, name=name)

    assert may_pay(order) is is_found


@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        (State.NEW, True),
        (State.INBOX, True),
        (State.IGNORED, False),
        (State.NOT_OURS, False),
    ],
)
def test_only_money_that_nobody_decided_on_waits(state, is_found):
    order = factories.order()
    movement("79.90", name="Zoë Winter", state=state)

    assert may_pay(order) is is_found


def test_an_account_from_which_the_customer_paid_before_tells_him():
    order = factories.order(total="100.00")
    paid = movement("40.00", name="Bank", iban="DE02500105170137075030")
    book_transaction(paid.pk, [(order.pk, paid.amount)], why="Nummer", actor=None)
    movement("60.00", name="Bank", iban="DE02500105170137075030")

    assert may_pay(order)
    assert not may_pay(factories.order(total="60.00", last_name="Sommer"))


def test_money_on_another_creditors_account_does_not_pay_the_order():
    order = factories.order(total="79.90")
    other = factories.creditor("Nordlicht GmbH", iban="DE02500105170137075030")
    movement("79.90", name="Zoë Winter", creditor=other)

    assert not may_pay(order)


def test_a_paid_order_needs_no_money():
    order = factories.order(total="79.90")
    paid = movement("79.90")
    book_transaction(paid.pk, [(order.pk, paid.amount)], why="Nummer", actor=None)
    movement("79.90", name="Zoë Winter", proposals=[proposal(order)])

    assert not may_pay(order)


def test_the_number_of_queries_does_not_grow_with_the_orders():
    orders = [factories.order(last_name=f"Name{number}") for number in range(30)]
    for number in range(30):
        movement("79.90", iban=f"DE{number}")

    def queries(asked: list[Order]) -> int:
        with CaptureQueriesContext(connection) as captured:
            load_unmatched().of(asked)
        return len(captured)

    assert queries(fresh(*orders)) == queries(fresh(orders[0]))
