"""The columns of the order list."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules import german
from common.rules.german import plural
from common.templatetags.components import badge
from common.web.list_tools import ExportProfile
from dunning_site.order_words import has_obstacle, notices_sent, order_badge, status_words
from orders.models import Order, OrderLine
from reminders.models import Tab
from reminders.services.assessment import Assessment, assess_orders

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


def _cut(column: str) -> dict[str, dict[str, str]]:
    """One line with an ellipsis; pages.css says how wide."""
    return {"td": {"class": f"cut {column}"}}


class OrderTable(tables.Table):
    """One open order a line; `prepare` assesses those of a page."""

    amounts = ("total", "open_amount")
    hidden_at_first = ("product", "total")
    always_shown = ("number",)

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
    product = tables.Column(
        accessor="pk", verbose_name="Produkt", orderable=False, attrs=_cut("narrow")
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
    total = tables.Column(verbose_name="Preis", order_by=("total", "pk"), attrs=NUMBER)
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
        self.products: Mapping[int, str] = {}
        self.profiles: Sequence[ExportProfile] = ()
        self.reset_url = ""

    def prepare(self, records: Sequence[Order]) -> None:
        """Read what the columns on show tell of these orders beyond their rows."""
        ids = [order.pk for order in records]
        if self._is_wanted("status"):
            self.assessments = {found.order.pk: found for found in assess_orders(ids, self.day)}
        if self._is_wanted("product"):
            self.products = product_words(ids)

    def _is_wanted(self, name: str) -> bool:
        tools = getattr(self, "tools", None)
        return self.columns[name].visible or (tools is not None and name in tools.export_names())

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

    def value_customer(self, record: Order) -> str:
        """The name."""
        return record.customer.display_name

    def render_product(self, record: Order) -> SafeString:
        """The first product and how many others, in full where the mouse rests."""
        return _titled(self.value_product(record), self.value_product(record))

    def value_product(self, record: Order) -> str:
        """The first product and how many others."""
        return self.products.get(record.pk, "")

    def value_sales_account(self, record: Order) -> str:
        """The account's name."""
        return record.sales_account.name

    def value_payment_method(self, record: Order) -> str:
        """The method's name."""
        return record.payment_method.name

    def render_sales_account(self, value: object) -> SafeString:
        """The account's name, in full where the mouse rests."""
        return _titled(str(value), str(value))

    def render_payment_method(self, value: object) -> SafeString:
        """The method's name, in full where the mouse rests."""
        return _titled(str(value), str(value))

    def render_due_on(self, value: date) -> str:
        """The day the oldest unpaid installment was due."""
        return german.day(value)

    def value_days_overdue(self, record: Order) -> int:
        """Days since then."""
        return record.days_overdue(self.day)

    def render_days_overdue(self, record: Order) -> str:
        """Days since then."""
        return german.whole(record.days_overdue(self.day))

    def render_open_amount(self, value: Decimal) -> str:
        """What is still owed."""
        return german.euro(value)

    render_total = render_open_amount

    def value_level(self, record: Order) -> str:
        """The Mahnstufe in words."""
        return order_badge(record, record.standing, self.day).text

    def render_level(self, record: Order) -> SafeString:
        """The Mahnstufe today, from when the next one starts, or what must be decided first."""
        return badge(*order_badge(record, record.standing, self.day))

    def value_notices_sent(self, record: Order) -> int:
        """Notices sent for the oldest unpaid installment."""
        return record.standing.levels_sent

    def render_notices_sent(self, record: Order) -> str:
        """Notices sent for the oldest unpaid installment, of how many."""
        return notices_sent(record.standing)

    def value_status(self, record: Order) -> str:
        """Ready, or what is in the way."""
        reasons = self.assessments[record.pk].reasons
        return status_words(reasons, record.standing, with_block_reason=True)

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


def product_words(order_ids: Sequence[int]) -> dict[int, str]:
    """The first product of each order and how many others: "Stativ und 2 weitere"."""
    lines = OrderLine.objects.filter(order__in=order_ids)
    products: dict[int, list[str]] = {}
    for order_id, product in lines.order_by("order", "position").values_list("order", "product"):
        products.setdefault(order_id, []).append(product)
    return {order_id: _first_of(names) for order_id, names in products.items()}


def _first_of(names: Sequence[str]) -> str:
    more = len(names) - 1
    return f"{names[0]} und {plural(more, 'weiteres', 'weitere')}" if more else names[0]
