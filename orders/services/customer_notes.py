"""What a clerk writes down about a customer."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Customer, CustomerNote


class NoteRepeated(Exception):
    """The same note is the customer's newest one already; nothing was stored again."""


@transaction.atomic
def add_note(customer_id: int, text: str, *, actor: AbstractBaseUser | None) -> CustomerNote:
    """Keep a note for ever. Raises NoteRepeated for a form that arrives twice."""
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    newest = customer.notes.first()
    if newest is not None and newest.text == text and newest.author == actor:
        raise NoteRepeated("Diese Notiz steht schon da.")
    return CustomerNote.objects.create(customer=customer, text=text, author=actor)
