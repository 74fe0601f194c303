"""What the app above tells orders and their customer of a case at an agency or a court."""

from collections.abc import Sequence
from datetime import date

from orders.models import Customer, Order
from orders.signals import balance_changed


def lock_customer_orders(customer_id: int) -> list[Order]:
    """All orders of a customer, locked lowest primary key first, as everybody does."""
    orders = Order.objects.filter(customer=customer_id).order_by("pk")
    return list(orders.select_for_update(of=("self",)))


def mark_collection(
    customer_id: int, orders: Sequence[Order], since: dict[int, date | None]
) -> None:
    """Remember since when each of a customer's (locked) orders is with an agency or a court.

    orders: all of the customer; since: by the id of the order, None or missing for none. The
    apps above are told, so that nobody reminds the customer meanwhile.
    """
    changed = []
    for order in orders:
        if order.collection_since != since.get(order.pk):
            order.collection_since = since.get(order.pk)
            order.save(update_fields=["collection_since"])
            changed.append(order)
    if not changed:
        return
    first = min((one.collection_since for one in orders if one.collection_since), default=None)
    customer = Customer.objects.get(pk=customer_id)
    customer.collection_since = first
    customer.save(update_fields=["collection_since"])
    for order in orders:
        order.customer = customer
    balance_changed.send(sender=Order, orders=list(orders))
