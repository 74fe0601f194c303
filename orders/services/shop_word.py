"""What a shop said of an order stays true when a booking that covered it is taken back."""

from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.ledger import PAYMENT_KINDS, book

Kind = LedgerEntry.Kind


def kept_by_shop(order: Order, entry: LedgerEntry) -> Decimal:
    """What of the entry the shop says was paid or credited as well, in euros.

    Only what nothing else would cover without the entry.
    """
    if entry.kind == Kind.PAYMENT:
        told, left = order.shop_paid_amount, order.paid_amount + entry.amount
    elif entry.kind in (Kind.CREDIT_NOTE, Kind.WRITE_OFF):
        told, left = order.shop_credited_amount, _credited(order) + entry.amount
    else:
        return ZERO
    return min(max(told - left, ZERO), -entry.amount)


def book_what_the_shop_keeps(
    order: Order, entry: LedgerEntry, kept: Decimal, *, today: date
) -> None:
    """Book from the shop what it says, now that the entry no longer stands for it."""
    if kept <= 0:
        return
    is_payment = entry.kind in PAYMENT_KINDS
    book(
        order,
        Kind.PAYMENT if is_payment else Kind.CREDIT_NOTE,
        -kept,
        booked_on=today,
        source=LedgerEntry.Source.SHOP,
        reference="laut Shop bezahlt" if is_payment else "Gutschrift oder Storno im Shop",
    )


def _credited(order: Order) -> Decimal:
    kinds = (Kind.CREDIT_NOTE, Kind.WRITE_OFF)
    credits = order.ledger_entries.effective().filter(kind__in=kinds)
    return -sum(credits.values_list("amount", flat=True), ZERO)
