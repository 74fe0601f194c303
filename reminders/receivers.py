"""What the dunning does when a balance changed, inside the transaction that books."""

from typing import Any

from django.dispatch import receiver

from orders.models import Order
from orders.signals import balance_changed
from reminders.services.reminder_states import has_stale_claim, revoke
from reminders.services.standings import refresh_standing


@receiver(balance_changed)
def follow_balance(sender: type[Order], order: Order, **kwargs: Any) -> None:
    """Refresh the standing and take back reminders that claim a sum no longer owed."""
    refresh_standing(order)
    if not order.is_open:
        revoke(order, "inzwischen bezahlt oder storniert")
    elif has_stale_claim(order):
        revoke(order, "der offene Betrag hat sich geändert")
