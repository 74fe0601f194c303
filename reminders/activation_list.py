"""The page of an activation: its two forms, and the orders that it would reach."""

from collections.abc import Mapping

import django_tables2 as tables
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.fields import GermanDayField
from common.rules.german import euro
from common.templatetags.components import badge
from reminders.models import Standing
from reminders.rules.eligibility import step_name
from reminders.services.activation import hindrances
from reminders.services.assessment import Assessment
from reminders.tables import NUMBER, cut, order_link


class StartForm(forms.Form):
    """From which due day on the procedure is to hold; asked anew until it fits."""

    ab = GermanDayField(
        label="Nur Fälligkeiten ab",
        required=False,
        help_text="Was früher fällig war, bleibt unberührt; leer: alles wird gemahnt.",
        widget=forms.TextInput(attrs={"class": "day"}),
    )


class ActivationForm(forms.Form):
    """What is switched on: the start day that the page showed, and the automatic."""

    starts_on = GermanDayField(required=False, widget=forms.HiddenInput)
    is_automatic = forms.BooleanField(
        label="Automatisch mahnen",
        required=False,
        help_text="Der tägliche Mahnlauf versendet dann ohne Prüfung die automatischen Schritte.",
    )


class ReachedTable(tables.Table):
    """The orders that would be dunned today, with what else stands in the way of each."""

    select = tables.Column(empty_values=(), orderable=False, verbose_name="Auswahl")
    order = tables.Column(verbose_name="Auftrag", orderable=False)
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="order__customer",
        orderable=False,
        attrs={"td": {"class": "cut"}},
    )
    due_on = tables.DateColumn(verbose_name="Fällig", format="d.m.Y", orderable=False)
    step_level = tables.Column(verbose_name="Schritt", orderable=False)
    open_amount = tables.Column(
        verbose_name="Offen", accessor="order__open_amount", orderable=False, attrs=NUMBER
    )
    status = tables.Column(verbose_name="Außerdem", empty_values=(), orderable=False)

    class Meta:
        model = Standing
        fields = ()
        attrs = {"class": "table", "aria-label": "Aufträge, die heute gemahnt würden"}
        empty_text = "Heute würde kein Auftrag gemahnt."

    assessments: Mapping[int, Assessment] = {}

    def render_select(self, record: Standing) -> SafeString:
        """The box that chooses the order for being excluded."""
        return format_html(
            '<input type="checkbox" name="order" value="{}" aria-label="Auftrag {} auswählen">',
            record.order_id,
            record.order.number,
        )

    def render_order(self, record: Standing) -> SafeString:
        """The number, leading to its page."""
        return order_link(record.order_id, record.order.number)

    def render_customer(self, record: Standing) -> SafeString | str:
        """The name, in full where the mouse rests."""
        return cut(record.order.customer.display_name)

    def render_step_level(self, value: int) -> SafeString:
        """The step as a badge."""
        return badge(step_name(value), f"level-{value}" if value else "info")

    def render_open_amount(self, record: Standing) -> str:
        """What is open."""
        return euro(record.order.open_amount)

    def render_status(self, record: Standing) -> SafeString | str:
        """Why it would be left out all the same, "" when nothing else is in the way."""
        assessment = self.assessments.get(record.order_id)
        reasons = hindrances(assessment) if assessment else ()
        return cut(", ".join(reason.code.label for reason in reasons))
