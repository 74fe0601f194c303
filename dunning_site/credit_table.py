"""The list of credits: which orders, found by what, in which columns."""

from decimal import Decimal

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.rules import german
from dunning_site.tables import NUMBER
from orders.models import Order, SalesAccount
from orders.models.orders import OrderQuerySet


class CreditFilter(django_filters.FilterSet):
    """Which credits the list shows."""

    suche = django_filters.CharFilter(
        label="Suche",
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Auftrag, Kunde, E-Mail"}),
    )
    verkaufsaccount = django_filters.ModelChoiceFilter(
        label="Verkaufsaccount",
        field_name="sales_account",
        queryset=SalesAccount.objects.all(),
        empty_label="Alle",
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def search(self, orders: OrderQuerySet, name: str, text: str) -> OrderQuerySet:
        """The search of orders, as the filter calls it."""
        return orders.search(text)

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return any(self.data.get(name) for name in self.filters)


class CreditTable(tables.Table):
    """One order with credit a line."""

    amounts = ("credit_amount",)

    number = tables.Column(
        verbose_name="Bestellnummer",
        linkify=("order-page", [tables.A("pk")]),
        order_by=("number", "pk"),
    )
    customer = tables.Column(
        verbose_name="Kunde",
        order_by=("customer__last_name", "pk"),
        attrs={"td": {"class": "wrap"}},
    )
    sales_account = tables.Column(
        verbose_name="Verkaufsaccount",
        order_by=("sales_account__name", "pk"),
        attrs={"td": {"class": "wrap"}},
    )
    payment_status = tables.Column(verbose_name="Zahlungsstatus")
    credit_amount = tables.Column(
        verbose_name="Guthaben", order_by=("credit_amount", "pk"), attrs=NUMBER
    )
    actions = tables.Column(
        accessor="pk", verbose_name="Buchen", orderable=False, exclude_from_export=True
    )

    class Meta:
        attrs = {"class": "table credit-table", "aria-label": "Guthaben"}
        order_by = "-credit_amount"

    def render_customer(self, record: Order) -> str:
        """The name."""
        return record.customer.display_name

    def render_credit_amount(self, value: Decimal) -> str:
        """What was paid beyond what is owed."""
        return german.euro(value)

    def render_actions(self, record: Order) -> SafeString:
        """The two ways out; only for money that was really paid."""
        if record.paid_amount <= 0:
            return format_html("–")
        links = format_html_join(
            "",
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            (
                (reverse("order-booking", args=[record.pk, slug]), label, record.number)
                for slug, label in (
                    ("guthaben-umbuchen", "Umbuchen"),
                    ("guthaben-erstatten", "Erstatten"),
                )
            ),
        )
        return format_html('<span class="links">{}</span>', links)
