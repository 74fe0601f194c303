"""Versand: the form that stops it, and the stops that were, as a list."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.utils.safestring import SafeString

from common.templatetags.components import badge
from orders.models import SalesAccount
from reminders.models import SendingStop
from reminders.tables import CUT, INSTANT, cut

EVERYTHING = "Alles"


class StopForm(forms.Form):
    """What is stopped, and why."""

    sales_account = forms.ModelChoiceField(
        SalesAccount.objects.all(),
        label="Was wird angehalten",
        required=False,
        empty_label="Alles, jeder Verkaufsaccount",
    )
    reason = forms.CharField(
        label="Grund",
        max_length=400,
        help_text="lesen alle oben auf jeder Seite, zum Beispiel „Preise falsch importiert“",
        error_messages={"required": "Geben Sie einen Grund an."},
    )


class ReleaseForm(forms.Form):
    """Why the sending may go on."""

    reason = forms.CharField(
        label="Grund der Freigabe",
        max_length=400,
        error_messages={"required": "Geben Sie einen Grund an."},
    )


class StopHistoryTable(tables.Table):
    """Versandstopps, newest first."""

    account = tables.Column(
        verbose_name="Was", empty_values=(), order_by="sales_account__name", attrs=CUT
    )
    reason = tables.Column(attrs=CUT)
    stopped_at = tables.DateTimeColumn(format=INSTANT)
    stopped_by = tables.Column(
        verbose_name="Von", default="Programm", order_by="stopped_by__username"
    )
    lifted_at = tables.DateTimeColumn(format=INSTANT, default="")
    lifted_by = tables.Column(
        verbose_name="Freigegeben von", default="", order_by="lifted_by__username"
    )
    lifting_reason = tables.Column(attrs=CUT)
    state = tables.Column(verbose_name="Zustand", empty_values=(), order_by="lifted_at")

    class Meta:
        model = SendingStop
        fields = ()
        attrs = {"class": "table", "aria-label": "Versandstopps"}
        order_by = "-stopped_at"
        empty_text = "Der Versand wurde noch nie angehalten."

    def render_account(self, record: SendingStop) -> SafeString | str:
        """The account, or everything."""
        return cut(str(record.sales_account)) if record.sales_account else EVERYTHING

    def render_reason(self, value: str) -> SafeString | str:
        """Cut off when long."""
        return cut(value)

    render_lifting_reason = render_reason

    def render_stopped_by(self, value: AbstractBaseUser) -> str:
        """The person's name."""
        return str(value.get_full_name() or value.get_username())

    def render_lifted_by(self, record: SendingStop, value: Any) -> str:
        """The person's name."""
        return self.render_stopped_by(value)

    def render_state(self, record: SendingStop) -> SafeString:
        """Whether it holds."""
        return badge("aufgehoben", "closed") if record.lifted_at else badge("hält an", "warning")
