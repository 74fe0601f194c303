"""The inbox of payments: proposals by name, orders by number or name, the order of the work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from orders.models import BankTransaction, Invoice, LedgerEntry, Order
from orders.rules.number_keys import number_key
from orders.services.bank import AllocationRefused, book_transaction
from orders.services.inbox import accept_proposal, find_orders, next_in_inbox, proposals_of
from tests import factories

Kind = LedgerEntry.Kind
State = BankTransaction.State


def name_of(movement: BankTransaction, position: int = 0) -> str:
    return proposals_of([movement])[movement.pk][position].name


@pytest.mark.django_db
def test_every_proposal_has_a_name_of_its_own():
    first, second = factories.order(), factories.order()
    movement = factories.movement(
        "79.90",
        proposals=[
            factories.proposal((first, "79.90")),
            factories.proposal((second, "79.90")),
            factories.proposal((first, "40.00"), (second, "39.90")),
        ],
    )

    names = [one.name for one in proposals_of([movement])[movement.pk]]

    assert len(set(names)) == 3
    assert names == [one.name for one in proposals_of([movement])[movement.pk]]


@pytest.mark.django_db
def test_what_a_proposal_says_of_the_amount_is_true_when_shown():
    order = factories.order(total="79.90")
    kept = ("Name wie beim Kunden", "Betrag gleich dem offenen Betrag")
    movement = factories.movement(
        "79.90", proposals=[factories.proposal((order, "79.90"), why=kept)]
    )
    paid = factories.movement("30.00", state=State.NEW)
    book_transaction(paid.pk, [(order.pk, Decimal("30.00"))], why="Nummer", actor=None)

    shown = proposals_of([movement])[movement.pk][0]

    assert shown.why == ("Name wie beim Kunden", "Betrag höher als offen: 49,90\u00a0€")
    assert not shown.is_by_amount_alone


@pytest.mark.django_db
def test_a_sum_of_orders_is_named_only_while_it_is_true():
    first, second = factories.order(total="40.00"), factories.order(total="39.90")
    kept = ("2 Aufträge genannt: 1, 2", "Betrag gleich der Summe der offenen Beträge")
    parts = factories.proposal((first, "40.00"), (second, "39.90"), why=kept)
    movement = factories.movement("79.90", proposals=[parts])
    before = proposals_of([movement])[movement.pk][0].why
    paid = factories.movement("10.00", state=State.NEW)
    book_transaction(paid.pk, [(first.pk, Decimal("10.00"))], why="Nummer", actor=None)

    after = proposals_of([movement])[movement.pk][0].why

    assert (before, after) == (kept, kept[:1])


@pytest.mark.django_db
def test_the_chosen_proposal_is_booked_not_the_first():
    first, second = factories.order(), factories.order()
    movement = factories.movement(
        "79.90",
        proposals=[factories.proposal((first, "79.90")), factories.proposal((second, "79.90"))],
    )

    accept_proposal(movement.pk, name_of(movement, 1), actor=factories.user("petra"))

    assert [one.order_id for one in movement.allocations.all()] == [second.pk]


@pytest.mark.django_db
def test_a_proposal_for_an_order_that_is_gone_is_not_offered():
    order = factories.order()
    kept = factories.proposal((order, "79.90"))
    kept["parts"].append({"order": order.pk + 1000, "amount": "1.00"})
    movement = factories.movement("80.90", proposals=[kept])

    assert proposals_of([movement])[movement.pk] == []


@pytest.mark.django_db
def test_own_money_that_came_back_is_booked_as_a_payment():
    order = factories.order(total="79.90")
    movement = factories.movement(
        "79.90", is_return=True, proposals=[factories.proposal((order, "79.90"))]
    )

    accept_proposal(movement.pk, name_of(movement), actor=factories.user("petra"))

    assert order.ledger_entries.filter(kind=Kind.PAYMENT).count() == 1


@pytest.mark.django_db
def test_a_return_without_details_takes_its_cost_from_the_payment():
    order = factories.order(total="79.90")
    paid = factories.movement("79.90", state=State.NEW)
    book_transaction(paid.pk, [(order.pk, Decimal("79.90"))], why="", actor=None)
    movement = factories.movement(
        "-84.90", is_return=True, proposals=[factories.proposal((order, "79.90"))]
    )

    accept_proposal(movement.pk, name_of(movement), actor=factories.user("petra"))

    chargeback = order.ledger_entries.get(kind=Kind.CHARGEBACK)
    assert chargeback.amount == Decimal("79.90")
    assert chargeback.returns == order.ledger_entries.get(kind=Kind.PAYMENT)
    assert order.ledger_entries.get(kind=Kind.RETURNED_DEBIT_COST).amount == Decimal("5.00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        pytest.param("EF-2026-7", ["EF-2026-7"], id="the number"),
        pytest.param("ef 2026 7", ["EF-2026-7"], id="the number as people type it"),
        pytest.param("RE-55", ["EF-2026-7"], id="an invoice"),
        pytest.param("Winter", ["EF-2026-7"], id="a name"),
        pytest.param("EF-2026", ["EF-2026-70", "EF-2026-7"], id="the beginning of numbers"),
        pytest.param("Herbst", [], id="nobody"),
    ],
)
def test_it_finds_orders_by_number_invoice_and_name(words, numbers):
    order = factories.order(number="EF-2026-7", total="10.00", last_name="Winter")
    factories.order(number="EF-2026-70", total="20.00", last_name="Sommer")
    Invoice.objects.create(order=order, number="RE-55", number_key=number_key("RE-55"))

    found = find_orders(factories.movement("5.00"), words)

    assert [one.number for one in found] == numbers


@pytest.mark.django_db
def test_the_next_movement_is_the_one_below_and_after_the_last_the_first():
    first = factories.movement("1.00", booked_on=date(2026, 11, 20))
    second = factories.movement("1.00", booked_on=date(2026, 11, 19))
    third = factories.movement("1.00", booked_on=date(2026, 11, 19), state=State.IGNORED)
    last = factories.movement("1.00", booked_on=date(2026, 11, 18))

    followers = [next_in_inbox(one) for one in (first, second, third, last)]

    assert followers == [second, last, second, first]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clerks_who_accept_at_once_book_once():
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])
    name, together = name_of(movement), Barrier(2)
    clerks = [factories.user("petra"), factories.user("leo")]

    def accept(clerk: object) -> str:
        try:
            together.wait(timeout=10)
            accept_proposal(movement.pk, name, actor=clerk)
        except AllocationRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "booked"

    with ThreadPoolExecutor(2) as threads:
        answers = set(threads.map(accept, clerks))

    assert answers == {"booked", "Über den Umsatz ist schon entschieden: zugeordnet."}
    assert Order.objects.get(pk=order.pk).paid_amount == Decimal("79.90")
    assert order.ledger_entries.filter(kind=Kind.PAYMENT).count() == 1
