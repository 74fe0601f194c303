"""Take back what was booked by hand, by booking its opposite today."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.rules.drafts import UnpaidReason
from orders.services.by_hand import BookingRefused, refuse_blank
from orders.services.history import record
from orders.services.ledger import CREDIT_KINDS, book, lock_order, refresh_figures
from orders.services.shop_word import book_what_the_shop_keeps, kept_by_shop

Kind = LedgerEntry.Kind
Source = LedgerEntry.Source


@transaction.atomic
def reverse_entry(
    entry_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Take back an entry that a clerk booked.

    What the shop says was paid or credited stays so: the part of it that only the clerk's entry
    covered is booked from the shop instead. Taking back the credit note of a cancellation by hand
    opens the order again. Raises BookingRefused without a reason, for what was not booked by
    hand, for an entry taken back before, for a payment partly given back since and for what was
    credited before the order was cancelled by hand.
    """
    refuse_blank(reason, "Geben Sie an, warum die Buchung storniert wird.")
    order = lock_order(LedgerEntry.objects.only("order").get(pk=entry_id).order_id)
    entry = order.ledger_entries.select_related("reversed_by").get(pk=entry_id)
    _refuse_reversal(order, entry)
    reopens = is_cancellation(order, entry)
    kept = kept_by_shop(order, entry)
    book(
        order,
        Kind.REVERSAL,
        -entry.amount,
        booked_on=today,
        source=Source.MANUAL,
        reference=reason,
        actor=actor,
        reverses=entry,
    )
    book_what_the_shop_keeps(order, entry, kept, today=today)
    _follow(order, entry, reopens=reopens)
    record(order, f"{_words(entry)} storniert: {reason}", actor=actor)
    return refresh_figures(order)


def open_after_reversal(entry: LedgerEntry) -> Decimal:
    """What will be open on the order, in euros, when the entry is taken back.

    Raises BookingRefused when it cannot be.
    """
    order = entry.order
    _refuse_reversal(order, entry)
    balance = order.open_amount - order.credit_amount - entry.amount
    return max(balance - kept_by_shop(order, entry), ZERO)


def is_cancellation(order: Order, entry: LedgerEntry) -> bool:
    """Whether the entry is the credit note by which a clerk cancelled the order.

    It is the newest by hand: a cancelled order gets no further ones.
    """
    cancellation = _cancellation(order)
    return cancellation is not None and cancellation.pk == entry.pk


def _cancellation(order: Order) -> LedgerEntry | None:
    if not order.is_cancelled_by_hand:
        return None
    by_hand = order.ledger_entries.effective().filter(kind=Kind.CREDIT_NOTE, source=Source.MANUAL)
    return by_hand.order_by("-pk").first()


def _refuse_reversal(order: Order, entry: LedgerEntry) -> None:
    if entry.is_reversed:
        raise BookingRefused(f"Schon storniert: {_words(entry)}.")
    if not entry.is_reversible:
        raise BookingRefused(
            "Stornieren lässt sich nur, was von Hand gebucht wurde, und was eine Mahnung berechnet "
            "hat. Was aus einem Kontoauszug kommt, nehmen Sie beim Zahlungseingang zurück."
        )
    if entry.kind == Kind.PAYMENT and order.paid_amount < -entry.amount:
        raise BookingRefused(
            "Von dieser Zahlung wurde schon etwas erstattet, zurückgebucht oder umgebucht; "
            "sie lässt sich nicht mehr stornieren."
        )
    if entry.kind in CREDIT_KINDS:
        _refuse_before_cancellation(order, entry)
    if entry.returned_by.effective().exists():
        raise BookingRefused(
            "Diese Zahlung wurde zurückgebucht. Stornieren Sie zuerst die Rückbuchung."
        )


def _refuse_before_cancellation(order: Order, entry: LedgerEntry) -> None:
    """A cancelled order owes nothing for its goods; what was credited before must not reopen it."""
    cancellation = _cancellation(order)
    if cancellation is not None and entry.pk < cancellation.pk:
        raise BookingRefused(
            f"Der Auftrag ist storniert. Stornieren Sie zuerst: {_words(cancellation)}."
        )


def _follow(order: Order, entry: LedgerEntry, *, reopens: bool) -> None:
    """Take back what came with the entry: a cancellation, the reason of a chargeback.

    A stop stays until a clerk lifts it; an order that the shop cancelled too stays cancelled.
    """
    if reopens:
        order.is_cancelled_by_hand = False
        if order.shop_credited_amount < order.total:
            order.cancelled_on = None
        order.save(update_fields=["is_cancelled_by_hand", "cancelled_on"])
    if entry.kind == Kind.CHARGEBACK:
        others = order.ledger_entries.effective().filter(kind=Kind.CHARGEBACK)
        if not others.exists():
            order.unpaid_reason = UnpaidReason.UNKNOWN
            order.save(update_fields=["unpaid_reason"])


def _words(entry: LedgerEntry) -> str:
    """The entry in words: "Zahlung über 20,00 € vom 20.11.2026"."""
    return f"{entry.get_kind_display()} über {euro(abs(entry.amount))} vom {day(entry.booked_on)}"
