"""What the dunning does when balances changed, inside the transaction that books."""

from typing import Any

from django.dispatch import receiver

from orders.models import Order
from orders.signals import balance_changed
from reminders.services.debtor_settling import close_settled
from reminders.services.interest_correction import correct_interest, take_back_lump_sums
from reminders.services.plans import follow_plans
from reminders.services.reminder_states import has_stale_claim, revoke, stop_words, with_undecided
from reminders.services.standings import refresh_standings
from reminders.services.waivers import waive_ancillary, with_charges


@receiver(balance_changed)
def follow_balances(sender: type[Order], orders: list[Order], **kwargs: Any) -> None:
    """Refresh plans and standings; take back reminders of a wrong sum or of a stopped order.

    What debtors asked for is obsolete once nothing is open. Then put right what the dunning had
    booked: what only a business owes, interest of a payment that came in before, and what is
    waived once the goods are paid.
    """
    follow_plans(orders)
    refresh_standings(orders)
    close_settled(orders)
    for order in with_undecided(orders):
        if not order.is_open:
            revoke(order, "inzwischen bezahlt oder storniert")
        elif has_stale_claim(order):
            revoke(order, "der offene Betrag hat sich geändert")
        elif stop := stop_words(order):
            revoke(order, stop)
        elif order.customer.collection_since is not None:
            revoke(order, "ein anderer Auftrag des Kunden ist beim Inkasso")
    for order in with_charges(orders):
        take_back_lump_sums(order)
        correct_interest(order)
        waive_ancillary(order)
