"""All orders of one customer as a table."""

from datetime import date

import django_tables2 as tables
from django.db.models import Case, Value, When
from django.utils.safestring import SafeString

from common.rules.german import day as german_day
from common.rules.german import euro
from common.templatetags.components import badge
from dunning_site.order_words import order_badge
from orders.models import Customer, Order
from orders.models.orders import OrderQuerySet

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def orders_of(customer: Customer) -> OrderQuerySet:
    """The customer's orders with what their lines print, open ones first, oldest due first."""
    rank = Case(When(open_amount__gt=0, then=Value(0)), default=Value(1))
    orders = Order.objects.filter(customer=customer).select_related("standing", "payment_method")
    return orders.annotate(rank=rank).order_by("rank", "oldest_due_on", "-ordered_on", "-pk")


class CustomerOrderTable(tables.Table):
    """One line for each order."""

    amounts = ("total", "paid_amount", "open_amount", "credit_amount")

    number = tables.Column("Auftrag", linkify=("order-page", {"pk": tables.A("pk")}))
    state = tables.Column("Stand", empty_values=(), orderable=False)
    ordered_on = tables.Column("Bestellt am")
    oldest_due_on = tables.Column("Fällig am")
    payment_method = tables.Column("Zahlungsart", orderable=False)
    total = tables.Column("Betrag", attrs=NUMBER)
    paid_amount = tables.Column("Bezahlt", attrs=NUMBER)
    open_amount = tables.Column("Offen", attrs=NUMBER)
    credit_amount = tables.Column("Guthaben", attrs=NUMBER)

    class Meta:
        attrs = {"class": "table", "aria-label": "Alle Aufträge des Kunden"}
        empty_text = "Der Kunde hat keine Aufträge."

    def __init__(self, *args: object, day: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def render_state(self, record: Order) -> SafeString:
        """The same badge as on the order's page."""
        shown = order_badge(record, record.standing, self.day)
        return badge(shown.text, shown.tone)

    def render_ordered_on(self, value: date) -> str:
        """The day in German."""
        return german_day(value)

    def render_oldest_due_on(self, value: date) -> str:
        """The day in German."""
        return german_day(value)

    def render_total(self, record: Order) -> str:
        """The amount in euros."""
        return euro(record.total)

    def render_paid_amount(self, record: Order) -> str:
        """The amount in euros."""
        return euro(record.paid_amount)

    def render_open_amount(self, record: Order) -> str:
        """The amount in euros."""
        return euro(record.open_amount)

    def render_credit_amount(self, record: Order) -> str:
        """The amount in euros, nothing where there is none."""
        return euro(record.credit_amount) if record.credit_amount else "–"
