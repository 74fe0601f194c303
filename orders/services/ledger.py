"""The only place that books, and that writes the figures kept on an order."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import open_per_installment
from orders.signals import balance_changed

Kind = LedgerEntry.Kind
PAYMENT_KINDS = (Kind.PAYMENT, Kind.REFUND, Kind.CHARGEBACK)
KEPT_FIGURES = [
    "open_amount",
    "credit_amount",
    "paid_amount",
    "oldest_installment",
    "oldest_due_on",
    "payment_status",
]


def lock_order(order_id: int) -> Order:
    """The order, locked until the end of the transaction: always the first lock taken."""
    return Order.objects.select_for_update(of=("self",)).get(pk=order_id)


def book(
    order: Order,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    *,
    booked_on: date,
    source: LedgerEntry.Source,
    reference: str = "",
    installment: Installment | None = None,
    actor: AbstractBaseUser | None = None,
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Append one entry in euros (positive: more is owed). Call refresh_figures afterwards."""
    return LedgerEntry.objects.create(
        order=order,
        kind=kind,
        amount=amount,
        booked_on=booked_on,
        source=source,
        reference=reference,
        installment=installment,
        actor=actor,
        reverses=reverses,
    )


def refresh_figures(order: Order) -> Order:
    """Write the kept figures of a locked order from its entries and tell the apps above."""
    # Added up here: SQLite would add decimals as floats.
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    entries = order.ledger_entries.order_by().values_list("kind", "reverses__kind", "amount")
    for kind, reversed_kind, amount in entries:
        sums[reversed_kind or kind] += amount
    balance = sum(sums.values(), ZERO)
    order.paid_amount = -sum((sums[kind] for kind in PAYMENT_KINDS), ZERO)
    order.open_amount = max(balance, ZERO)
    order.credit_amount = max(-balance, ZERO)
    oldest = _refresh_installments(order, balance)
    order.oldest_installment = oldest
    order.oldest_due_on = oldest.due_on if oldest else None
    order.payment_status = _payment_status(order)
    order.save(update_fields=KEPT_FIGURES)
    balance_changed.send(sender=Order, order=order)
    return order


def _refresh_installments(order: Order, balance: Decimal) -> Installment | None:
    """Write what is open of each installment; return the oldest unpaid one."""
    installments = list(order.installments.order_by("due_on", "position"))
    amounts = [installment.amount for installment in installments]
    open_amounts = open_per_installment(amounts, sum(amounts, ZERO) - balance)
    oldest = None
    for installment, open_amount in zip(installments, open_amounts, strict=True):
        if installment.open_amount != open_amount:
            installment.open_amount = open_amount
            installment.save(update_fields=["open_amount"])
        if oldest is None and open_amount > 0:
            oldest = installment
    return oldest


def _payment_status(order: Order) -> Order.PaymentStatus:
    if order.is_cancelled and not order.is_open:
        return Order.PaymentStatus.CANCELLED
    if not order.is_open:
        return Order.PaymentStatus.PAID
    if order.paid_amount > 0:
        return Order.PaymentStatus.PARTIALLY_PAID
    return Order.PaymentStatus.OPEN
