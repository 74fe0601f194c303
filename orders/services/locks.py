"""Lock many orders in one order for everybody, so that nobody waits for each other in a ring.

The order of locks in the whole program: orders by primary key, then runs, then reminders.
"""

from collections.abc import Iterable

from orders.models import Order

CHUNK_SIZE = 500


def lock_orders(order_ids: Iterable[int]) -> None:
    """Lock the orders until the end of the transaction, lowest primary key first."""
    ordered = sorted(set(order_ids))
    for start in range(0, len(ordered), CHUNK_SIZE):
        chunk = Order.objects.filter(pk__in=ordered[start : start + CHUNK_SIZE]).order_by("pk")
        list(chunk.select_for_update(of=("self",)).values_list("pk", flat=True))
