"""What a shop file changes on an order that is known already."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO
from orders.rules.drafts import CustomerDraft, OrderDraft, ShopState


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What is stored of an order, as far as a file can change it. Amounts in euros."""

    total: Decimal
    shop_paid_amount: Decimal
    shop_credited_amount: Decimal
    is_cancelled: bool
    payment_method: str
    customer: CustomerDraft


def fingerprint(draft: OrderDraft) -> str:
    """A digest that is equal exactly when a later file says the same of the order."""
    return hashlib.sha256(repr(replace(draft, line=0)).encode()).hexdigest()


def is_closed_in_shop(draft: OrderDraft) -> bool:
    """Whether the shop cancelled or wholly refunded the order: nothing is owed any more."""
    return draft.shop_state in (ShopState.CANCELLED, ShopState.REFUNDED)


def paid_in_shop(draft: OrderDraft) -> Decimal:
    """What the shop says was paid and kept, in euros, never negative.

    Of a cancelled or refunded order nothing is kept: the whole total is credited.
    """
    if is_closed_in_shop(draft):
        return ZERO
    return max(draft.total - credited_in_shop(draft) - draft.open_amount, ZERO)


def credited_in_shop(draft: OrderDraft) -> Decimal:
    """What the shop refunded or cancelled of the order, in euros."""
    return draft.total if is_closed_in_shop(draft) else min(draft.credited_amount, draft.total)


def taken_back(known: KnownOrder, draft: OrderDraft) -> tuple[Decimal, Decimal]:
    """What of the payments known so far was given back, and what was charged back, in euros.

    A file that leaves nothing open denies no money received earlier: with a lowered total the
    rest stays the customer's credit.
    """
    missing = max(known.shop_paid_amount - paid_in_shop(draft), ZERO)
    if is_closed_in_shop(draft):
        return missing, ZERO
    newly_credited = max(credited_in_shop(draft) - known.shop_credited_amount, ZERO)
    refunded = min(missing, newly_credited)
    return refunded, missing - refunded if draft.open_amount > 0 else ZERO


def paid_after(known: KnownOrder, draft: OrderDraft) -> Decimal:
    """What counts as paid in the shop once the file is taken over, in euros."""
    kept = known.shop_paid_amount - sum(taken_back(known, draft), ZERO)
    return max(kept, paid_in_shop(draft))


def changes(known: KnownOrder, draft: OrderDraft) -> tuple[str, ...]:
    """German phrases that say what the file changes; empty when only details differ."""
    return tuple(_changes(known, draft))


def _changes(known: KnownOrder, draft: OrderDraft) -> Iterable[str]:
    if draft.total != known.total:
        yield f"Betrag {euro(known.total)} → {euro(draft.total)}"
    if is_closed_in_shop(draft) != known.is_cancelled:
        yield "im Shop storniert" if is_closed_in_shop(draft) else "im Shop wieder offen"
    paid = paid_after(known, draft)
    if paid != known.shop_paid_amount and not is_closed_in_shop(draft):
        yield f"bezahlt {euro(known.shop_paid_amount)} → {euro(paid)}"
    credited = credited_in_shop(draft)
    if credited != known.shop_credited_amount and not is_closed_in_shop(draft):
        yield f"erstattet {euro(known.shop_credited_amount)} → {euro(credited)}"
    if draft.payment_method.casefold() != known.payment_method.casefold():
        yield f"Zahlungsart {known.payment_method} → {draft.payment_method}"
    if draft.customer != known.customer:
        yield "Kundendaten geändert"
