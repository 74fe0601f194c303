"""The table of a proposal: each reminder with what it would claim."""

from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.db.models import Min, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.rules import german
from common.rules.german import euro
from common.templatetags.components import badge
from reminders.models import DunningRun, Reminder
from reminders.rules.eligibility import step_name
from reminders.services.approvals import CLAIM
from reminders.tables import CUT, NUMBER, cut, order_link

CHANNEL_WORDS = {
    Reminder.Channel.EMAIL: "E-Mail",
    Reminder.Channel.LETTER: "Brief",
    Reminder.Channel.BOTH: "E-Mail und Brief",
}


def step_badge(reminder: Reminder) -> SafeString:
    """The Mahnstufe of a reminder, or which payment reminder it is."""
    if reminder.level:
        return badge(step_name(reminder.level), f"level-{reminder.level}")
    number = f" {reminder.step_number}" if reminder.step_number else ""
    return badge(f"Erinnerung{number}", "info")


class ProposalTable(tables.Table):
    """The proposed reminders; the queryset brings customer, items and their orders along.

    over_limit: the ids of those that a second person must approve.
    """

    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by=("first_order", "pk"))
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="customer__display_name",
        order_by=("customer__last_name", "customer__company", "pk"),
        attrs=CUT,
    )
    level = tables.Column(verbose_name="Stufe", order_by=("level", "step_number", "pk"))
    channel = tables.Column(verbose_name="Weg", order_by=("channel", "pk"))
    due = tables.Column(
        verbose_name="Offen", accessor="principal", order_by=("principal", "pk"), attrs=NUMBER
    )
    interest = tables.Column(verbose_name="Neue Zinsen", order_by=("interest", "pk"), attrs=NUMBER)
    charges = tables.Column(
        verbose_name="Neue Gebühr", accessor="dunning_fee", orderable=False, attrs=NUMBER
    )
    claim = tables.Column(verbose_name="Forderung", order_by=("whole_claim", "pk"), attrs=NUMBER)
    default_since = tables.Column(
        verbose_name="In Verzug seit", empty_values=(), order_by=("default_since", "pk")
    )
    actions = tables.TemplateColumn(
        template_name="reminders/proposal_actions.html", orderable=False, verbose_name="Aktionen"
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Vorgeschlagene Mahnungen"}
        order_by = "level"
        empty_text = "In diesem Mahnlauf ist keine Mahnung zu versenden."

    def __init__(self, *args: object, over_limit: frozenset[int], **options: object) -> None:
        super().__init__(*args, **options)
        self.over_limit = over_limit

    def render_order(self, record: Reminder) -> SafeString:
        """The numbers of the orders, normally one."""
        items = record.items.all()
        return format_html_join(
            ", ", "{}", ((order_link(item.order_id, item.order.number),) for item in items)
        )

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    def render_level(self, record: Reminder) -> SafeString:
        """The step as a badge."""
        return step_badge(record)

    def render_channel(self, value: object, record: Reminder) -> str:
        """In words."""
        return CHANNEL_WORDS[Reminder.Channel(record.channel)]

    def render_due(self, record: Reminder) -> str:
        """What was open before, earlier costs and interest included."""
        return euro(record.principal + record.other_costs)

    def render_interest(self, value: Decimal, record: Reminder) -> SafeString | str:
        """What is new, and whether a base rate is still unknown."""
        if not value:
            return "–"
        return format_html("{} vorläufig", euro(value)) if record.is_provisional else euro(value)

    def render_charges(self, record: Reminder) -> str:
        """The fee, or the lump sum of a business, which takes its place (§ 288 Abs. 5 BGB)."""
        if record.lump_sum:
            return f"{euro(record.dunning_fee + record.lump_sum)} Verzugspauschale"
        return euro(record.dunning_fee) if record.dunning_fee else "–"

    def render_claim(self, record: Reminder) -> SafeString | str:
        """The sum that the debtor reads, and whether it is over the limit."""
        if record.pk in self.over_limit:
            return format_html("{} {}", badge("über dem Limit", "warning"), euro(record.claim))
        return euro(record.claim)

    def render_default_since(self, value: date | None) -> str:
        """The first day of default."""
        return german.day(value) if value else "noch nicht"


def proposal_rows(run: DunningRun) -> QuerySet[Reminder]:
    """The proposed reminders of a run as the table wants them."""
    return (
        run.reminders.proposed()
        .annotate(whole_claim=CLAIM, first_order=Min("items__order__number"))
        .select_related("customer")
        .prefetch_related("items__order")
    )
