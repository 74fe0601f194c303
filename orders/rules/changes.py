"""What a shop file changes on an order that is known already."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from common.rules.german import day, euro
from orders.rules.drafts import CustomerDraft, OrderDraft
from orders.rules.shop_money import BookedMoney, credited_in_shop, is_closed_in_shop, payment_change


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What is stored of an order, as far as a file can change it. Amounts in euros."""

    total: Decimal
    shop_paid_amount: Decimal
    shop_credited_amount: Decimal
    is_cancelled: bool
    ordered_on: date
    payment_method: str
    customer: CustomerDraft


def fingerprint(draft: OrderDraft) -> str:
    """A digest that is equal exactly when a later file says the same of the order."""
    return hashlib.sha256(repr(replace(draft, line=0)).encode()).hexdigest()


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


def _money_changes(known: KnownOrder, draft: OrderDraft) -> Iterable[str]:
    paid = _paid_after(known, draft)
    if paid != known.shop_paid_amount:
        yield f"bezahlt {euro(known.shop_paid_amount)} → {euro(paid)}"
    credited = credited_in_shop(draft)
    if credited != known.shop_credited_amount:
        yield f"erstattet {euro(known.shop_credited_amount)} → {euro(credited)}"


def _paid_after(known: KnownOrder, draft: OrderDraft) -> Decimal:
    """What counts as paid in the shop once the file is taken over, as far as the shop goes."""
    told = known.shop_paid_amount
    booked = BookedMoney(told=told, from_shop=told, given_back=Decimal(0), in_all=told)
    return payment_change(booked, draft).told
