"""The one signal of the lower app: sent inside the transaction that books."""

from django.dispatch import Signal

# Arguments: orders, a list (all locked or new, with fresh figures). Receivers must not book.
balance_changed = Signal()
