"""The columns of the lists of the dunning."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.rules.german import euro, whole
from common.templatetags.components import badge
from reminders.models import DunningRun, Reminder
from reminders.rules.eligibility import Code
from reminders.rules.failures import explain_failure
from reminders.rules.states import ReminderState

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
CUT = {"td": {"class": "cut"}}
INSTANT = "d.m.Y H:i"

RUN_TONES = {
    DunningRun.State.PROPOSED: "plain",
    DunningRun.State.RELEASED: "info",
    DunningRun.State.RUNNING: "info",
    DunningRun.State.FINISHED: "good",
    DunningRun.State.DISCARDED: "closed",
}


def cut(text: str) -> SafeString | str:
    """A text that may be cut off at the cell's edge, in full as its title."""
    return format_html('<span title="{}">{}</span>', text, text) if text else ""


def order_link(pk: int, number: str) -> SafeString:
    """The order's number, leading to its page."""
    return format_html('<a href="{}">{}</a>', reverse("order-page", args=[pk]), number)


class RunTable(tables.Table):
    """Mahnläufe, newest first; sent_count and failed_count are annotated."""

    id = tables.Column(verbose_name="Nr.", linkify=("reminders:run-detail", {"pk": tables.A("pk")}))
    created_at = tables.DateTimeColumn(format=INSTANT)
    created_by = tables.Column(verbose_name="Von", empty_values=(), order_by="created_by__username")
    level = tables.Column(verbose_name="Mahnstufe", empty_values=())
    selection = tables.Column(attrs=CUT)
    selected_count = tables.Column(attrs=NUMBER)
    sent_count = tables.Column(verbose_name="Versendet", attrs=NUMBER)
    failed_count = tables.Column(verbose_name="Fehl\N{SOFT HYPHEN}geschlagen", attrs=NUMBER)
    state = tables.Column()

    class Meta:
        model = DunningRun
        fields = ()
        attrs = {"class": "table", "aria-label": "Mahnläufe"}
        order_by = "-id"
        empty_text = (
            "Noch kein Mahnlauf. Wählen Sie unter „Aufträge“ eine Mahnstufe und dort die Aufträge, "
            "die Sie benachrichtigen wollen."
        )

    def render_created_by(self, record: DunningRun) -> str:
        """The person, else the schedule or the command line."""
        if record.created_by is not None:
            return record.created_by.get_full_name() or record.created_by.get_username()
        return "automatisch" if record.is_automatic else "Kommandozeile"

    def render_level(self, value: int | None) -> SafeString | str:
        """The level as a badge; runs of the schedule send each order at its own."""
        if value is None:
            return "alle"
        return (
            badge(f"Mahnstufe {value}", f"level-{value}") if value else badge("Erinnerung", "info")
        )

    def render_selection(self, value: str, record: DunningRun) -> SafeString | str:
        """The filter in words, and why the run dunned nobody; in full where the mouse rests."""
        if not record.refusal or record.state != DunningRun.State.FINISHED:
            return cut(value)
        return format_html(
            '{}<br><span title="{}">Nichts versendet: {}</span>',
            cut(value),
            record.refusal,
            Code.BANK_DATA_OLD.label,
        )

    def render_selected_count(self, value: int) -> str:
        """With points."""
        return whole(value)

    render_sent_count = render_selected_count
    render_failed_count = render_selected_count

    def render_state(self, record: DunningRun) -> SafeString:
        """The state as a badge; a proposal may wait for a second person."""
        if record.state == DunningRun.State.PROPOSED and record.needs_approval:
            return badge("wartet auf Freigabe", "warning")
        tone = "warning" if record.refusal else RUN_TONES[DunningRun.State(record.state)]
        return badge(record.get_state_display(), tone)


class ReminderTable(tables.Table):
    """The reminders of a run; the queryset brings customer, items and their orders along.

    It annotates first_order, as a reminder of several orders is one line.
    """

    amounts = ("claim",)

    number = tables.Column(verbose_name="Mahnung", empty_values=())
    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by=("first_order", "pk"))
    customer = tables.Column(
        verbose_name="Kunde",
        accessor="customer__display_name",
        order_by=("customer__last_name", "customer__first_name", "customer__company"),
        attrs=CUT,
    )
    recipient = tables.Column(attrs=CUT)
    claim = tables.Column(verbose_name="Betrag", order_by="principal", attrs=NUMBER)
    state = tables.Column()
    sent_at = tables.DateTimeColumn(verbose_name="Versendet", format=INSTANT)
    papers = tables.Column(
        verbose_name="Ansehen", empty_values=(), orderable=False, exclude_from_export=True
    )

    class Meta:
        model = Reminder
        fields = ()
        attrs = {"class": "table", "aria-label": "Mahnungen"}
        order_by = "number"
        empty_text = "In diesem Mahnlauf steht keine Mahnung."

    def render_number(self, record: Reminder) -> str:
        """M-000123, a dash for what was never released."""
        return record.display_number or "–"

    def render_order(self, record: Reminder) -> SafeString:
        """The numbers of the orders, normally one."""
        return format_html_join(
            ", ",
            "{}",
            ((order_link(item.order_id, item.order.number),) for item in record.items.all()),
        )

    def render_customer(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    render_recipient = render_customer

    def render_claim(self, record: Reminder) -> str:
        """In euros."""
        return euro(record.claim)

    def render_state(self, record: Reminder) -> SafeString:
        """The state as a badge."""
        return badge(record.state_words, record.state_tone)

    def render_papers(self, record: Reminder) -> SafeString:
        """Links to mail and letter; a letter alone has a page without a mail."""
        is_letter = record.channel == Reminder.Channel.LETTER
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("reminders:reminder-mail", args=[record.pk]),
            "Angaben" if is_letter else "E-Mail",
            reverse("reminders:reminder-pdf", args=[record.pk]),
            "Brief",
        )


class DispatchTable(ReminderTable):
    """The dispatch log: released reminders of all runs; moment is annotated."""

    moment = tables.DateTimeColumn(verbose_name="Zeit", format=INSTANT)
    channel = tables.Column()
    template = tables.Column(accessor="template__name", verbose_name="Vorlage", attrs=CUT)
    level = tables.Column(verbose_name="Stufe")
    result = tables.Column(
        verbose_name="Ergebnis",
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "cut aside"}},
    )

    class Meta(ReminderTable.Meta):
        attrs = {"class": "table", "aria-label": "Versandprotokoll"}
        order_by = "-moment"
        exclude = ("customer", "claim", "sent_at")
        sequence = (
            "moment",
            "number",
            "order",
            "recipient",
            "channel",
            "template",
            "level",
            "state",
            "result",
            "papers",
        )

    def __init__(self, *args: Any, has_filters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_text = (
            "Keine Mahnungen gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
            if has_filters
            else "Noch keine Mahnung versendet."
        )

    def render_template(self, value: str) -> SafeString | str:
        """The name, cut off when long."""
        return cut(value)

    def render_result(self, record: Reminder) -> SafeString | str:
        """Why it was not sent; the server's words stand on the page of the mail."""
        if record.state == ReminderState.FAILED:
            return cut(explain_failure(record.outcome).reason)
        return cut(record.outcome)
