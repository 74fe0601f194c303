"""What the cases do when balances changed, inside the transaction that books."""

from typing import Any

from django.dispatch import receiver

from inkasso.models import CollectionCase
from inkasso.services.cases import follow_payments
from inkasso.services.notice_stops import notice_stops
from inkasso.services.notices import notice_bookings
from inkasso.services.refresh import follow_orders
from orders.models import LedgerEntry, Order
from orders.signals import balance_changed

LOOKUP_SIZE = 500


@receiver(balance_changed)
def follow_balances(sender: type[Order], orders: list[Order], **kwargs: Any) -> None:
    """Notice what agencies must be told, end cases on which nothing is owed, look at the others."""
    found = _with_case(orders)
    notice_bookings(found)
    notice_stops(found)
    for order in found:
        newest = LedgerEntry.objects.filter(order=order).order_by("-pk").first()
        if newest is not None:
            follow_payments([order], on=newest.booked_on)
            follow_orders([order], on=newest.booked_on)


def _with_case(orders: list[Order]) -> list[Order]:
    """Those of the orders that have a case."""
    having: set[int] = set()
    for start in range(0, len(orders), LOOKUP_SIZE):
        ids = [order.pk for order in orders[start : start + LOOKUP_SIZE]]
        cases = CollectionCase.objects.filter(order__in=ids)
        having.update(cases.values_list("order_id", flat=True))
    return [order for order in orders if order.pk in having]
