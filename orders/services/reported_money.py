"""What a shop reports by the interface, or a payment provider, about the money of one order."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.services.by_hand import DayRefused
from orders.services.chargebacks import ChargebackRefused, record_chargeback
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.payments import record_payment

API = LedgerEntry.Source.API
Kind = LedgerEntry.Kind


class ReportRefused(Exception):
    """The report cannot be booked; the message says why, `field` which value it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def report_payment(
    order_id: int,
    *,
    amount: Decimal,
    paid_on: date,
    reference: str,
    installment: int | None,
    today: date,
) -> list[int]:
    """Book a payment in euros on the rate of that position, or as the law orders (§ 366 BGB).

    Returns the primary keys of the new entries. Raises ReportRefused.
    """
    order = lock_order(order_id)
    seen = _newest(order)
    try:
        record_payment(
            order.pk,
            amount=amount,
            paid_on=paid_on,
            reference=reference,
            actor=None,
            today=today,
            source=API,
            installment=_installment(order, installment),
        )
    except DayRefused as refusal:
        raise ReportRefused(str(refusal), "paid_on") from refusal
    return _booked_since(order, seen)


@transaction.atomic
def report_chargeback(
    order_id: int,
    *,
    amount: Decimal,
    cost: Decimal,
    reason_code: str,
    returned_on: date,
    reference: str,
    installment: int | None,
    today: date,
) -> list[int]:
    """Book what a bank took back and its cost, in euros; the installment is open again.

    Returns the primary keys of the new entries. Raises ReportRefused.
    """
    order = lock_order(order_id)
    refuse_day(order, returned_on, "returned_on", today=today)
    try:
        _, entries = record_chargeback(
            order.pk,
            amount=amount,
            cost=cost,
            reason_code=reason_code,
            booked_on=returned_on,
            source=API,
            reference=reference,
            installment=_installment(order, installment),
            actor=None,
        )
    except ChargebackRefused as refusal:
        raise ReportRefused(str(refusal)) from refusal
    return [entry.pk for entry in entries]


@transaction.atomic
def report_refund(
    order_id: int,
    *,
    amount: Decimal,
    refunded_on: date,
    reference: str,
    today: date,
    source: LedgerEntry.Source = API,
) -> list[int]:
    """Book money in euros that went back to the customer, who does not owe it again.

    It comes out of the credit first; for the rest the claim is lowered by a credit note. Returns
    the primary keys of the new entries. Raises ReportRefused for more than was paid.
    """
    order = lock_order(order_id)
    refuse_day(order, refunded_on, "refunded_on", today=today)
    if amount > order.paid_amount:
        raise ReportRefused(
            f"Auf den Auftrag sind nur {euro(max(order.paid_amount, ZERO))} bezahlt; mehr kann "
            "nicht erstattet werden."
        )
    seen = _newest(order)
    lowered = max(amount - order.credit_amount, ZERO)
    for kind, booked in ((Kind.CREDIT_NOTE, -lowered), (Kind.REFUND, amount)):
        if booked:
            book(order, kind, booked, booked_on=refunded_on, source=source, reference=reference)
    by = "über die Schnittstelle" if source == API else "vom Zahlungsanbieter"
    text = f"Erstattung über {euro(amount)} vom {day(refunded_on)} {by} gemeldet."
    record(order, text, actor=None)
    refresh_figures(order)
    return _booked_since(order, seen)


def _installment(order: Order, position: int | None) -> Installment | None:
    if position is None:
        return None
    found = order.installments.filter(position=position).first()
    if found is None:
        raise ReportRefused(f"Der Auftrag hat keine Rate {position}.", "installment")
    return found


def refuse_day(order: Order, value: date, field: str, *, today: date) -> None:
    """Raise ReportRefused for a day after today or before the order's own."""
    if value > today:
        raise ReportRefused(f"Der {day(value)} liegt in der Zukunft.", field)
    if value < order.ordered_on:
        raise ReportRefused(
            f"Der {day(value)} liegt vor dem Tag der Bestellung, dem {day(order.ordered_on)}.",
            field,
        )


def _newest(order: Order) -> int:
    return order.ledger_entries.order_by("-pk").values_list("pk", flat=True).first() or 0


def _booked_since(order: Order, seen: int) -> list[int]:
    newer = order.ledger_entries.filter(pk__gt=seen)
    return list(newer.order_by("pk").values_list("pk", flat=True))
