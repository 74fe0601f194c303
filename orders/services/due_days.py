"""What a shop's file says of the due days of a known order, in words; nothing is written."""

from datetime import date

from orders.models import Order, PaymentMethod
from orders.rules.changes import due_change
from orders.rules.drafts import OrderDraft
from orders.rules.due_dates import due_on
from orders.rules.shop_money import is_closed_in_shop
from orders.services.installments import rates_of
from orders.services.shop_bookings import is_left_alone


def due_phrase(order: Order, draft: OrderDraft) -> str:
    """That the file moves due days, or that they stay since the order was reminded; else ""."""
    # What is not taken over moves nothing, nor does a day on which nothing is owed.
    if not draft.total or is_closed_in_shop(draft) or order.rates_agreed_on:
        return ""
    if draft.installments and is_left_alone(order, draft):
        return ""
    known = [rate.due_on for rate in rates_of(order)]
    is_kept = order.last_reminded_on is not None
    return due_change(known, _told_days(order, draft, known), is_kept=is_kept)


def _told_days(order: Order, draft: OrderDraft, known: list[date]) -> list[date]:
    if draft.installments:
        return [rate.due_on for rate in draft.installments]
    if len(known) > 1:
        return known
    return [
        due_on(
            draft.ordered_on,
            account_term_days=order.sales_account.payment_term_days,
            method_term_days=_method_term_days(order, draft.payment_method),
        )
    ]


def _method_term_days(order: Order, name: str) -> int | None:
    """The term of the method the file names; one that is not known yet has none."""
    if name.casefold() == order.payment_method.name.casefold():
        return order.payment_method.payment_term_days
    method = PaymentMethod.objects.filter(name__iexact=name).first()
    return method.payment_term_days if method else None
