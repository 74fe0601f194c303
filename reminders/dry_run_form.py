"""What the page "Was passiert am …?" asks, and the table that answers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.utils.safestring import SafeString

from common.fields import GermanDayField
from common.rules.german import euro
from common.templatetags.components import badge
from orders.models import SalesAccount
from reminders.models import Channel
from reminders.proposal_table import CHANNEL_WORDS
from reminders.rules.eligibility import step_name
from reminders.services.reports import ReportedOrder
from reminders.tables import CUT, NUMBER, cut, order_link

BY_HAND, AUTOMATIC = "hand", "automatisch"
FIRST_YEAR, LAST_YEAR = 2002, 2100


class DryRunForm(forms.Form):
    """Day, account and kind of run; without an answer today, all accounts, by hand."""

    tag = GermanDayField(label="Tag", widget=forms.TextInput(attrs={"class": "day"}))
    verkaufsaccount = forms.ModelChoiceField(
        label="Verkaufsaccount",
        queryset=SalesAccount.objects.all(),
        required=False,
        empty_label="Alle",
    )
    art = forms.ChoiceField(
        label="Mahnlauf",
        choices=[(BY_HAND, "von Hand"), (AUTOMATIC, "täglicher Mahnlauf")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"tag": today}, use_required_attribute=False)
        self._today = today

    def clean_tag(self) -> date:
        """Refuse years that no ladder reaches."""
        day: date = self.cleaned_data["tag"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"Nennen Sie einen Tag zwischen {FIRST_YEAR} und {LAST_YEAR}."
            )
        return day

    @property
    def day(self) -> date:
        """The day asked for."""
        return self.cleaned_data["tag"] if self.is_bound else self._today

    @property
    def account_id(self) -> int | None:
        """The one account asked for, None for all."""
        account = self.cleaned_data.get("verkaufsaccount") if self.is_bound else None
        return account.pk if account else None

    @property
    def is_automatic(self) -> bool:
        """Whether the daily run is asked about."""
        return self.is_bound and self.cleaned_data.get("art") == AUTOMATIC


class ForecastTable(tables.Table):
    """The orders that would be dunned, one a line; rows are ReportedOrders."""

    number = tables.Column(verbose_name="Auftrag")
    customer = tables.Column(verbose_name="Kunde", attrs=CUT)
    sales_account = tables.Column(verbose_name="Verkaufsaccount", attrs=CUT)
    level = tables.Column(verbose_name="Stufe")
    channel = tables.Column(verbose_name="Weg")
    open_amount = tables.Column(verbose_name="Offen", attrs=NUMBER)
    interest = tables.Column(verbose_name="Neue Zinsen", attrs=NUMBER)
    fee = tables.Column(verbose_name="Neue Gebühr", attrs=NUMBER)

    class Meta:
        attrs = {"class": "table", "aria-label": "Was versendet würde"}

    def render_number(self, record: ReportedOrder) -> SafeString:
        """The order, leading to its page."""
        return order_link(record.order_id, record.number)

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    render_sales_account = render_customer

    def render_level(self, value: int) -> SafeString:
        """The step as a badge."""
        return badge(step_name(value), f"level-{value}") if value else badge("Erinnerung", "info")

    def render_channel(self, value: str) -> str:
        """In words."""
        return CHANNEL_WORDS[Channel(value)]

    def render_open_amount(self, value: Decimal) -> str:
        """In euros."""
        return euro(value)

    def render_interest(self, value: Decimal) -> str:
        """In euros, a dash for none."""
        return euro(value) if value else "–"

    render_fee = render_interest
