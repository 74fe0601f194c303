"""What a clerk books to lower a claim, or because a bank took money back."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.rules.allocation import DebtKind
from orders.services.by_hand import (
    Booking,
    BookingRefused,
    refuse_amount,
    refuse_blank,
    refuse_day,
)
from orders.services.chargebacks import ChargebackRefused, record_chargeback, reference_words
from orders.services.history import record
from orders.services.ledger import effective_entries, figures_of, lock_order, refresh_figures

Kind = LedgerEntry.Kind
MANUAL = LedgerEntry.Source.MANUAL


@transaction.atomic
def write_off(
    order_id: int,
    *,
    amount: Decimal,
    reason: str,
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> Order:
    """Give up an amount in euros of what is open; it is owed no longer.

    Raises BookingRefused without a reason and for more than is open.
    """
    order = lock_order(order_id)
    refuse_amount(amount)
    refuse_blank(reason, "Geben Sie an, warum ausgebucht wird.")
    booking = _booking(order, Kind.WRITE_OFF, -amount, today, reason, actor)
    booking.refuse_if_booked_since(seen_entry_id)
    if amount > order.open_amount:
        raise BookingRefused(
            f"Offen sind nur {euro(order.open_amount)}; mehr lässt sich nicht ausbuchen.",
            field="amount",
        )
    booking.book()
    record(order, f"{euro(amount)} ausgebucht: {reason}", actor=actor)
    return refresh_figures(order)


@transaction.atomic
def credit(
    order_id: int,
    *,
    amount: Decimal,
    reason: str,
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> Order:
    """Lower the claim by an amount in euros; what was paid on it already becomes credit.

    Raises BookingRefused without a reason, for a cancelled order and for more than is claimed.
    """
    order = lock_order(order_id)
    refuse_amount(amount)
    refuse_blank(reason, "Geben Sie an, wofür gutgeschrieben wird.")
    booking = _booking(order, Kind.CREDIT_NOTE, -amount, today, reason, actor)
    booking.refuse_if_booked_since(seen_entry_id)
    if order.is_cancelled:
        raise BookingRefused("Der Auftrag ist storniert; es gibt nichts mehr gutzuschreiben.")
    if amount > (claim := claim_left(order)):
        raise BookingRefused(
            f"Gefordert sind nur noch {euro(claim)}; mehr lässt sich nicht gutschreiben.",
            field="amount",
        )
    booking.book()
    record(order, f"{euro(amount)} gutgeschrieben: {reason}", actor=actor)
    return refresh_figures(order)


@transaction.atomic
def cancel_order(
    order_id: int, *, cancelled_on: date, reason: str, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Cancel the whole order: its price is credited, what was paid becomes credit.

    Costs stay owed. A later file of the shop does not undo it; another total that the shop told
    is settled with it. Raises BookingRefused without a reason, for an order that is cancelled or
    wholly credited already, and DayRefused for a day after today or before the order's own.
    """
    order = lock_order(order_id)
    refuse_blank(reason, "Geben Sie an, warum der Auftrag storniert wird.")
    refuse_day(cancelled_on, order=order, today=today, field="cancelled_on")
    if order.is_cancelled:
        raise BookingRefused("Der Auftrag ist schon storniert.")
    if not (claim := claim_left(order)):
        raise BookingRefused("Auf den Auftrag ist schon alles gutgeschrieben oder ausgebucht.")
    order.cancelled_on, order.is_cancelled_by_hand = cancelled_on, True
    if order.reported_total is not None:
        order.declined_total, order.reported_total = order.reported_total, None
    order.save(
        update_fields=["cancelled_on", "is_cancelled_by_hand", "declined_total", "reported_total"]
    )
    _booking(order, Kind.CREDIT_NOTE, -claim, cancelled_on, f"Storno: {reason}", actor).book()
    record(order, f"Auftrag storniert, {euro(claim)} gutgeschrieben: {reason}", actor=actor)
    return refresh_figures(order)


@transaction.atomic
def charge_back(
    order_id: int,
    *,
    amount: Decimal,
    cost: Decimal,
    reason_code: str,
    booked_on: date,
    reference: str = "",
    payment: LedgerEntry | None = None,
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
) -> Order:
    """Book what a bank took back and its cost, both in euros, as a clerk tells it.

    payment: what was taken back, None for the newest. Raises BookingRefused, also for a payment
    that was taken back already, and DayRefused for a day after today or before the order's own.
    """
    order = lock_order(order_id)
    refuse_day(booked_on, order=order, today=today)
    reference_in_ledger = reference_words(reason_code, reference)
    booking = _booking(order, Kind.CHARGEBACK, amount, booked_on, reference_in_ledger, actor)
    booking.refuse_if_booked_since(seen_entry_id)
    if payment is not None:
        _refuse_payment(order, payment, amount)
    try:
        booked, _ = record_chargeback(
            order_id,
            amount=amount,
            cost=cost,
            reason_code=reason_code,
            booked_on=booked_on,
            source=MANUAL,
            reference=reference,
            payment=payment,
            actor=actor,
        )
    except ChargebackRefused as refusal:
        raise BookingRefused(str(refusal), field="amount") from refusal
    return booked


def claim_left(order: Order) -> Decimal:
    """What is claimed for the goods, in euros: charged, not yet credited and not given up."""
    entries = effective_entries(order)
    given_up = {entry.pk for entry in entries if entry.kind == Kind.WRITE_OFF}
    log = figures_of(list(order.installments.all()), entries).allocation.log
    claimed = sum(
        (entry.amount for entry in entries if entry.kind in (Kind.CHARGE, Kind.CREDIT_NOTE)), ZERO
    )
    of_goods = (
        step.amount for step in log if step.movement in given_up and step.kind == DebtKind.PRINCIPAL
    )
    return max(claimed - sum(of_goods, ZERO), ZERO)


def payments_to_return(order: Order) -> list[LedgerEntry]:
    """The order's payments that a bank could still take back, newest first."""
    payments = order.ledger_entries.effective().filter(kind=Kind.PAYMENT)
    returned = LedgerEntry.objects.effective().filter(returns__order=order)
    return list(payments.exclude(pk__in=returned.values("returns")).order_by("-booked_on", "-pk"))


def _refuse_payment(order: Order, payment: LedgerEntry, amount: Decimal) -> None:
    if payment not in payments_to_return(order):
        raise BookingRefused("Diese Zahlung wurde schon zurückgebucht.", field="payment")
    if amount > -payment.amount:
        raise BookingRefused(
            f"Die Zahlung war nur {euro(-payment.amount)}; mehr kann nicht zurückgebucht werden.",
            field="amount",
        )


def _booking(
    order: Order,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    booked_on: date,
    reference: str,
    actor: AbstractBaseUser | None,
) -> Booking:
    return Booking(
        order=order,
        kind=kind,
        amount=amount,
        booked_on=booked_on,
        reference=reference,
        actor=actor,
    )
