"""What a reminder claims of an order."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Order
from reminders.models import Channel, DunningLevel


@dataclass(frozen=True, slots=True)
class ItemClaim:
    """What a reminder claims of one order, in euros; interest, fee and lump sum are new with it.

    principal: the goods that are due; other_costs: costs and interest booked before.
    interest_lines: the whole calculation since default, as ReminderItem keeps it.
    """

    principal: Decimal
    other_costs: Decimal
    interest: Decimal = ZERO
    dunning_fee: Decimal = ZERO
    lump_sum: Decimal = ZERO
    interest_lines: tuple[dict[str, str], ...] = ()
    is_provisional: bool = False
    default_since: date | None = None
    default_ground: str = ""


def claim_of(
    order: Order, step: DunningLevel | None, *, channel: Channel, written_on: date
) -> ItemClaim:
    """What a reminder written on the day claims of the order; step None: a free reminder."""
    return ItemClaim(
        principal=principal_of(order, written_on) - order.open_ancillary,
        other_costs=order.open_ancillary,
    )


def principal_of(order: Order, written_on: date) -> Decimal:
    """What of the open amount was due before the day, in euros; of rates only those, and costs.

    Of an order that is not due yet, as an early reminder or a preview may show it, its next rate.
    """
    if due := order.due_amount(written_on):
        return due
    rate = order.oldest_installment
    return rate.open_amount if rate else order.open_amount
