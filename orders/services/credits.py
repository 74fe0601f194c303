"""What to do with money that was paid beyond what is owed: move it, or give it back."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.by_hand import Booking, BookingRefused, refuse_amount, refuse_blank, refuse_day
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.locks import lock_orders

Kind = LedgerEntry.Kind
MANUAL = LedgerEntry.Source.MANUAL


@transaction.atomic
def move_credit(
    order_id: int,
    to_order_id: int,
    *,
    amount: Decimal,
    reason: str = "",
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> tuple[Order, Order]:
    """Let credit in euros pay another order of the same creditor.

    Raises BookingRefused as refuse_move does, and for a form that came twice. Returns both.
    """
    source, target = _lock_both(order_id, to_order_id)
    leaving = _transfer(source, amount, f"auf {target.number}", today, actor)
    leaving.refuse_if_booked_since(seen_entry_id)
    refuse_move(source, target, amount=amount, reason=reason)
    leaving.book(counter_order=target)
    arriving = _transfer(target, -amount, f"von {source.number}", today, actor)
    arriving.book(counter_order=source)
    why = f": {reason.strip()}" if reason.strip() else "."
    record(source, f"Guthaben von {euro(amount)} auf {_named(target)} umgebucht{why}", actor=actor)
    record(target, f"Guthaben von {euro(amount)} von {_named(source)} umgebucht{why}", actor=actor)
    return refresh_figures(source), refresh_figures(target)


def refuse_move(source: Order, target: Order, *, amount: Decimal, reason: str) -> None:
    """Raise BookingRefused where credit in euros cannot pay the other order.

    That is for another creditor, for more than the credit or than is open there, and for the order
    of another customer without a reason.
    """
    refuse_amount(amount)
    _refuse_target(source, target)
    _refuse_too_much(source, amount)
    if amount > target.open_amount:
        raise BookingRefused(
            f"Auf {target.number} sind nur {euro(target.open_amount)} offen.", field="amount"
        )
    if source.customer_id != target.customer_id:
        refuse_blank(
            reason,
            f"{target.number} gehört einem anderen Kunden: {target.customer.display_name}. Geben "
            "Sie an, warum das Guthaben dorthin geht.",
        )


@transaction.atomic
def move_back(
    entry_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> tuple[Order, Order]:
    """Take back both halves of a transfer, named by either of them.

    Raises BookingRefused without a reason, for one taken back before and where the order that
    got the money has it no longer. Returns the order of the named half and the other one.
    """
    refuse_blank(reason, "Geben Sie an, warum die Umbuchung zurückgenommen wird.")
    named = LedgerEntry.objects.get(pk=entry_id)
    assert named.counter_order_id is not None  # a transfer names its counter order
    _lock_both(named.order_id, named.counter_order_id)
    named = LedgerEntry.objects.select_related("order", "reversed_by").get(pk=entry_id)
    other = refuse_moving_back(named)
    for half in (named, other):
        book(
            half.order,
            Kind.REVERSAL,
            -half.amount,
            booked_on=today,
            source=MANUAL,
            reference=reason,
            actor=actor,
            reverses=half,
        )
        partner = named.order if half is other else other.order
        side = "auf" if half.amount > 0 else "von"
        words = f"Umbuchung über {euro(abs(half.amount))} vom {day(half.booked_on)}"
        where = f"{side} {_named(partner)}"
        record(half.order, f"{words} {where}, zurückgenommen: {reason}", actor=actor)
    return refresh_figures(named.order), refresh_figures(other.order)


def refuse_moving_back(entry: LedgerEntry) -> LedgerEntry:
    """The other half of a transfer that can be moved back. Raises BookingRefused."""
    if entry.is_reversed:
        raise BookingRefused("Die Umbuchung ist schon zurückgenommen.")
    other = _other_half(entry)
    receiving = entry if entry.amount < 0 else other
    if receiving.order.paid_amount < -receiving.amount:
        raise BookingRefused(
            f"Auf {receiving.order} ist das umgebuchte Geld nicht mehr: Es wurde inzwischen "
            "erstattet, zurückgebucht oder weiter umgebucht. Nehmen Sie das zuerst zurück."
        )
    return other


@transaction.atomic
def refund_credit(
    order_id: int,
    *,
    amount: Decimal,
    refunded_on: date,
    reference: str = "",
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> Order:
    """Mark credit in euros as given back to the customer; the money itself goes elsewhere.

    Raises BookingRefused for more than the credit, and DayRefused for a day after today or before
    the order's own.
    """
    order = lock_order(order_id)
    refuse_amount(amount)
    refuse_day(refunded_on, order=order, today=today, field="refunded_on")
    refund = Booking(
        order=order,
        kind=Kind.REFUND,
        amount=amount,
        booked_on=refunded_on,
        reference=reference,
        actor=actor,
    )
    refund.refuse_if_booked_since(seen_entry_id)
    _refuse_too_much(order, amount)
    refund.book()
    text = f"Guthaben von {euro(amount)} am {day(refunded_on)} erstattet."
    record(order, text, actor=actor)
    return refresh_figures(order)


def _lock_both(one: int, other: int) -> tuple[Order, Order]:
    """The two orders in the order given, locked by primary key."""
    lock_orders([one, other])
    found = Order.objects.select_related("sales_account", "customer").in_bulk([one, other])
    return found[one], found[other]


def _refuse_target(source: Order, target: Order) -> None:
    if source.pk == target.pk:
        raise BookingRefused("Das Guthaben steht schon auf diesem Auftrag.", field="target")
    is_same_creditor = source.sales_account.creditor_id == target.sales_account.creditor_id
    if not is_same_creditor or source.currency != target.currency:
        raise BookingRefused(
            f"{target.number} gehört zu einem anderen Gläubiger oder einer anderen Währung.",
            field="target",
        )


def _named(order: Order) -> str:
    """The number and whose it is: "EF-1 (Zoë Winter)"."""
    return f"{order.number} ({order.customer.display_name})"


def available_credit(order: Order) -> Decimal:
    """The credit in euros that was really paid: more than that is nobody's money."""
    return max(min(order.credit_amount, order.paid_amount), ZERO)


def _refuse_too_much(order: Order, amount: Decimal) -> None:
    if amount > (available := available_credit(order)):
        raise BookingRefused(
            f"An bezahltem Guthaben sind {euro(available)} da; mehr geht nicht.",
            field="amount",
        )


def _transfer(
    order: Order,
    amount: Decimal,
    reference: str,
    today: date,
    actor: AbstractBaseUser | None,
) -> Booking:
    return Booking(
        order=order,
        kind=Kind.TRANSFER,
        amount=amount,
        booked_on=today,
        reference=reference,
        actor=actor,
    )


def _other_half(entry: LedgerEntry) -> LedgerEntry:
    """The half on the other order: booked right after the one that leaves an order."""
    halves = LedgerEntry.objects.effective().filter(
        order=entry.counter_order_id,
        counter_order=entry.order_id,
        kind=Kind.TRANSFER,
        amount=-entry.amount,
    )
    if entry.amount > 0:
        return halves.select_related("order").filter(pk__gt=entry.pk).earliest("pk")
    return halves.select_related("order").filter(pk__lt=entry.pk).latest("pk")
