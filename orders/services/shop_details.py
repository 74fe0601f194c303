"""What new and known orders take over from a shop in the same way: method, reason, positions."""

from collections.abc import Iterator

from common.bulk import maker
from orders.models import Order, OrderLine, PaymentMethod
from orders.rules.drafts import OrderDraft, UnpaidReason
from orders.rules.payment_methods import is_collected_by_itself

make_line = maker(OrderLine)


def payment_method(name: str) -> PaymentMethod:
    """The payment method of that name in any case, made when it is new."""
    defaults = {"name": name, "is_collected": is_collected_by_itself(name)}
    return PaymentMethod.objects.get_or_create(name__iexact=name, defaults=defaults)[0]


def unpaid_reason(order: Order, draft: OrderDraft) -> str:
    """What the shop tells, else what is known, else that nobody takes the money by itself."""
    if draft.unpaid_reason or order.unpaid_reason:
        return draft.unpaid_reason or order.unpaid_reason
    if order.payment_method.is_collected:
        return UnpaidReason.UNKNOWN
    return UnpaidReason.NO_AUTOMATIC_DEBIT


def order_lines(order: Order, draft: OrderDraft) -> Iterator[OrderLine]:
    """The order's positions, not stored yet."""
    for position, line in enumerate(draft.lines, start=1):
        yield make_line(
            order_id=order.id,
            position=position,
            product=line.product,
            sku=line.sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
        )
