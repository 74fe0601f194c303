"""Payments that a clerk records, and takes back when they were wrong."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures


class PaymentRefused(Exception):
    """The payment cannot be booked; the message tells the clerk why and what to do."""


class PaymentDayRefused(PaymentRefused):
    """The money cannot have come in on that day: it lies ahead, or before the order."""


class PaymentRepeated(PaymentRefused):
    """The very same payment was booked since the form was opened: the form came twice."""


class ReversalRefused(Exception):
    """The booking cannot be taken back; the message tells the clerk why."""


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
    source: LedgerEntry.Source = LedgerEntry.Source.MANUAL,
    installment: Installment | None = None,
) -> Order:
    """Book a payment in euros; what exceeds the open amount stays visible as credit.

    seen_entry_id: the newest booking of the order that the clerk saw, None to book regardless.
    installment: the rate that the payer named (§ 366 (1) BGB), None for the order of the law.
    Raises PaymentRefused for an amount that is not positive and when something was booked since;
    PaymentDayRefused for a day after today or before the order's own (both days are allowed);
    PaymentRepeated when what was booked since is this very payment.
    """
    order = lock_order(order_id)
    _refuse_amount(amount)
    _refuse_day(paid_on, ordered_on=order.ordered_on, today=today)
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
        source=source,
        reference=reference,
        installment=installment,
        actor=actor,
    )
    record(order, _sentence(amount, paid_on, source), actor=actor)
    return refresh_figures(order)


def _sentence(amount: Decimal, paid_on: date, source: LedgerEntry.Source) -> str:
    how = "über die Schnittstelle gemeldet" if source == LedgerEntry.Source.API else "erfasst"
    return f"Zahlung über {euro(amount)} vom {day(paid_on)} {how}."


def _refuse_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise PaymentRefused("Der Betrag muss größer als 0,00 € sein.")


def _refuse_day(paid_on: date, *, ordered_on: date, today: date) -> None:
    if paid_on > today:
        raise PaymentDayRefused(
            f"Der {day(paid_on)} liegt in der Zukunft. Erfassen Sie die Zahlung, wenn sie da ist."
        )
    if paid_on < ordered_on:
        raise PaymentDayRefused(
            f"Der {day(paid_on)} liegt vor dem Tag der Bestellung, dem {day(ordered_on)}. "
            "Prüfen Sie das Datum."
        )


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


@transaction.atomic
def reverse_payment(
    entry_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Take back a payment that a clerk recorded by booking its opposite today.

    What the shop says was paid stays paid: the part of it that only the clerk's payment covered
    is booked from the shop instead. Raises ReversalRefused without a reason, for any other
    booking, for one taken back before and for one partly given back since.
    """
    if not reason.strip():
        raise ReversalRefused("Geben Sie an, warum die Zahlung storniert wird.")
    order = lock_order(LedgerEntry.objects.only("order").get(pk=entry_id).order_id)
    entry = order.ledger_entries.select_related("reversed_by").get(pk=entry_id)
    _refuse_reversal(order, entry)
    book(
        order,
        LedgerEntry.Kind.REVERSAL,
        -entry.amount,
        booked_on=today,
        source=LedgerEntry.Source.MANUAL,
        reference=reason,
        actor=actor,
        reverses=entry,
    )
    _book_what_the_shop_keeps(order, entry, today=today)
    paid = f"Zahlung über {euro(-entry.amount)} vom {day(entry.booked_on)}"
    record(order, f"{paid} storniert: {reason}", actor=actor)
    return refresh_figures(order)


def open_after_reversal(entry: LedgerEntry) -> Decimal:
    """What will be open on the order, in euros, when the payment is taken back.

    Raises ReversalRefused when it cannot be.
    """
    order = entry.order
    _refuse_reversal(order, entry)
    balance = order.open_amount - order.credit_amount - entry.amount
    return max(balance - _kept_by_shop(order, entry), ZERO)


def _refuse_reversal(order: Order, entry: LedgerEntry) -> None:
    if entry.is_reversed:
        raise ReversalRefused(
            f"Die Zahlung über {euro(-entry.amount)} vom {day(entry.booked_on)} "
            "ist schon storniert."
        )
    if not entry.is_reversible:
        raise ReversalRefused("Stornieren lassen sich nur Zahlungen, die von Hand erfasst wurden.")
    if order.paid_amount < -entry.amount:
        raise ReversalRefused(
            "Von dieser Zahlung wurde schon etwas erstattet oder zurückgebucht; "
            "sie lässt sich nicht mehr stornieren."
        )


def _book_what_the_shop_keeps(order: Order, entry: LedgerEntry, *, today: date) -> None:
    kept = _kept_by_shop(order, entry)
    if kept > 0:
        book(
            order,
            LedgerEntry.Kind.PAYMENT,
            -kept,
            booked_on=today,
            source=LedgerEntry.Source.SHOP,
            reference="laut Shop bezahlt",
        )


def _kept_by_shop(order: Order, entry: LedgerEntry) -> Decimal:
    """What the shop says was paid as well, and what nothing else would cover."""
    left = order.paid_amount + entry.amount
    return min(max(order.shop_paid_amount - left, ZERO), -entry.amount)
