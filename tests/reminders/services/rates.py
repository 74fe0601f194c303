"""Let an order fall due in rates."""

from datetime import date
from decimal import Decimal

from orders.models import LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.installments import set_installments
from orders.services.ledger import refresh_figures
from tests.factories import TODAY


def in_rates(one: Order, *rates: tuple[date, str]) -> Order:
    """The order as read again after it was parted into rates of a day and an amount."""
    set_installments(
        one,
        [InstallmentDraft(due_on, Decimal(amount)) for due_on, amount in rates],
        booked_on=TODAY,
        source=LedgerEntry.Source.SHOP,
        reference="Raten",
    )
    refresh_figures(one)
    return Order.objects.get(pk=one.pk)
