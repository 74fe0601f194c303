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


def mark_withdrawn(order: Order, *, last_sent_on: date | None) -> None:
    """Remember on the locked order when the last notice that still stands was sent, None for none.

    What was only guessed from the notice withdrawn, that the customer did not react, is forgotten.
    """
    order.last_reminded_on = last_sent_on
    if order.unpaid_reason == UnpaidReason.MAIL_IGNORED and last_sent_on is None:
        order.unpaid_reason = UnpaidReason.UNKNOWN
    order.save(update_fields=["last_reminded_on", "unpaid_reason"])
