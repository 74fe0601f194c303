"""What the app above tells an order about its dunning."""

from datetime import date

from orders.models import Order
from orders.rules.drafts import UnpaidReason

_PASSIVE = (UnpaidReason.UNKNOWN, UnpaidReason.NO_AUTOMATIC_DEBIT)


def mark_reminded(order: Order, *, sent_on: date, is_first: bool) -> None:
    """Remember on the locked order that a notice was sent on the day.

    Who is reminded a second time did not react to the first: that is why the money did not come,
    unless a better reason is known.
    """
    order.last_reminded_on = sent_on
    if not is_first and order.unpaid_reason in _PASSIVE:
        order.unpaid_reason = UnpaidReason.MAIL_IGNORED
    order.save(update_fields=["last_reminded_on", "unpaid_reason"])
