"""What a person corrects on a customer by hand."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Customer, Order
from orders.services.history import record
from orders.services.mail_failures import trust_new_address
from orders.services.shop_customers import KEYS, search_text, write_keys
from orders.signals import balance_changed

# Who the customer is and where he lives.
TOLD_ABOVE = frozenset(
    ("kind", "company", "first_name", "last_name", "street", "postcode", "city", "state")
)


@transaction.atomic
def correct_customer(
    customer: Customer, fields: Sequence[str], *, actor: AbstractBaseUser | None
) -> None:
    """Store the named fields; the search follows, and each order's history says what changed.

    A new e-mail address is trusted again. What a consumer owes differs from what a business owes,
    and a complete address may be what a case waits for: the apps above are told.
    """
    if not fields:
        return
    orders = Order.objects.filter(customer=customer).order_by("pk")
    locked = list(orders.select_for_update(of=("self",)))
    write_keys(customer)
    customer.save(update_fields=[*fields, *KEYS, *trust_new_address(customer, fields)])
    labels = ", ".join(str(Customer._meta.get_field(name).verbose_name) for name in fields)
    for order in locked:
        order.customer = customer
        order.search_text = search_text(order)
        record(order, f"Kundendaten von Hand geändert: {labels}.", actor=actor)
    Order.objects.bulk_update(locked, ["search_text"], batch_size=200)
    if locked and not TOLD_ABOVE.isdisjoint(fields):
        balance_changed.send(sender=Order, orders=locked)
