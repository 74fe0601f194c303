"""Books payments through the product's service while reminders go out, some of them twice.

Every payment is booked by whoever comes first; like a clerk whose form came too late, the payer
looks again and tries once more. It may be killed at any place and started again.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

TWICE_SHARE = 0.3
ATTEMPTS = 200


@dataclass(frozen=True)
class Payment:
    """What one debtor pays; the reference tells it from every other."""

    order_id: int
    amount: Decimal
    seen_entry_id: int

    @property
    def reference(self) -> str:
        return f"Zahlung {self.order_id}"


def choose_payments(count: int, seed: int) -> list[Payment]:
    """Who pays, and what of the books the payer has seen: the world before the first mail."""
    from orders.models import LedgerEntry, Order

    orders = list(Order.objects.order_by("pk").values_list("pk", "total"))
    newest = dict(LedgerEntry.objects.order_by("pk").values_list("order", "pk"))
    chosen = random.Random(seed).sample(orders, min(count, len(orders)))
    return [Payment(pk, total, newest[pk]) for pk, total in chosen]


def twice_booked(payments: Sequence[Payment], seed: int) -> list[Payment]:
    """Those that a second payer books too, at the same time."""
    dice = random.Random(seed + 1)
    return [payment for payment in payments if dice.random() < TWICE_SHARE]


def pay(payments: Sequence[Payment], pause: float) -> None:
    """Book each payment, with a pause in seconds between two."""
    from django.utils import timezone

    for payment in payments:
        _book_at_last(payment, timezone.localdate())
        time.sleep(pause)


def _book_at_last(payment: Payment, today: date) -> None:
    """Try until the payment is booked; raises the last trouble when it never is."""
    from django.db import Error, connections

    seen = payment.seen_entry_id
    for attempt in range(ATTEMPTS):
        try:
            if seen is None or _book(payment, seen, today):
                return
            seen = _newest_unless_booked(payment)
        except Error:
            # The database restarts or is busy.
            if attempt == ATTEMPTS - 1:
                raise
            connections.close_all()
            time.sleep(0.2)


def _book(payment: Payment, seen: int, today: date) -> bool:
    """True when it is booked now; False when other bookings came in between."""
    from orders.services import payments
    from orders.services.by_hand import BookingRefused, BookingRepeated

    try:
        payments.record_payment(
            payment.order_id,
            amount=payment.amount,
            paid_on=today,
            reference=payment.reference,
            actor=None,
            today=today,
            seen_entry_id=seen,
        )
    except BookingRepeated:
        return True
    except BookingRefused:
        return False
    return True


def _newest_unless_booked(payment: Payment) -> int | None:
    """The order's newest booking, None when one of them is this payment."""
    from orders.models import LedgerEntry

    entries = LedgerEntry.objects.filter(order=payment.order_id)
    if entries.filter(reference=payment.reference).exists():
        return None
    return int(entries.order_by("-pk").values_list("pk", flat=True)[0])
