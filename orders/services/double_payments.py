"""A payment that somebody told us of before the bank did is not booked once more."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from decimal import Decimal

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import BankTransaction, LedgerEntry
from orders.rules.match_values import Part

# A clerk books what the seller forwards, an interface what a provider tells: around the bank's day.
_SOME_DAYS = timedelta(days=30)
# The day of a shop's payment is that of the file, which may tell of money of any day before it.
_AFTER_THE_FILE = timedelta(days=7)
# What customers add to the rest for a reminder, in euros.
_USUAL_CHARGES = Decimal("15.00")
_TOLD_BY = (LedgerEntry.Source.SHOP, LedgerEntry.Source.MANUAL, LedgerEntry.Source.API)
ToldPayments = dict[int, list[LedgerEntry]]


def payments_told_before(order_ids: Collection[int]) -> ToldPayments:
    """The standing payments of each order that did not come from a bank statement."""
    told: ToldPayments = defaultdict(list)
    payments = LedgerEntry.objects.effective().filter(
        order__in=list(order_ids), kind=LedgerEntry.Kind.PAYMENT, source__in=_TOLD_BY
    )
    for payment in payments:
        told[payment.order_id].append(payment)
    return told


def reason_against(
    movement: BankTransaction,
    parts: Sequence[Part],
    told: ToldPayments,
    open_amount: Callable[[int], Decimal],
) -> str:
    """Why a part may be booked already, in German; "" when none is.

    open_amount: what is open on an order now, in euros. It may be booked when it is as much as
    somebody told of, or clearly more than is open beside that, or when it fits into what a shop
    told: a shop adds several payments up. Just what a shop left open is the rest, not a part of it.
    """
    for part in parts:
        near = [one for one in told.get(part.order_id, ()) if _may_tell_of(one, movement)]
        if near and _is_doubtful(part.amount, near, open_amount(part.order_id)):
            newest = max(near, key=lambda one: (-one.amount == part.amount, one.booked_on, one.pk))
            return (
                f"Am {day(newest.booked_on)} wurden schon {euro(-newest.amount)} gebucht "
                f"({newest.get_source_display()}). Prüfen Sie, ob es dieselbe Zahlung ist."
            )
    return ""


def _may_tell_of(payment: LedgerEntry, movement: BankTransaction) -> bool:
    """Whether the payment was told on a day on which the movement could be what was meant."""
    if payment.source == LedgerEntry.Source.SHOP:
        return movement.booked_on <= payment.booked_on + _AFTER_THE_FILE
    return abs(payment.booked_on - movement.booked_on) <= _SOME_DAYS


def _is_doubtful(amount: Decimal, told: Sequence[LedgerEntry], open_amount: Decimal) -> bool:
    sums = [-one.amount for one in told]
    from_shop = sum((-one.amount for one in told if one.source == LedgerEntry.Source.SHOP), ZERO)
    is_part = amount <= from_shop and amount != open_amount
    more = amount - open_amount
    is_more = more > 0 and (more > _USUAL_CHARGES or more >= min(sums))
    return amount in (*sums, sum(sums, ZERO)) or is_more or is_part
