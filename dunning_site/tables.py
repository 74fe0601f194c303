"""The columns of the order list."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules import german
from common.templatetags.components import badge
from dunning_site.order_words import has_obstacle, notices_sent, order_badge, status_words
from orders.models import Order
from reminders.models import Tab
from reminders.services.assessment import Assessment

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def _cut(column: str) -> dict[str, dict[str, str]]:
    """One line with an ellipsis; pages.css says how wide."""
    return {"td": {"class": f"cut {column}"}}


class OrderTable(tables.Table):
    """One open order a line; `assessments` holds those of the page, by order id."""

    select = tables.Column(
        accessor="pk", orderable=False, attrs={"td": {"class": "select"}}, verbose_name=""
    )
    number = tables.Column(
        verbose_name="Bestellnummer",
        linkify=("order-page", [tables.A("pk")]),
        order_by=("number", "pk"),
    )
    customer = tables.Column(
        verbose_name="Kunde", order_by=("customer_order", "pk"), attrs=_cut("customer")
    )
    sales_account = tables.Column(
        verbose_name="Verkaufsaccount", order_by=("sales_account__name", "pk"), attrs=_cut("narrow")
    )
    payment_method = tables.Column(
        verbose_name="Zahlungsart", order_by=("payment_method__name", "pk"), attrs=_cut("narrow")
    )
    due_on = tables.Column(
        accessor="oldest_due_on", verbose_name="Fällig am", order_by=("oldest_due_on", "pk")
    )
    days_overdue = tables.Column(
        accessor="pk",
        verbose_name="Tage überfällig",
        order_by=("-oldest_due_on", "pk"),
        attrs=NUMBER,
    )
    open_amount = tables.Column(
        verbose_name="Offener Betrag", order_by=("open_amount", "pk"), attrs=NUMBER
    )
    level = tables.Column(
        accessor="standing",
        verbose_name="Mahnstufe",
        order_by=("standing__next_level", "standing__next_level_on", "pk"),
    )
    notices_sent = tables.Column(
        accessor="standing",
        verbose_name="Versendete Mahnungen",
        order_by=("standing__levels_sent", "pk"),
        attrs=NUMBER,
    )
    status = tables.Column(
        accessor="pk", verbose_name="Status", orderable=False, attrs=_cut("status")
    )

    class Meta:
        attrs = {"class": "table order-table", "aria-label": "Aufträge"}
        order_by = "due_on"

    def __init__(self, *args: Any, day: date, tab: Tab, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day
        self.tab = tab
        self.assessments: Mapping[int, Assessment] = {}
        self.reset_url = ""

    def render_select(self, record: Order) -> SafeString:
        """The box that chooses the order."""
        return format_html(
            '<input type="checkbox" name="order" value="{}" aria-label="Auftrag {} auswählen">',
            record.pk,
            record.number,
        )

    def render_customer(self, record: Order) -> SafeString:
        """The name, in full where the mouse rests."""
        return _titled(record.customer.display_name, record.customer.display_name)

    def render_sales_account(self, value: object) -> SafeString:
        """The account's name, in full where the mouse rests."""
        return _titled(str(value), str(value))

    def render_payment_method(self, value: object) -> SafeString:
        """The method's name, in full where the mouse rests."""
        return _titled(str(value), str(value))

    def render_due_on(self, value: date) -> str:
        """The day the oldest unpaid installment was due."""
        return german.day(value)

    def render_days_overdue(self, record: Order) -> str:
        """Days since then."""
        return german.whole(record.days_overdue(self.day))

    def render_open_amount(self, value: Decimal) -> str:
        """What is still owed."""
        return german.euro(value)

    def render_level(self, record: Order) -> SafeString:
        """The Mahnstufe today, from when the next one starts, or what must be decided first."""
        return badge(*order_badge(record, record.standing, self.day))

    def render_notices_sent(self, record: Order) -> str:
        """Notices sent for the oldest unpaid installment, of how many."""
        return notices_sent(record.standing)

    def render_status(self, record: Order) -> SafeString:
        """Ready, or what is in the way; the whole line where the mouse rests."""
        assessment = self.assessments[record.pk]
        words = status_words(
            assessment.reasons, record.standing, with_block_reason=self.tab == Tab.BLOCKED
        )
        if has_obstacle(assessment.reasons):
            words = format_html("<strong>{}</strong>", words)
        return _titled(words, assessment.explanation)


def _titled(text: str, title: str) -> SafeString:
    return format_html('<span title="{}">{}</span>', title, text)
