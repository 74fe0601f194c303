"""The one signal of the lower app: sent inside the transaction that books."""

from django.dispatch import Signal

# Arguments: order (locked, with fresh figures). Receivers must not book.
balance_changed = Signal()
