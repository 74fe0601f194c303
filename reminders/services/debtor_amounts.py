"""What a debtor is asked to pay now on the payment page, in euros."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Installment, Order
from reminders.services.claim_facts import disputed_part


@dataclass(frozen=True, slots=True)
class PayNow:
    """The amount; due_on: the oldest day it was or will be due; is_late: whether that has passed.

    is_part: whether more is open than is asked for. not_due, disputed, on_its_way: what of the
    open amount is left out because of that, so that all of them add up to it.
    """

    amount: Decimal
    due_on: date | None
    is_late: bool
    is_part: bool
    not_due: Decimal = ZERO
    disputed: Decimal = ZERO
    on_its_way: Decimal = ZERO


def pay_now(order: Order, today: date) -> PayNow:
    """All that is due and undisputed; where nothing is due yet, the next rate.

    Costs and interest that were booked are due at once, and paid along with a rate.
    """
    late = [one for one in _unpaid(order) if one.due_on < today]
    asked = late or _next(order)
    goods = sum((one.open_amount for one in asked), ZERO)
    disputed = min(disputed_part(order), goods)
    amount = goods - disputed + order.open_ancillary
    due_on = asked[0].due_on if asked else order.oldest_due_on
    is_late = bool(late) or (due_on is not None and due_on < today)
    not_due = order.open_principal - goods
    return PayNow(amount, due_on, is_late, amount < order.open_amount, not_due, disputed)


def _unpaid(order: Order) -> list[Installment]:
    """The rates that are owed, oldest first."""
    return sorted(
        (one for one in order.installments.all() if one.open_amount > 0),
        key=lambda one: one.due_on,
    )


def _next(order: Order) -> list[Installment]:
    """The rates of the next day on which something falls due."""
    unpaid = _unpaid(order)
    return [one for one in unpaid if one.due_on == unpaid[0].due_on]
