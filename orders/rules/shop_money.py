"""What a shop's file says of the money of one order, and what has to be booked for it."""

from dataclasses import dataclass
from decimal import Decimal

from common.rules.money import ZERO
from orders.rules.drafts import OrderDraft, ShopState


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedMoney:
    """What is known of an order's payments before a file is taken over, in euros.

    told: what the shop said was paid; from_shop: what was booked of it and still stands, net of
    what anybody took back of it; given_back: refunds booked from the shop; in_all: the shop's,
    the bank's and the clerks' together.
    """

    told: Decimal
    from_shop: Decimal
    given_back: Decimal
    in_all: Decimal


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """What has to be booked, each zero or positive, and what then counts as told by the shop."""

    arrived: Decimal
    refunded: Decimal
    charged_back: Decimal
    told: Decimal


@dataclass(frozen=True, slots=True)
class CreditChange:
    """What has to be credited more (positive) or less (negative), and what the shop then told."""

    difference: Decimal
    told: Decimal


def credit_change(
    credited: Decimal, *, told: Decimal, from_shop: Decimal, in_all: Decimal
) -> CreditChange:
    """What a file changes in the credit notes of an order, in euros.

    credited: what the customer need not pay any more by the file; told: by the file before;
    from_shop: what was booked of that; in_all: with what clerks credited and wrote off. What a
    clerk credited already is not credited twice, and is never taken back by a file.
    """
    more = max(credited - max(told, in_all), ZERO)
    less = min(max(told - credited, ZERO), max(from_shop, ZERO))
    return CreditChange(more - less, credited)


def is_closed_in_shop(draft: OrderDraft) -> bool:
    """Whether the shop cancelled or wholly refunded the order: nothing is owed any more."""
    return draft.shop_state in (ShopState.CANCELLED, ShopState.REFUNDED)


def paid_in_shop(draft: OrderDraft) -> Decimal:
    """What the shop says was paid and not given back, in euros, never negative."""
    if is_closed_in_shop(draft):
        return draft.kept_amount
    return max(draft.total - credited_in_shop(draft) - (draft.open_amount or ZERO), ZERO)


def credited_in_shop(draft: OrderDraft) -> Decimal:
    """What the customer need not pay any more: refunded in part, or all of a closed order."""
    return draft.total if is_closed_in_shop(draft) else min(draft.credited_amount, draft.total)


def refunded_in_shop(draft: OrderDraft) -> Decimal:
    """What the shop says it gave back, in euros."""
    return draft.total if draft.shop_state == ShopState.REFUNDED else draft.credited_amount


def payment_change(booked: BookedMoney, draft: OrderDraft) -> PaymentChange:
    """What a file changes in the payments of an order.

    A payment that a clerk recorded already is not booked a second time. What the shop takes back
    is a refund as far as the file reports one, else a chargeback, and then at most what was
    booked from the shop: a clerk's payment is never taken back by a file. A file that leaves
    nothing open denies no money received: with a lowered total the rest stays as credit.
    """
    paid = paid_in_shop(draft)
    # What a bank or a clerk has taken back already is not there to be taken back again.
    missing = max(min(booked.told, booked.in_all) - paid, ZERO)
    newly_refunded = max(refunded_in_shop(draft) - booked.given_back, ZERO)
    refunded = min(missing, newly_refunded, max(booked.in_all, ZERO))
    denied = min(missing - refunded, max(booked.from_shop - refunded, ZERO))
    charged_back = ZERO
    if is_closed_in_shop(draft):
        refunded += denied
    elif draft.open_amount:
        charged_back = denied
    return PaymentChange(
        arrived=max(paid - max(booked.told, booked.in_all), ZERO),
        refunded=refunded,
        charged_back=charged_back,
        told=paid
        if draft.open_amount or is_closed_in_shop(draft)
        else max(booked.told - refunded, paid),
    )
