"""The list of what debtors told and asked: what it is found by, and in which columns."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules.german import euro
from common.templatetags.components import badge
from dunning_site.tables import NUMBER
from orders.models import Order, SalesAccount
from reminders.models import DebtorRequest
from reminders.rules.debtor_words import summary

CUT, ASIDE = {"td": {"class": "cut"}}, {"td": {"class": "cut aside"}}
Kind, State = DebtorRequest.Kind, DebtorRequest.State
STATE_TONES = {
    State.OPEN: "warning",
    State.GRANTED: "info",
    State.ACCEPTED: "good",
    State.DECLINED: "bad",
    State.OBSOLETE: "closed",
}


def listed_requests() -> QuerySet[DebtorRequest]:
    """All requests: first those that wait, the oldest on top, then the others, newest first."""
    is_settled = Case(
        When(state=State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    waits_since = Case(When(state=State.OPEN, then=F("received_at")))
    return (
        DebtorRequest.objects.select_related("order__customer", "order__sales_account")
        .annotate(rank=is_settled)
        .order_by("rank", waits_since, "-received_at", "-pk")
    )


class DebtorRequestFilter(django_filters.FilterSet):
    """Which requests the list shows."""

    suche = django_filters.CharFilter(
        label="Suche",
        method="by_words",
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Nummer, Name oder E-Mail", "size": 24}
        ),
    )
    anliegen = django_filters.ChoiceFilter(
        "kind", label="Anliegen", empty_label="Alle", choices=Kind.choices
    )
    stand = django_filters.ChoiceFilter(
        "state", label="Stand", empty_label="Alle", choices=State.choices
    )
    verkaufsaccount = django_filters.ModelChoiceFilter(
        label="Verkaufsaccount",
        field_name="order__sales_account",
        queryset=SalesAccount.objects.all(),
        empty_label="Alle",
    )

    class Meta:
        model = DebtorRequest
        fields = ()

    def by_words(
        self, requests: QuerySet[DebtorRequest], name: str, value: str
    ) -> QuerySet[DebtorRequest]:
        """Match the order's number, or its customer's name or e-mail."""
        return requests.filter(order__in=Order.objects.search(value))


class DebtorRequestTable(tables.Table):
    """Anliegen, each leading to its page."""

    amounts = ("open_amount",)

    received_at = tables.DateTimeColumn(verbose_name="Eingegangen", format="d.m.Y H:i")
    kind = tables.Column(verbose_name="Anliegen")
    told = tables.Column(
        verbose_name="Was der Kunde schreibt", empty_values=(), orderable=False, attrs=CUT
    )
    order = tables.Column(verbose_name="Auftrag", order_by="order__number")
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="order__customer__display_name",
        order_by=("order__customer__last_name", "order__customer__company"),
        attrs=ASIDE,
    )
    account = tables.Column(
        verbose_name="Verkaufsaccount", accessor="order__sales_account__name", attrs=ASIDE
    )
    open_amount = tables.Column(verbose_name="Offen", accessor="order__open_amount", attrs=NUMBER)
    state = tables.Column(verbose_name="Stand", order_by=("rank", "state"))

    class Meta:
        model = DebtorRequest
        fields = ()
        attrs = {"class": "table", "aria-label": "Anliegen"}

    def __init__(self, *args: Any, has_filters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_text = (
            "Kein Anliegen gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
            if has_filters
            else "Noch kein Anliegen. Hier steht, was Kunden auf der Zahlungsseite schreiben."
        )

    def render_kind(self, record: DebtorRequest) -> SafeString:
        """Leading to its page."""
        url = reverse("debtor-request-page", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.get_kind_display())

    def value_told(self, record: DebtorRequest) -> str:
        """What was asked for, and the message."""
        words = summary(record.kind, record.details)
        return f"{words}: {record.message}" if record.message else words

    def render_told(self, record: DebtorRequest) -> SafeString:
        """The same, cut off when long."""
        return _cut(self.value_told(record))

    def render_order(self, record: DebtorRequest) -> SafeString:
        """The order's number, leading to its page."""
        url = reverse("order-page", args=[record.order_id])
        return format_html('<a href="{}">{}</a>', url, record.order.number)

    def render_customer(self, value: str) -> SafeString:
        """The name, cut off when long."""
        return _cut(value)

    render_account = render_customer

    def render_open_amount(self, value: Any) -> str:
        """In euros."""
        return euro(value)

    def render_state(self, record: DebtorRequest) -> SafeString:
        """As a badge."""
        return badge(record.get_state_display(), STATE_TONES[State(record.state)])


def _cut(text: str) -> SafeString:
    """A text that may be cut off at the cell's edge, in full as its title."""
    return format_html('<span title="{}">{}</span>', text, text)
