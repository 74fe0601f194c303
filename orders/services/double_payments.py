"""A payment that somebody told us of before the bank did is not booked once more."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta

from common.rules.german import day, euro
from orders.models import BankTransaction, LedgerEntry
from orders.rules.match_values import Part

# A clerk books what the seller forwards, a shop what its provider tells: days around the bank's.
_FEW_DAYS = timedelta(days=7)
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


def reason_against(movement: BankTransaction, parts: Sequence[Part], told: ToldPayments) -> str:
    """Why a part may be booked already, in German: same order and sum, few days apart; else ""."""
    for part in parts:
        for payment in told.get(part.order_id, ()):
            is_near = abs(payment.booked_on - movement.booked_on) <= _FEW_DAYS
            if is_near and -payment.amount == part.amount:
                return (
                    f"Am {day(payment.booked_on)} wurden schon {euro(part.amount)} gebucht "
                    f"({payment.get_source_display()}). Prüfen Sie, ob es dieselbe Zahlung ist."
                )
    return ""
