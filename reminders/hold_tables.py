"""The columns of the lists of what holds the dunning: blocks, stops and payment plans."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.rules.german import day as german_day
from common.rules.german import euro
from common.templatetags.components import badge
from orders.models import Order
from reminders.models import DunningBlock, InstalmentPlan
from reminders.tables import CUT, NUMBER, cut, order_link

BLOCK_TONES = {"expired": "warning", "active": "info", "lifted": "closed"}
BLOCK_LABELS = {"expired": "abgelaufen", "active": "aktiv", "lifted": "aufgehoben"}
PLAN_TONES = {
    InstalmentPlan.State.RUNNING: "info",
    InstalmentPlan.State.KEPT: "good",
    InstalmentPlan.State.BROKEN: "bad",
    InstalmentPlan.State.ENDED: "closed",
}
NOTHING_FOUND = "Nichts gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."


class BlockTable(tables.Table):
    """Mahnsperren; status is annotated: expired ones want a decision and stand on top."""

    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by="order__number")
    customer = tables.Column(verbose_name="Kunde", empty_values=(), order_by="held_name", attrs=CUT)
    reason = tables.Column(attrs=CUT)
    set_on = tables.DateColumn(format="d.m.Y")
    until_on = tables.DateColumn(format="d.m.Y", default="ohne Ende", verbose_name="Bis")
    set_by = tables.Column(verbose_name="Von", default="Programm", order_by="set_by__username")
    status = tables.Column(verbose_name="Zustand", order_by="rank")
    lift = tables.TemplateColumn(
        template_name="reminders/block_actions.html",
        verbose_name="Aktion",
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        model = DunningBlock
        fields = ()
        attrs = {"class": "table", "aria-label": "Mahnsperren"}

    def __init__(self, *args: Any, may_lift: bool, has_filters: bool, **kwargs: Any) -> None:
        hidden: Sequence[str] = () if may_lift else ("lift",)
        super().__init__(*args, exclude=hidden, **kwargs)
        self.empty_text = (
            "Keine Mahnsperre gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
            if has_filters
            else "Kein Auftrag ist gesperrt. Eine Sperre setzen Sie auf der Seite des Auftrags."
        )

    def render_order(self, record: DunningBlock) -> SafeString | str:
        """The order's number, leading to its page; a customer's block holds all."""
        if record.order is None:
            return "alle Aufträge"
        return order_link(record.order.pk, record.order.number)

    def render_customer(self, record: DunningBlock) -> SafeString | str:
        """The name, cut off when long."""
        held = record.order.customer if record.order else record.customer
        assert held is not None  # a block names an order or a customer
        return cut(held.display_name)

    def render_reason(self, record: DunningBlock) -> SafeString | str:
        """The reason and what was noted."""
        parts = (record.get_reason_display(), record.note)
        return cut(": ".join(part for part in parts if part))

    def render_set_by(self, record: DunningBlock) -> str:
        """The person who set it."""
        assert record.set_by is not None  # else the default is shown
        return record.set_by.get_full_name() or record.set_by.get_username()

    def render_status(self, value: str) -> SafeString:
        """Active, expired or lifted."""
        return badge(BLOCK_LABELS[value], BLOCK_TONES[value])


class StopTable(tables.Table):
    """Orders that nobody duns until a person has decided; why and since when are annotated."""

    amounts = ("disputed_amount", "open_amount")

    number = tables.Column(verbose_name="Auftrag")
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="customer__display_name",
        order_by=("customer__last_name", "customer__company"),
        attrs=CUT,
    )
    stop_reason = tables.Column(verbose_name="Grund")
    disputed_amount = tables.Column(verbose_name="Davon bestritten", default="", attrs=NUMBER)
    open_amount = tables.Column(verbose_name="Offen", attrs=NUMBER)
    told = tables.Column(verbose_name="Was zu klären ist", default="", attrs=CUT)
    stopped_at = tables.DateTimeColumn(verbose_name="Seit", format="d.m.Y", default="")
    stopped_by = tables.Column(verbose_name="Von", default="Programm")

    class Meta:
        model = Order
        fields = ()
        attrs = {"class": "table", "aria-label": "Angehaltene Aufträge"}
        order_by = ("stopped_at", "number")
        empty_text = "Kein Auftrag ist angehalten."

    def render_number(self, record: Order) -> SafeString:
        """Leading to the order's page, where it is decided."""
        return order_link(record.pk, record.number)

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    def render_stop_reason(self, record: Order) -> SafeString:
        """Why; another total that the shop told is a decision as well."""
        label = record.get_stop_reason_display() if record.stop_reason else "Betrag zu klären"
        return badge(label, "warning")

    def render_disputed_amount(self, value: Any) -> str:
        """In euros."""
        return euro(value)

    render_open_amount = render_disputed_amount

    def render_told(self, value: str) -> SafeString | str:
        """What the clerk wrote, without what the columns beside it say."""
        return cut(value.partition("): ")[2] or value)


class PlanTable(tables.Table):
    """Payment plans, running ones first; next_on and next_amount tell the oldest unpaid rate."""

    amounts = ("open_amount",)

    order = tables.Column(verbose_name="Auftrag", order_by="order__number")
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="order__customer__display_name",
        order_by=("order__customer__last_name", "order__customer__company"),
        attrs=CUT,
    )
    agreed_on = tables.DateColumn(format="d.m.Y")
    rates = tables.Column(orderable=False)
    open_amount = tables.Column(verbose_name="Offen", accessor="order__open_amount", attrs=NUMBER)
    next_on = tables.Column(
        verbose_name="Nächste Rate", accessor="order__oldest_due_on", default="–"
    )
    state = tables.Column()
    ended_why = tables.Column(default="", attrs=CUT)

    class Meta:
        model = InstalmentPlan
        fields = ()
        attrs = {"class": "table", "aria-label": "Ratenpläne"}
        empty_text = "Kein Ratenplan vereinbart. Sie vereinbaren ihn auf der Seite des Auftrags."

    def render_order(self, record: InstalmentPlan) -> SafeString:
        """The order's number, leading to its page."""
        return order_link(record.order_id, record.order.number)

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    render_ended_why = render_customer

    def render_rates(self, value: list[dict[str, str]]) -> str:
        """How many."""
        return str(len(value))

    def render_open_amount(self, value: Any) -> str:
        """In euros."""
        return euro(value)

    def value_next_on(self, record: InstalmentPlan) -> date | None:
        """The day of the oldest unpaid rate of a running plan."""
        is_running = record.state == InstalmentPlan.State.RUNNING
        return record.order.oldest_due_on if is_running else None

    def render_next_on(self, record: InstalmentPlan) -> str:
        """The same in German."""
        due_on = self.value_next_on(record)
        return german_day(due_on) if due_on else "–"

    def render_state(self, record: InstalmentPlan) -> SafeString:
        """As a badge."""
        state = InstalmentPlan.State(record.state)
        return badge(record.get_state_display(), PLAN_TONES[state])
