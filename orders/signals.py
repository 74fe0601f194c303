"""The one signal of the lower app: sent inside the transaction that books."""

from django.dispatch import Signal

# Arguments: orders, a list (all locked or new, with fresh figures). A receiver that books in turn
# refreshes the figures, so that the signal comes again, and must then find nothing more to book.
balance_changed = Signal()
