"""Payments that a clerk records."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common.rules.german import day, euro
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures


class PaymentRefused(Exception):
    """The payment cannot be booked; the message tells the clerk why and what to do."""


class PaymentRepeated(PaymentRefused):
    """The very same payment was booked since the form was opened: the form came twice."""


@transaction.atomic
def record_payment(
    order_id: int,
    *,
    amount: Decimal,
    paid_on: date,
    reference: str = "",
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> Order:
    """Book a payment in euros; what exceeds the open amount stays visible as credit.

    seen_entry_id: the newest booking of the order that the clerk saw, None to book regardless.
    Raises PaymentRefused for an amount that is not positive, for a day after today and when
    something was booked since; PaymentRepeated when that was this very payment.
    """
    if amount <= 0:
        raise PaymentRefused("Der Betrag muss größer als 0,00 € sein.")
    if paid_on > today:
        raise PaymentRefused(
            f"Der {day(paid_on)} liegt in der Zukunft. Erfassen Sie die Zahlung, wenn sie da ist."
        )
    order = lock_order(order_id)
    if seen_entry_id is not None:
        _refuse_if_booked_since(
            order.ledger_entries.filter(pk__gt=seen_entry_id),
            amount=amount,
            paid_on=paid_on,
            reference=reference,
            actor=actor,
        )
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


def _refuse_if_booked_since(
    newer: QuerySet[LedgerEntry],
    *,
    amount: Decimal,
    paid_on: date,
    reference: str,
    actor: AbstractBaseUser | None,
) -> None:
    """Let a form count only once, and only for the balance that its clerk saw."""
    same = newer.filter(
        kind=LedgerEntry.Kind.PAYMENT,
        amount=-amount,
        booked_on=paid_on,
        reference=reference,
        actor=actor,
    )
    if same.exists():
        raise PaymentRepeated(
            f"Die Zahlung über {euro(amount)} ist schon gebucht. "
            "Das Formular kam zweimal an; gebucht wurde nur einmal."
        )
    if newer.exists():
        raise PaymentRefused(
            "Auf diesen Auftrag wurde inzwischen gebucht. "
            "Prüfen Sie die Buchungen und buchen Sie dann erneut."
        )
