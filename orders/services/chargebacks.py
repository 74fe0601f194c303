"""Money that a bank or a payment provider took back: the installment is open again."""

from datetime import date
from decimal import Decimal
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import DebtKind
from orders.rules.drafts import UnpaidReason
from orders.rules.return_reasons import ReturnReason, Stop, return_reason
from orders.services.history import record
from orders.services.ledger import (
    book,
    effective_entries,
    figures_of,
    lock_order,
    refresh_figures,
)

Kind = LedgerEntry.Kind


class ChargebackRefused(Exception):
    """The chargeback cannot be booked; the message tells the clerk why and what to do."""


@transaction.atomic
def record_chargeback(
    order_id: int,
    *,
    amount: Decimal,
    cost: Decimal = ZERO,
    reason_code: str = "",
    booked_on: date,
    source: LedgerEntry.Source,
    reference: str = "",
    payment: LedgerEntry | None = None,
    installment: Installment | None = None,
    actor: AbstractBaseUser | None,
) -> tuple[Order, list[LedgerEntry]]:
    """Book what was taken back and the bank's actual cost, both in euros.

    The installment opens again with its old due day: the one named, else the one that the payment
    settled, else the one paid last. Reasons that mean a dispute or a death stop the dunning
    (law: MD01, MD06, MD07 …). Returns the order and its new entries. Raises ChargebackRefused for
    amounts that are not positive and for more than was paid.
    """
    order = lock_order(order_id)
    _check(order, amount, cost)
    reason = return_reason(reason_code)
    named = installment or _settled_by(order, payment)
    told = partial(book, order, booked_on=booked_on, source=source, installment=named, actor=actor)
    reference = reference_words(reason_code, reference)
    entries = [told(Kind.CHARGEBACK, amount, reference=reference, returns=payment)]
    if cost:
        entries.append(told(Kind.RETURNED_DEBIT_COST, cost, reference="Kosten der Bank"))
    _follow(order, reason)
    record(order, _sentence(amount, cost, reason, booked_on), actor=actor)
    return refresh_figures(order), entries


def reference_words(reason_code: str, reference: str) -> str:
    """What the ledger keeps of a chargeback: "Konto nicht gedeckt: Lastschrift 4711"."""
    return f"{return_reason(reason_code).label}: {reference}".removesuffix(": ")


def _check(order: Order, amount: Decimal, cost: Decimal) -> None:
    if amount <= 0 or cost < 0:
        raise ChargebackRefused("Der Betrag muss größer als 0,00 € sein, die Kosten nie negativ.")
    if not order.installments.exists():
        raise ChargebackRefused("Auf diesen Auftrag wurde nie etwas berechnet.")
    if amount > order.paid_amount:
        raise ChargebackRefused(
            f"Auf den Auftrag sind nur {euro(max(order.paid_amount, ZERO))} bezahlt; mehr kann "
            "nicht zurückgegeben werden. Prüfen Sie Auftrag und Betrag."
        )


def _settled_by(order: Order, payment: LedgerEntry | None) -> Installment | None:
    """The installment whose principal the payment settled first; None without a payment."""
    if payment is None:
        return None
    installments = {one.pk: one for one in order.installments.order_by("due_on", "position")}
    log = figures_of(list(installments.values()), effective_entries(order)).allocation.log
    settled = [
        step.installment
        for step in log
        if step.movement == payment.pk and step.kind == DebtKind.PRINCIPAL
    ]
    return installments.get(settled[0]) if settled and settled[0] is not None else None


def _follow(order: Order, reason: ReturnReason) -> None:
    """Keep why the money went back, and stop the dunning where the reason demands it."""
    order.unpaid_reason = reason.unpaid_reason or UnpaidReason.BANK_RETURNED
    if reason.stop != Stop.NONE:
        order.stop_reason, order.disputed_amount = reason.stop, None
    order.save(update_fields=["unpaid_reason", "stop_reason", "disputed_amount"])


def _sentence(amount: Decimal, cost: Decimal, reason: ReturnReason, booked_on: date) -> str:
    with_cost = f", Kosten der Bank {euro(cost)}" if cost else ""
    stopped = " Es wird nicht gemahnt, bis das geklärt ist." if reason.stop != Stop.NONE else ""
    return (
        f"Zahlung über {euro(amount)} am {day(booked_on)} zurückgegeben: "
        f"{reason.label}{with_cost}.{stopped}"
    )
