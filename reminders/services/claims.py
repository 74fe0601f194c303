"""What a reminder claims of an order."""

from datetime import date
from decimal import Decimal

from orders.models import Order


def principal_of(order: Order, written_on: date) -> Decimal:
    """What of the open amount was due before the day, in euros; of rates only those, and costs.

    Of an order that is not due yet, as a preview may show it, all that is open.
    """
    return order.due_amount(written_on) or order.open_amount
