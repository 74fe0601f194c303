"""The only place that books, and that writes the figures kept on an order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from common.bulk import update
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import Allocation, Claim, Movement, MovementKind, allocate
from orders.signals import balance_changed

Kind = LedgerEntry.Kind
PAYMENT_KINDS = (Kind.PAYMENT, Kind.REFUND, Kind.CHARGEBACK, Kind.TRANSFER)
COST_KINDS = (Kind.RETURNED_DEBIT_COST, *LedgerEntry.CHARGED)
CREDIT_KINDS = (Kind.CREDIT_NOTE, Kind.WRITE_OFF)
KEPT_FIGURES = [
    "open_amount",
    "open_costs",
    "open_interest",
    "credit_amount",
    "paid_amount",
    "oldest_installment",
    "oldest_due_on",
    "payment_status",
]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the entries of an order add up to, in euros; the allocation says of what."""

    open_amount: Decimal
    open_costs: Decimal
    open_interest: Decimal
    credit_amount: Decimal
    paid_amount: Decimal
    written_off: Decimal
    allocation: Allocation


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
    installment_id: int | None = None,
    actor: AbstractBaseUser | None = None,
    reverses: LedgerEntry | None = None,
    returns: LedgerEntry | None = None,
    counter_order: Order | None = None,
    principal_first: bool = False,
) -> LedgerEntry:
    """Append one entry in euros (positive: more is owed). Call refresh_figures afterwards.

    installment: what the entry names; principal_first: against § 367 BGB, as a clerk decided;
    returns: the payment that a chargeback takes back; counter_order: where a transfer came from
    or went to.
    """
    return LedgerEntry.objects.create(
        order=order,
        kind=kind,
        amount=amount,
        booked_on=booked_on,
        source=source,
        reference=reference[:140],
        installment_id=installment.pk if installment else installment_id,
        actor=actor,
        reverses=reverses,
        returns=returns,
        counter_order=counter_order,
        principal_first=principal_first,
    )


def refresh_figures(order: Order) -> Order:
    """Write the kept figures of a locked order from its entries and tell the apps above."""
    installments = list(order.installments.order_by("due_on", "position"))
    figures = figures_of(installments, effective_entries(order))
    changed = keep_figures(order, installments, figures)
    Installment.objects.bulk_update(changed, ["open_amount"])
    order.save(update_fields=KEPT_FIGURES)
    balance_changed.send(sender=Order, orders=[order])
    return order


def refresh_many(orders: Sequence[Order]) -> None:
    """The same for many locked orders, in a fixed number of queries; each order stands once."""
    installments: dict[int, list[Installment]] = defaultdict(list)
    entries: dict[int, list[LedgerEntry]] = defaultdict(list)
    ids = [order.pk for order in orders]
    for one in Installment.objects.filter(order__in=ids).order_by("due_on", "position"):
        installments[one.order_id].append(one)
    for entry in LedgerEntry.objects.filter(order__in=ids).effective().order_by("booked_on", "pk"):
        entries[entry.order_id].append(entry)
    changed = [
        installment
        for order in orders
        for installment in keep_figures(
            order, installments[order.pk], figures_of(installments[order.pk], entries[order.pk])
        )
    ]
    update(changed, ["open_amount"])
    update(orders, KEPT_FIGURES)
    balance_changed.send(sender=Order, orders=list(orders))


def effective_entries(order: Order) -> list[LedgerEntry]:
    """The order's entries that count, in the order in which they settle debts."""
    return list(order.ledger_entries.effective().order_by("booked_on", "pk"))


def figures_of(installments: Sequence[Installment], entries: Sequence[LedgerEntry]) -> Figures:
    """What effective entries, by day, add up to on these installments; writes nothing."""
    # Added up here: SQLite would add decimals as floats.
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        sums[entry.kind] += entry.amount
    balance = sum(sums.values(), ZERO)
    claims = [Claim(one.pk, one.due_on, one.amount) for one in installments]
    allocation = allocate(claims, _movements(entries))
    open_amount = max(balance, ZERO)
    open_costs = min(allocation.open_costs, open_amount)
    return Figures(
        open_amount=open_amount,
        open_costs=open_costs,
        open_interest=min(allocation.open_interest, open_amount - open_costs),
        credit_amount=max(-balance, ZERO),
        paid_amount=-sum((sums[kind] for kind in PAYMENT_KINDS), ZERO),
        written_off=-sums[Kind.WRITE_OFF],
        allocation=allocation,
    )


def keep_figures(
    order: Order, installments: Sequence[Installment], figures: Figures
) -> list[Installment]:
    """Set the figures on the rows without saving; returns the installments that changed."""
    order.open_amount = figures.open_amount
    order.open_costs = figures.open_costs
    order.open_interest = figures.open_interest
    order.credit_amount = figures.credit_amount
    order.paid_amount = figures.paid_amount
    changed = []
    for installment in installments:
        open_amount = figures.allocation.open_principal[installment.pk]
        if installment.open_amount != open_amount:
            installment.open_amount = open_amount
            changed.append(installment)
    oldest = _oldest_unpaid(order, installments, figures.allocation.cost_installment)
    order.oldest_installment = oldest
    order.oldest_due_on = oldest.due_on if oldest else None
    order.payment_status = _payment_status(order, figures)
    return changed


def _movements(entries: Iterable[LedgerEntry]) -> list[Movement]:
    return [
        Movement(
            key=entry.pk,
            kind=_movement_kind(entry),
            amount=abs(entry.amount),
            # A waiver names its rate for the books only; it settles by law.
            installment=None if entry.kind == Kind.WAIVER else entry.installment_id,
            principal_first=entry.principal_first,
        )
        for entry in entries
        if entry.kind != Kind.CHARGE
    ]


def _movement_kind(entry: LedgerEntry) -> MovementKind:
    if entry.kind in COST_KINDS:
        return MovementKind.COST
    if entry.kind == Kind.INTEREST:
        return MovementKind.INTEREST
    if entry.amount > 0:
        return MovementKind.TAKEN_BACK
    return MovementKind.CREDIT if entry.kind == Kind.CREDIT_NOTE else MovementKind.PAYMENT


def _oldest_unpaid(
    order: Order, installments: Sequence[Installment], cost_installment: int | None
) -> Installment | None:
    """The installment that the ladder belongs to; costs alone keep the one they came with."""
    if not order.is_open:
        return None
    for installment in installments:
        if installment.open_amount > 0:
            return installment
    with_cost = [one for one in installments if one.pk == cost_installment]
    return (with_cost or list(installments[-1:]) or [None])[0]


def _payment_status(order: Order, figures: Figures) -> Order.PaymentStatus:
    if order.is_cancelled and not order.is_open:
        return Order.PaymentStatus.CANCELLED
    if not order.is_open:
        # Money that came in after all counts more than what was given up before.
        is_paid = figures.written_off <= figures.credit_amount
        return Order.PaymentStatus.PAID if is_paid else Order.PaymentStatus.WRITTEN_OFF
    if order.paid_amount > 0:
        return Order.PaymentStatus.PARTIALLY_PAID
    return Order.PaymentStatus.OPEN
