"""Movements of the bank that the tests of matching share."""

from datetime import date
from decimal import Decimal
from itertools import count

from orders.models import BankTransaction, Order
from orders.services.matching import MatchResult, match_transactions
from tests import factories
from tests.factories import TODAY

BOOKED_ON = date(2026, 11, 19)
_numbers = count()


def movement(amount: str, text: str = "", **facts: object) -> BankTransaction:
    """Money that came in, or went out with a negative amount."""
    creditor = facts.pop("creditor", None) or factories.creditor()
    defaults = {
        "booked_on": BOOKED_ON,
        "value_on": BOOKED_ON,
        "currency": "EUR",
        "name": "Otto Fremd",
        "remittance_text": text,
    }
    return BankTransaction.objects.create(
        creditor=creditor,
        account=creditor.iban,
        fingerprint=str(next(_numbers)),
        amount=Decimal(amount),
        **{**defaults, **facts},
    )


def match(*movements: BankTransaction, today: date = TODAY) -> MatchResult:
    """What matching did; the movements are as they are afterwards."""
    result = match_transactions([one.pk for one in movements], today=today, actor=None)
    for one in movements:
        one.refresh_from_db()
    return result


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)
