"""Say whether a customer is a consumer or a business: it decides interest, fee and lump sum."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Customer, Order
from orders.services.customers import correct_customer
from reminders.services.reminder_states import revoke, with_undecided

CHANGED = "der Kunde gilt jetzt als {kind}"


@transaction.atomic
def change_kind(customer_id: int, kind: Customer.Kind, *, actor: AbstractBaseUser | None) -> bool:
    """Let a customer count as what a clerk found out (§§ 13, 14 BGB); returns whether it changed.

    Reminders not decided yet claimed by the other law and are taken back. What was sent stays, but
    of a consumer the charges go back that only a business owes.
    """
    customer = Customer.objects.get(pk=customer_id)
    if customer.kind == kind:
        return False
    customer.kind = kind
    correct_customer(customer, ["kind"], actor=actor)
    for order in with_undecided(list(Order.objects.filter(customer=customer).order_by("pk"))):
        revoke(order, CHANGED.format(kind=kind.label))
    return True
