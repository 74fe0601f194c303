"""Two statements are matched at the same time: movements count once, debts are paid once."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from threading import Barrier

import pytest
from django.db import connection

from orders.models import Allocation, BankTransaction, LedgerEntry, Order
from orders.services import matching
from orders.services.ledger import effective_entries, figures_of
from orders.services.matching import MatchResult, match_transactions
from tests import factories
from tests.factories import TODAY

State = BankTransaction.State
pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway"),
]
_numbers = count()


def payment(order: Order, amount: Decimal) -> BankTransaction:
    creditor = factories.creditor()
    return BankTransaction.objects.create(
        creditor=creditor,
        account=creditor.iban,
        fingerprint=str(next(_numbers)),
        booked_on=TODAY,
        value_on=TODAY,
        currency="EUR",
        name="Otto Fremd",
        amount=amount,
        remittance_text=f"Bestellung {order.number}",
    )


def match_together(*batches: list[int]) -> list[MatchResult]:
    together = Barrier(len(batches))

    def match(ids: list[int]) -> MatchResult:
        try:
            together.wait(timeout=10)
            return match_transactions(ids, today=TODAY, actor=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(batches)) as threads:
        return list(threads.map(match, batches))


@pytest.mark.parametrize("seed", range(3))
def test_orders_paid_in_both_statements_are_paid_once(seed, monkeypatch):
    monkeypatch.setattr(matching, "CHUNK_SIZE", 3)
    chance = random.Random(seed)
    orders = [factories.order(total=f"{n + 10}.00") for n in range(12)]
    batches = [[payment(order, order.total).pk for order in orders] for _ in range(2)]
    for batch in batches:
        chance.shuffle(batch)

    results = match_together(*batches)

    assert sum(result.matched for result in results) == len(orders)
    assert sum(result.inbox for result in results) == len(orders)
    assert not Order.objects.open().exists()
    assert not Order.objects.with_credit().exists()
    assert BankTransaction.objects.filter(state=State.BOOKED).count() == len(orders)


def test_the_same_movements_twice_are_booked_once(monkeypatch):
    monkeypatch.setattr(matching, "CHUNK_SIZE", 2)
    orders = [factories.order(total="30.00") for _ in range(9)]
    ids = [payment(order, order.total).pk for order in orders]

    match_together(ids, list(reversed(ids)))

    paid = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT)
    assert paid.count() == Allocation.objects.count() == len(orders)
    for order in Order.objects.all():
        figures = figures_of(list(order.installments.all()), effective_entries(order))
        assert order.open_amount == figures.open_amount == Decimal("0.00")
