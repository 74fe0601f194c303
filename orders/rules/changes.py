"""What a shop file changes on an order that is known already."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.german import day, euro
from orders.rules.drafts import CustomerDraft, OrderDraft
from orders.rules.shop_money import (
    BookedMoney,
    credit_change,
    credited_in_shop,
    is_closed_in_shop,
    payment_change,
)


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What is stored of an order, as far as a file can change it. Amounts in euros.

    shop_credited_amount: what the shop said was credited; credited_from_shop: what was booked of
    it; credited_in_all: with what clerks credited and wrote off.
    """

    total: Decimal
    payments: BookedMoney
    shop_credited_amount: Decimal
    credited_from_shop: Decimal
    credited_in_all: Decimal
    is_cancelled: bool
    ordered_on: date
    payment_method: str
    customer: CustomerDraft


def fingerprint(draft: OrderDraft) -> str:
    """A digest that is equal exactly when a later file says the same of the order."""
    # The line of the file is no part of what a draft says of itself.
    return hashlib.sha256(repr(draft).encode()).hexdigest()


def changes(known: KnownOrder, draft: OrderDraft) -> tuple[str, ...]:
    """German phrases that say what the file changes; empty when only details differ."""
    return tuple(_changes(known, draft))


def _changes(known: KnownOrder, draft: OrderDraft) -> Iterable[str]:
    if draft.total != known.total:
        yield f"Betrag {euro(known.total)} → {euro(draft.total)}"
    if is_closed_in_shop(draft) != known.is_cancelled:
        yield "im Shop storniert" if is_closed_in_shop(draft) else "im Shop wieder offen"
    if draft.knows_payments and not is_closed_in_shop(draft):
        yield from _money_changes(known, draft)
    if draft.ordered_on != known.ordered_on:
        yield f"Bestelldatum {day(known.ordered_on)} → {day(draft.ordered_on)}"
    if draft.payment_method.casefold() != known.payment_method.casefold():
        yield f"Zahlungsart {known.payment_method} → {draft.payment_method}"
    if draft.customer != known.customer:
        yield "Kundendaten geändert"


def due_change(known: Sequence[date], told: Sequence[date], *, is_kept: bool) -> str:
    """A German phrase on the due days that a file moves, or would move; "" when they stay.

    is_kept: the order was reminded, so that its days stay whatever the file says.
    """
    moved = [(before, after) for before, after in zip(known, told, strict=False) if before != after]
    if not moved:
        return ""
    before, after = moved[0]
    if len(known) > 1:
        return "Fälligkeiten bleiben, weil schon gemahnt" if is_kept else "Fälligkeiten geändert"
    if is_kept:
        return f"Fälligkeit bleibt {day(before)}, weil schon gemahnt"
    return f"fällig {day(before)} → {day(after)}"


def _money_changes(known: KnownOrder, draft: OrderDraft) -> Iterable[str]:
    booked, change = known.payments, payment_change(known.payments, draft)
    moved = change.arrived - change.refunded - change.charged_back
    if moved:
        yield f"bezahlt {euro(booked.in_all)} → {euro(booked.in_all + moved)}"
    elif change.told != booked.told:
        yield _said_only("bezahlt", change.told, booked.told, booked.in_all)
    yield from _credit_changes(known, credited_in_shop(draft))


def _credit_changes(known: KnownOrder, credited: Decimal) -> Iterable[str]:
    told, in_all = known.shop_credited_amount, known.credited_in_all
    change = credit_change(credited, told=told, from_shop=known.credited_from_shop, in_all=in_all)
    if change.difference:
        yield f"erstattet {euro(credited - change.difference)} → {euro(credited)}"
    elif credited != told:
        yield _said_only("erstattet", credited, told, in_all)


def _said_only(what: str, now: Decimal, told: Decimal, in_all: Decimal) -> str:
    """What the shop says anew although nothing has to be booked for it."""
    is_booked = now > told or in_all <= now
    rest = "schon gebucht" if is_booked else f"gebucht bleiben {euro(in_all)}"
    return f"Shop meldet {euro(now)} {what}, {rest}"
