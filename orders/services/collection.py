"""What the app above tells orders and their customer of a case at an agency or a court."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Min

from orders.models import Customer, Order
from orders.signals import balance_changed


def lock_customer_orders(customer_id: int) -> list[Order]:
    """All orders of a customer, locked lowest primary key first, as everybody does."""
    orders = Order.objects.filter(customer=customer_id).order_by("pk")
    return list(orders.select_for_update(of=("self",)))


def mark_collection(
    customer_id: int, orders: Sequence[Order], since: dict[int, date | None]
) -> None:
    """Remember since when each of these (locked) orders is with an agency or a court.

    orders: of one customer, all or some; since: by the id of the order, None or missing for none.
    The apps above are told, so that nobody reminds the customer meanwhile.
    """
    changed = []
    for order in orders:
        if order.collection_since != since.get(order.pk):
            order.collection_since = since.get(order.pk)
            order.save(update_fields=["collection_since"])
            changed.append(order)
    if not changed:
        return
    # Whoever ends another order's case waits here, and then sees what this one wrote.
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    first = customer.orders.aggregate(first=Min("collection_since"))["first"]
    customer.collection_since = first
    customer.save(update_fields=["collection_since"])
    for order in orders:
        order.customer = customer
    balance_changed.send(sender=Order, orders=list(orders))


def tell_other_orders(customer_id: int, order_id: int) -> None:
    """Let a customer's other orders know once the booking on one of them is stored.

    The booking holds that one order only: to lock others behind it could end in a ring.
    """
    # The booking stands, whatever happens to those that are told of it.
    transaction.on_commit(partial(_tell_others, customer_id, order_id), robust=True)


@transaction.atomic
def _tell_others(customer_id: int, order_id: int) -> None:
    others = [one for one in lock_customer_orders(customer_id) if one.pk != order_id]
    if others:
        balance_changed.send(sender=Order, orders=others)
