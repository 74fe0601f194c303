"""The filter of the order list. The names of its fields stand in the address, hence in German."""

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from common.fields import GermanDayField
from common.rules import german
from orders.models import Order, PaymentMethod, SalesAccount
from orders.models.orders import OrderQuerySet
from reminders.models import ReminderItem, Tab, tab_condition

# As letters carry it, with or without its zeros.
REMINDER_NUMBER = re.compile(r"m-([0-9]{1,9})", re.IGNORECASE)
STATUS_OF_OPEN = [
    (status.value, status.label)
    for status in (Order.PaymentStatus.OPEN, Order.PaymentStatus.PARTIALLY_PAID)
]


class CalendarDayField(GermanDayField):
    """A day in the browser's calendar field, which understands only ISO."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value: Any) -> Any:
        """The day in ISO, whichever spelling the address holds; nothing for what is no day."""
        try:
            day = self.to_python(value)
        except ValidationError:
            return ""
        return day.isoformat() if day else ""


class DayFilter(django_filters.Filter):
    """Compares with one day."""

    field_class = CalendarDayField


class OrderFilterForm(forms.Form):
    """The fields of the filter together."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("faellig_von"), cleaned.get("faellig_bis")
        if first and last and last < first:
            self.add_error("faellig_bis", f"Das liegt vor dem {german.day(first)}.")
        return cleaned


class OrderFilter(django_filters.FilterSet):
    """Which orders the list shows, besides its tab."""

    suche = django_filters.CharFilter(
        label="Suche",
        method="search",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Auftrag, Mahnung, Kunde, E-Mail"}
        ),
    )
    verkaufsaccount = django_filters.ModelChoiceFilter(
        label="Verkaufsaccount",
        field_name="sales_account",
        queryset=SalesAccount.objects.all(),
        empty_label="Alle",
    )
    zahlungsart = django_filters.ModelChoiceFilter(
        label="Zahlungsart",
        field_name="payment_method",
        queryset=PaymentMethod.objects.all(),
        empty_label="Alle",
    )
    zahlungsstatus = django_filters.ChoiceFilter(
        label="Zahlungsstatus",
        field_name="payment_status",
        choices=STATUS_OF_OPEN,
        empty_label="Alle",
    )
    faellig_von = DayFilter(label="Fällig von", field_name="oldest_due_on", lookup_expr="gte")
    faellig_bis = DayFilter(label="Fällig bis", field_name="oldest_due_on", lookup_expr="lte")

    class Meta:
        model = Order
        form = OrderFilterForm
        fields: list[str] = []

    def search(self, orders: OrderQuerySet, name: str, text: str) -> OrderQuerySet:
        """The search of orders, as the filter calls it."""
        return find_orders(orders, text)

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return any(self.data.get(name) for name in self.filters)

    def orders(self) -> OrderQuerySet:
        """The orders that the filter finds, none while a field holds an error."""
        return self.qs if self.is_valid() else Order.objects.none()

    def orders_in(self, tab: Tab, *, on: date) -> OrderQuerySet:
        """The orders that the filter finds in a tab on the day."""
        return self.orders().filter(tab_condition(tab, on=on, prefix="standing__"))

    def words(self) -> str:
        """What is set, for people: "Verkaufsaccount: Foto-Shop, Suche: Müller"."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        return ", ".join(
            f"{self.form.fields[name].label}: {self._in_words(name, value)}"
            for name, value in cleaned.items()
            if value
        )

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, date):
            return german.day(value)
        if name == "zahlungsstatus":
            return str(Order.PaymentStatus(value).label)
        return str(value)


def find_orders(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """The orders that the words find, or that the reminder with the number M-000120 is about."""
    found = orders.search(text)
    number = REMINDER_NUMBER.fullmatch(text.strip())
    if number is None:
        return found
    dunned = ReminderItem.objects.filter(reminder__number=int(number[1])).values("order")
    return found | orders.filter(pk__in=dunned)


def tab_of(address: dict[str, Any]) -> Tab:
    """The tab that an address asks for; all open orders when it names none."""
    asked = address.get("stufe")
    return Tab(asked) if asked in list(Tab) else Tab.ALL_OPEN
