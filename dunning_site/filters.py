"""The filter of the order list. The names of its fields stand in the address, hence in German."""

import re
from datetime import date
from enum import StrEnum
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q
from django.http import QueryDict

from common.fields import CalendarDayField
from common.rules import german
from dunning_site.services.search import typed_amount
from orders.models import Order, PaymentMethod, SalesAccount
from orders.models.orders import OrderQuerySet
from reminders.models import ReminderItem, Tab, tab_condition

# As letters carry it, with or without its zeros.
REMINDER_NUMBER = re.compile(r"m-([0-9]{1,9})", re.IGNORECASE)
# In the address an empty value means every reason.
NOT_KNOWN = "unbekannt"
REASONS = [(one.value or NOT_KNOWN, one.label) for one in Order.UnpaidReason]


class DayFilter(django_filters.Filter):
    """Compares with one day."""

    field_class = CalendarDayField


class PaymentState(StrEnum):
    """How far an order is paid; the value is in the URL."""

    OWED = "ausstehend"
    OVERDUE = "ueberfaellig"
    UNPAID = Order.PaymentStatus.OPEN.value
    PARTIALLY_PAID = Order.PaymentStatus.PARTIALLY_PAID.value

    @property
    def label(self) -> str:
        """What the clerk reads in the select."""
        return {
            PaymentState.OWED: "Zahlung ausstehend",
            PaymentState.OVERDUE: "überfällig",
            PaymentState.UNPAID: "noch nichts bezahlt",
            PaymentState.PARTIALLY_PAID: "teilweise bezahlt",
        }[self]

    def find(self, orders: OrderQuerySet, *, on: date) -> OrderQuerySet:
        """The orders that it is about, on a day."""
        if self == PaymentState.OWED:
            return orders.open()
        if self == PaymentState.OVERDUE:
            return orders.overdue(on=on)
        return orders.filter(payment_status=self.value)


class Clarification(StrEnum):
    """What a clerk has to look at before an order is dunned again; the value is in the URL."""

    AMOUNT = "betrag"
    DISPUTED = "bestritten"
    DECEASED = "verstorben"
    RETURNED = "rueckgabe"
    ADDRESS = "anschrift"

    @property
    def label(self) -> str:
        """What the clerk reads in the select."""
        return {
            Clarification.AMOUNT: "Betrag im Shop geändert",
            Clarification.DISPUTED: "Forderung bestritten",
            Clarification.DECEASED: "Kunde verstorben",
            Clarification.RETURNED: "Rückgabe zu klären",
            Clarification.ADDRESS: "Anschrift prüfen",
        }[self]

    def find(self, orders: OrderQuerySet) -> OrderQuerySet:
        """The orders that it is about."""
        if self == Clarification.AMOUNT:
            return orders.flagged()
        if self == Clarification.ADDRESS:
            return orders.unreachable()
        return orders.filter(stop_reason=_STOPS[self])


_LABELLED: dict[str, Any] = {
    "zahlungsstatus": PaymentState,
    "grund": lambda value: Order.UnpaidReason(_stored(value)),
    "klaerung": Clarification,
}
_STOPS = {
    Clarification.DISPUTED: Order.StopReason.DISPUTED,
    Clarification.DECEASED: Order.StopReason.DECEASED,
    Clarification.RETURNED: Order.StopReason.TO_CLARIFY,
}


class OrderFilterForm(forms.Form):
    """The fields of the filter together."""

    # Folded away until one of them is set.
    rare_names = ("zahlungsart", "klaerung")

    @property
    def common_fields(self) -> list[forms.BoundField]:
        """What the filter bar always shows."""
        return [field for field in self.visible_fields() if field.name not in self.rare_names]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """What it shows under "Weitere Filter"."""
        return [field for field in self.visible_fields() if field.name in self.rare_names]

    @property
    def has_rare_value(self) -> bool:
        """Whether one of the rarer ones is set."""
        return any(self.data.get(name) for name in self.rare_names)

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
        method="find_by_payment",
        choices=[(one.value, one.label) for one in PaymentState],
        empty_label="Alle",
    )
    grund = django_filters.ChoiceFilter(
        label="Grund der Nichtzahlung",
        method="find_by_reason",
        choices=REASONS,
        empty_label="Alle",
    )
    klaerung = django_filters.ChoiceFilter(
        label="Zu klären",
        method="find_unclear",
        choices=[(one.value, one.label) for one in Clarification],
        empty_label="Alle",
    )
    faellig_von = DayFilter(label="Fällig von", field_name="oldest_due_on", lookup_expr="gte")
    faellig_bis = DayFilter(label="Fällig bis", field_name="oldest_due_on", lookup_expr="lte")

    class Meta:
        model = Order
        form = OrderFilterForm
        fields: list[str] = []

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def find_by_payment(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        """The orders that are paid so far."""
        return PaymentState(value).find(orders, on=self.today)

    def search(self, orders: OrderQuerySet, name: str, text: str) -> OrderQuerySet:
        """The search of orders, as the filter calls it."""
        return find_orders(orders, text)

    def find_by_reason(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        """The orders for which the money did not come because of this."""
        return orders.filter(unpaid_reason=_stored(value))

    def find_unclear(self, orders: OrderQuerySet, name: str, value: str) -> OrderQuerySet:
        """The orders that wait for a decision of this kind."""
        return Clarification(value).find(orders)

    def count_reasons(self, tab: Tab, *, on: date) -> None:
        """Let the select say how many orders of the tab the other filters find by each reason."""
        others = self.data.copy()
        others.pop("grund", None)
        found = OrderFilter(others, queryset=Order.objects.all(), today=on).orders_in(tab, on=on)
        counts = dict(found.values_list("unpaid_reason").annotate(Count("pk")).order_by())
        self.form.fields["grund"].choices = [
            ("", "Alle"),
            *(
                (value, f"{label} ({german.whole(counts.get(_stored(value), 0))})")
                for value, label in REASONS
            ),
        ]

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
        if name in _LABELLED:
            return str(_LABELLED[name](value).label)
        return str(value)


def _stored(reason: str) -> str:
    """A reason of the address as orders keep it."""
    return "" if reason == NOT_KNOWN else reason


def find_orders(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """The orders that the words find, or the reminder M-000120 is about, or of 84,90 euros."""
    found = orders.search(text)
    amount = typed_amount(text) if "," in text else None
    if amount is not None:
        return found | orders.filter(Q(total=amount) | Q(open_amount=amount))
    number = REMINDER_NUMBER.fullmatch(text.strip())
    if number is None:
        return found
    dunned = ReminderItem.objects.filter(reminder__number=int(number[1])).values("order")
    return found | orders.filter(pk__in=dunned)


def tab_of(address: dict[str, Any]) -> Tab:
    """The tab that an address asks for; all open orders when it names none."""
    asked = address.get("stufe")
    return Tab(asked) if asked in list(Tab) else Tab.ALL_OPEN


def chosen_order_ids(
    posted: QueryDict, order_filter: OrderFilter, tab: Tab, today: date
) -> list[int]:
    """The orders that were ticked, or all hits of the filter, oldest due first."""
    if posted.get("all_hits") == "1":
        hits = order_filter.orders_in(tab, on=today).order_by("oldest_due_on", "pk")
        return list(hits.values_list("pk", flat=True))
    ticked = [int(text) for text in posted.getlist("order") if text.isdecimal() and len(text) < 16]
    return list(Order.objects.filter(pk__in=ticked).values_list("pk", flat=True))
