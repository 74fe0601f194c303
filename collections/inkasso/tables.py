"""The columns of the list of cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules import german
from common.rules.money import ZERO
from common.templatetags.components import badge
from inkasso.case_words import (
    agency_words,
    booked_cancellation_costs,
    missing_labels,
    missing_texts,
    planned_cancellation_cost,
    short_option,
    state_tone,
)
from inkasso.models import CollectionCase
from inkasso.rules.states import TRANSITIONS, CaseState, CaseTab

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def _cut(column: str) -> dict[str, dict[str, str]]:
    """One line with an ellipsis; collections.css says how wide."""
    return {"th": {"class": column}, "td": {"class": f"cut {column}"}}


class CaseTable(tables.Table):
    """One case a line; `prepare` reads the cancellation cost booked on the cases of a page."""

    amounts = ("open_amount", "total", "paid", "cancellation_cost", "planned_cost")
    hidden_at_first = (
        "reference",
        "sales_account",
        "told",
        "agency",
        "agency_reference",
        "planned_cost",
        "opened_on",
        "handed_over_on",
        "missing",
    )
    always_shown = ("order",)

    select = tables.Column(
        accessor="pk", orderable=False, attrs={"td": {"class": "select"}}, verbose_name=""
    )
    reference = tables.Column(verbose_name="Aktenzeichen", order_by=("pk",))
    name = tables.Column(
        accessor="order__customer__display_name",
        verbose_name="Name",
        order_by=("order__customer__last_name", "order__customer__company", "pk"),
        attrs=_cut("name"),
    )
    order = tables.Column(
        accessor="order__number", verbose_name="Auftrag", order_by=("order__number", "pk")
    )
    sales_account = tables.Column(
        accessor="order__sales_account__name",
        verbose_name="Verkaufsaccount",
        order_by=("order__sales_account__name", "pk"),
    )
    payment_plan = tables.Column(
        accessor="order__payment_plan",
        verbose_name="Zahlungs\N{SOFT HYPHEN}plan",
        order_by=("order__payment_plan", "pk"),
    )
    status = tables.Column(
        accessor="state",
        verbose_name="Inkasso-Status",
        order_by=("state", "agency_status", "pk"),
        attrs=_cut("status"),
    )
    told = tables.Column(
        accessor="agency_status",
        verbose_name="Meldung des Inkassobüros",
        orderable=False,
        default="–",
        attrs=_cut("status"),
    )
    agency = tables.Column(verbose_name="Inkassopartner", order_by=("agency__name", "pk"))
    agency_reference = tables.Column(
        verbose_name="Aktenzeichen des Inkassobüros", order_by=("agency_reference", "pk")
    )
    days_overdue = tables.Column(
        accessor="pk",
        verbose_name="Tage über\N{SOFT HYPHEN}fällig",
        order_by=("-order__oldest_due_on", "pk"),
        attrs=NUMBER,
    )
    open_amount = tables.Column(
        accessor="order__open_amount",
        verbose_name="Aus\N{SOFT HYPHEN}stehend",
        order_by=("order__open_amount", "pk"),
        attrs=NUMBER,
    )
    total = tables.Column(
        accessor="order__total",
        verbose_name="Bestell\N{SOFT HYPHEN}betrag",
        order_by=("order__total", "pk"),
        attrs=NUMBER,
    )
    paid = tables.Column(
        accessor="order__paid_amount",
        verbose_name="Bezahlt",
        order_by=("order__paid_amount", "pk"),
        attrs=NUMBER,
    )
    cancellation_cost = tables.Column(
        accessor="pk",
        verbose_name="Storno\N{SOFT HYPHEN}kosten",
        orderable=False,
        attrs=NUMBER,
    )
    planned_cost = tables.Column(
        accessor="pk",
        verbose_name="Storno\N{SOFT HYPHEN}kosten geplant",
        orderable=False,
        attrs=NUMBER,
    )
    option = tables.Column(verbose_name="Mahn\N{SOFT HYPHEN}option", order_by=("option", "pk"))
    opened_on = tables.DateColumn(verbose_name="Angelegt am", format="d.m.Y")
    handed_over_on = tables.DateColumn(verbose_name="Übergeben am", format="d.m.Y")
    missing = tables.Column(
        accessor="pk", verbose_name="Was fehlt", orderable=False, attrs=_cut("status")
    )
    action = tables.Column(
        accessor="pk", verbose_name="Aktion", orderable=False, exclude_from_export=True
    )

    class Meta:
        attrs = {"class": "table case-table", "aria-label": "Inkassofälle"}

    def __init__(self, *args: Any, day: date, tab: CaseTab, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        self.tab = tab
        self.booked_costs: Mapping[int, Decimal] = {}
        self.may_change = False
        self.may_recall = False
        self.reset_url = ""

    def prepare(self, records: Sequence[CollectionCase]) -> None:
        """Read what is booked on these cases."""
        self.booked_costs = booked_cancellation_costs([record.order_id for record in records])

    def render_select(self, record: CollectionCase) -> SafeString:
        """The box that chooses the case."""
        return format_html(
            '<input type="checkbox" name="case" value="{}" aria-label="Fall {} auswählen">',
            record.pk,
            record.reference,
        )

    def render_name(self, value: str) -> SafeString:
        """The name, in full where the mouse rests."""
        return _titled(value, value)

    def render_order(self, record: CollectionCase) -> SafeString:
        """The order's number, leading to the case."""
        return format_html(
            '<a href="{}" title="{}">{}</a>',
            reverse("collections:case-page", args=[record.pk]),
            f"Inkassofall {record.reference}",
            record.order.number,
        )

    def render_payment_plan(self, record: CollectionCase) -> str:
        """How the order is paid."""
        return record.order.get_payment_plan_display()

    def render_status(self, record: CollectionCase) -> SafeString | str:
        """Where it stands and what the agency told; of what is to be checked, what is missing."""
        state = CaseState(record.state)
        if state == CaseState.TO_CHECK and record.missing:
            short = format_html("<strong>{}</strong>", missing_labels(record))
            return _titled(short, " ".join(missing_texts(record)))
        mark = badge(state.label, state_tone(state))
        if not record.agency_status:
            return mark
        told = record.get_agency_status_display()
        return _titled(format_html("{} {}", mark, told), agency_words(record))

    def value_status(self, record: CollectionCase) -> str:
        """Where it stands; what is missing and what was told have columns of their own."""
        return record.state_label

    def render_told(self, record: CollectionCase) -> SafeString:
        """What the agency told last, in full where the mouse rests."""
        return _titled(agency_words(record), agency_words(record))

    def value_told(self, record: CollectionCase) -> str:
        """What the agency told last."""
        return agency_words(record)

    def value_days_overdue(self, record: CollectionCase) -> int:
        """Days since the oldest unpaid amount was due."""
        return record.days_overdue(self.day)

    def render_days_overdue(self, record: CollectionCase) -> str:
        """Days since the oldest unpaid amount was due."""
        days = record.days_overdue(self.day)
        return german.whole(days) if days else "–"

    def render_open_amount(self, value: Decimal) -> str:
        """What is still owed."""
        return german.euro(value)

    render_total = render_open_amount
    render_paid = render_open_amount

    def render_cancellation_cost(self, record: CollectionCase) -> SafeString | str:
        """What was booked; else what a cancellation would cost, marked as planned."""
        if booked := self.booked_costs.get(record.order_id):
            return german.euro(booked)
        planned = planned_cancellation_cost(record)
        if not planned:
            return "–"
        return format_html('<span class="quiet">geplant {}</span>', german.euro(planned))

    def value_cancellation_cost(self, record: CollectionCase) -> Decimal:
        """What was booked."""
        return self.booked_costs.get(record.order_id, ZERO)

    def value_planned_cost(self, record: CollectionCase) -> Decimal:
        """What a cancellation would cost, while none is booked."""
        return ZERO if record.order_id in self.booked_costs else planned_cancellation_cost(record)

    def render_planned_cost(self, record: CollectionCase) -> str:
        """The same in euros."""
        return german.euro(self.value_planned_cost(record))

    def render_missing(self, record: CollectionCase) -> SafeString:
        """What keeps it from being handed over, in full where the mouse rests."""
        return _titled(missing_labels(record), " ".join(missing_texts(record)))

    def value_missing(self, record: CollectionCase) -> str:
        """The same in whole sentences."""
        return " ".join(missing_texts(record))

    def value_option(self, record: CollectionCase) -> str:
        """Which of the two, in full."""
        return record.get_option_display()

    def render_option(self, record: CollectionCase) -> SafeString:
        """Which of the two, in full where the mouse rests."""
        return _titled(short_option(record), record.get_option_display())

    def render_action(self, record: CollectionCase) -> SafeString | str:
        """Stop the case, or start it again."""
        found = self._action(record)
        if not found:
            return "–"
        slug, label, title = found
        return format_html(
            '<a class="no-print" href="{}" aria-label="{} {}">{}</a>',
            reverse("collections:case-action", args=[record.pk, slug]),
            title,
            record.reference,
            label,
        )

    def _action(self, case: CollectionCase) -> tuple[str, str, str] | None:
        """Slug, label and full name of what can be done in the row."""
        after = TRANSITIONS[CaseState(case.state)]
        if case.state == CaseState.STOPPED and self.may_change:
            return "starten", "Starten", "Mahnprozess starten:"
        if case.is_waiting and self.may_change:
            return "abbrechen", "Abbrechen", "Prozess abbrechen:"
        if case.is_running and CaseState.RECALLED in after and self.may_recall:
            return "zurueckrufen", "Zurückrufen", "Fall zurückrufen:"
        return None


def _titled(text: str, title: str) -> SafeString:
    return format_html('<span title="{}">{}</span>', title, text)
