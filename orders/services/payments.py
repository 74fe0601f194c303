"""Payments that a clerk records."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures


class PaymentRefused(Exception):
    """The payment cannot be booked; the message tells the clerk why and what to do."""


@transaction.atomic
def record_payment(
    order_id: int,
    *,
    amount: Decimal,
    paid_on: date,
    reference: str = "",
    actor: AbstractBaseUser | None,
    today: date,
) -> Order:
    """Book a payment in euros; what exceeds the open amount stays visible as credit.

    Raises PaymentRefused for an amount that is not positive and for a day after today.
    """
    if amount <= 0:
        raise PaymentRefused("Der Betrag muss größer als 0,00 € sein.")
    if paid_on > today:
        raise PaymentRefused(
            f"Der {day(paid_on)} liegt in der Zukunft. Erfassen Sie die Zahlung, wenn sie da ist."
        )
    order = lock_order(order_id)
    book(
        order,
        LedgerEntry.Kind.PAYMENT,
        -amount,
        booked_on=paid_on,
        source=LedgerEntry.Source.MANUAL,
        reference=reference,
        actor=actor,
    )
    record(order, f"Zahlung über {euro(amount)} vom {day(paid_on)} erfasst.", actor=actor)
    return refresh_figures(order)
