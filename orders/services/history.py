"""One line of history for everything that happens to an order."""

from django.contrib.auth.models import AbstractBaseUser

from orders.models import HistoryEntry, Order


def record(order: Order, text: str, *, actor: AbstractBaseUser | None) -> HistoryEntry:
    """Add one sentence to the order's history; actor None is the program itself."""
    return HistoryEntry.objects.create(order=order, text=text[:500], actor=actor)
