"""Know which customers no e-mail reaches any more."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from orders.models import Customer


@transaction.atomic
def note_mail_failure(customer_id: int, address: str, *, failed_on: date) -> bool:
    """Remember that the customer's address was refused for good; the first day counts.

    Returns whether it is news: not for an address that the customer no longer has. Call in a
    transaction of its own: whoever holds orders must not wait for a customer.
    """
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    if customer.effective_email != address or customer.email_failed_on is not None:
        return False
    customer.email_failed_on = failed_on
    customer.save(update_fields=["email_failed_on"])
    return True


def trust_new_address(customer: Customer, changed: Collection[str]) -> list[str]:
    """Forget the failure of an address that has changed; returns the further field to be saved.

    changed: the fields that are about to be saved.
    """
    address_field = "reminder_email" if customer.reminder_email else "email"
    is_new = address_field in changed or "reminder_email" in changed
    if not is_new or "email_failed_on" in changed or customer.email_failed_on is None:
        return []
    customer.email_failed_on = None
    return ["email_failed_on"]
