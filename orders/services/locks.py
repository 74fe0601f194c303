"""Lock many orders in one order for everybody, so that nobody waits for each other in a ring.

The order of locks in the whole program: an import, its sales account, orders by primary key, then
runs, then reminders, then cases, then handovers.
"""

from collections.abc import Iterable

from orders.models import Order, SalesAccount

CHUNK_SIZE = 500


def lock_orders(order_ids: Iterable[int]) -> None:
    """Lock the orders until the end of the transaction, lowest primary key first."""
    ordered = sorted(set(order_ids))
    for start in range(0, len(ordered), CHUNK_SIZE):
        chunk = Order.objects.filter(pk__in=ordered[start : start + CHUNK_SIZE]).order_by("pk")
        list(chunk.select_for_update(of=("self",)).values_list("pk", flat=True))


def lock_account(account_id: int) -> SalesAccount:
    """The sales account, locked: whoever adds orders to it takes turns, lists go on reading."""
    return SalesAccount.objects.select_for_update(no_key=True).get(pk=account_id)
