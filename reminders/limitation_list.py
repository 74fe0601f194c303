"""The list of limitation: which orders, found by what, in which columns."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.html import strip_tags

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.templatetags.components import badge
from orders.models import Order, SalesAccount
from orders.models.orders import OrderQuerySet
from reminders.rules.limitation import LIMITATION_YEARS, months_of_warning
from reminders.services.limitations import (
    barred_on,
    barred_orders,
    restarted_until,
    warned_orders,
)
from reminders.tables import NUMBER

_TONES = {1: "bad", 3: "warning", 6: "info"}
_WITHIN = {
    "1": "in höchstens 1 Monat",
    "3": "in höchstens 3 Monaten",
    "6": "in höchstens 6 Monaten",
}
_BARRED = "verjaehrt"


class LimitationFilter(django_filters.FilterSet):
    """Which open orders the list of limitation shows."""

    suche = django_filters.CharFilter(
        label="Suche",
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Auftrag, Kunde, E-Mail"}),
    )
    verjaehrt_am = django_filters.ChoiceFilter(
        label="Verjährt am", method="by_year", empty_label="Alle"
    )
    frist = django_filters.ChoiceFilter(
        label="Verjährt",
        method="by_urgency",
        empty_label="Alle",
        choices=[*_WITHIN.items(), (_BARRED, "schon verjährt")],
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

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        years = Order.objects.open().dates("oldest_due_on", "year")
        self.filters["verjaehrt_am"].extra["choices"] = [
            (str(first.year + LIMITATION_YEARS), f"31.12.{first.year + LIMITATION_YEARS}")
            for first in years
        ]

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return any(self.data.get(name) for name in self.filters)

    def search(self, orders: OrderQuerySet, name: str, text: str) -> OrderQuerySet:
        """The search of orders, as the filter calls it."""
        return orders.search(text)

    def by_year(self, orders: QuerySet[Order], name: str, year: str) -> QuerySet[Order]:
        """Claims whose three years end with that year, even if § 193 BGB adds a day or two."""
        return orders.filter(oldest_due_on__year=int(year) - LIMITATION_YEARS)

    def by_urgency(self, orders: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        """Claims that are barred, or become so within some months."""
        if value == _BARRED:
            return barred_orders(orders, self.today)
        return warned_orders(orders, self.today, months=int(value))


class LimitationTable(tables.Table):
    """One open order a line; rows carry what orders_by_limitation annotates."""

    amounts = ("open_amount",)

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
    oldest_due_on = tables.Column(verbose_name="Fällig seit", order_by=("oldest_due_on", "pk"))
    open_amount = tables.Column(
        verbose_name="Offener Betrag", order_by=("open_amount", "pk"), attrs=NUMBER
    )
    barred_on = tables.Column(
        accessor="oldest_due_on",
        verbose_name="Verjährt mit Ablauf des",
        order_by=("oldest_due_on", "pk"),
    )
    urgency = tables.Column(accessor="oldest_due_on", verbose_name="Frist", orderable=False)
    hint = tables.Column(
        accessor="pk",
        verbose_name="Hinweis",
        orderable=False,
        attrs={"td": {"class": "wrap limitation-hint"}},
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Verjährung"}

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def render_customer(self, record: Order) -> str:
        """The name."""
        return record.customer.display_name

    def render_oldest_due_on(self, value: date) -> str:
        """The due day of the oldest unpaid installment."""
        return german_day(value)

    def render_open_amount(self, value: Any) -> str:
        """What is still to be paid."""
        return euro(value)

    def render_barred_on(self, value: date) -> str:
        """The last day before the debtor may object."""
        return german_day(barred_on(value))

    def value_barred_on(self, record: Order) -> date | None:
        """The same as a day."""
        return barred_on(record.oldest_due_on) if record.oldest_due_on else None

    def value_urgency(self, record: Order) -> str:
        """The words without their colour."""
        return strip_tags(self.render_urgency(record.oldest_due_on)) if record.oldest_due_on else ""

    def render_urgency(self, value: date) -> str:
        """How long is left, coloured from six months on."""
        last_day = barred_on(value)
        if last_day < self.today:
            return badge("verjährt", "closed")
        days = (last_day - self.today).days
        words = "heute letzter Tag" if not days else f"noch {plural(days, 'Tag', 'Tage')}"
        months = months_of_warning(last_day, self.today)
        return badge(words, _TONES[months]) if months else words

    def render_hint(self, record: Any) -> str:
        """What may have restarted the period; the day beside it does not count on it."""
        found = {"Ratenplan": record.plan_agreed_on, "Zahlung": record.last_payment_on}
        known = {what: day for what, day in found.items() if day}
        if not known:
            return ""
        what = max(known, key=lambda name: known[name])
        until = restarted_until(record.oldest_due_on, known[what])
        if until is None:
            return ""
        return (
            f"{what} vom {german_day(known[what])}: Die Frist kann neu begonnen haben und dann "
            f"bis {german_day(until)} laufen."
        )
