"""The columns of the lists of handovers and their cases."""

from collections.abc import Sequence
from decimal import Decimal

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules.german import day, euro, whole
from common.templatetags.components import badge
from inkasso.models import CollectionCase, Handover, HandoverItem
from inkasso.rules.handover import told_claim
from inkasso.services.handover_check import ReadyCase

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
CUT = {"td": {"class": "cut"}}
TONES = {
    Handover.State.PROPOSED: "plain",
    Handover.State.RELEASED: "info",
    Handover.State.WRITTEN: "info",
    Handover.State.DELIVERED: "good",
    Handover.State.FAILED: "bad",
    Handover.State.DISCARDED: "closed",
}


def case_link(case: CollectionCase) -> SafeString:
    """Our file number, leading to the case."""
    address = reverse("collections:case-page", args=[case.pk])
    return format_html('<a href="{}">{}</a>', address, case.reference)


def order_link(case: CollectionCase) -> SafeString:
    """The order's number, leading to its page."""
    address = reverse("order-page", args=[case.order_id])
    return format_html('<a href="{}">{}</a>', address, case.order.number)


def _cut(text: str) -> SafeString:
    return format_html('<span title="{}">{}</span>', text, text)


class HandoverTable(tables.Table):
    """Übergaben, newest first; live_count is annotated."""

    id = tables.Column(
        verbose_name="Nr.", linkify=("collections:handover-page", {"pk": tables.A("pk")})
    )
    created_at = tables.DateTimeColumn(format="d.m.Y H:i")
    created_by = tables.Column(verbose_name="Von", empty_values=(), order_by="created_by__username")
    agency = tables.Column(attrs=CUT)
    live_count = tables.Column(verbose_name="Fälle", attrs=NUMBER)
    selection = tables.Column(attrs=CUT)
    delivered_at = tables.DateTimeColumn(format="d.m.Y H:i", default="–")
    state = tables.Column()

    class Meta:
        model = Handover
        fields = ()
        attrs = {"class": "table", "aria-label": "Übergaben"}
        order_by = "-id"
        empty_text = (
            "Noch keine Übergabe. Wählen Sie unter „Inkassofälle“, Reiter „Bereit“, die Fälle, "
            "die Sie übergeben wollen."
        )

    def render_created_by(self, record: Handover) -> str:
        """The person, or that nobody did it by hand."""
        if record.created_by is None:
            return "automatisch"
        return record.created_by.get_full_name() or record.created_by.get_username()

    def render_live_count(self, value: int) -> str:
        """With points."""
        return whole(value)

    def render_selection(self, value: str) -> SafeString:
        """The filter in words, in full where the mouse rests."""
        return _cut(value)

    def render_agency(self, value: object) -> SafeString:
        """The agency's name, in full where the mouse rests."""
        return _cut(str(value))

    def render_state(self, record: Handover) -> SafeString:
        """In the colour of its urgency; one that waits for approval says so."""
        if record.state == Handover.State.PROPOSED and record.needs_approval:
            return badge("Wartet auf Freigabe", "warning")
        if record.state == Handover.State.WRITTEN and record.problem:
            return badge("Wird wiederholt", "warning")
        return badge(record.get_state_display(), TONES[Handover.State(record.state)])


class ReadyTable(tables.Table):
    """The cases that would leave, one a line; rows are ReadyCase."""

    reference = tables.Column(verbose_name="Fall", empty_values=(), order_by="case__pk")
    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by="case__order__number")
    customer = tables.Column(
        verbose_name="Kunde", accessor="case__order__customer__display_name", attrs=CUT
    )
    overdue = tables.Column(
        verbose_name="Überfällig seit", accessor="case__order__oldest_due_on", attrs=NUMBER
    )
    open_amount = tables.Column(
        verbose_name="Offen", accessor="case__order__open_amount", attrs=NUMBER
    )
    claim = tables.Column(verbose_name="Forderung", attrs=NUMBER)
    option = tables.Column(verbose_name="Mahnoption", accessor="case__option")
    actions = tables.TemplateColumn(
        template_name="collections/handover_take_out.html",
        orderable=False,
        verbose_name="Aktion",
    )

    class Meta:
        attrs = {"class": "table", "aria-label": "Fälle der Übergabe"}
        empty_text = "In dieser Übergabe ist kein Fall vollständig."

    def __init__(self, rows: Sequence[ReadyCase], **options: object) -> None:
        super().__init__(list(rows), **options)

    def render_reference(self, record: ReadyCase) -> SafeString:
        """Our file number, leading to the case."""
        return case_link(record.case)

    def render_order(self, record: ReadyCase) -> SafeString:
        """The order's number, leading to its page."""
        return order_link(record.case)

    def render_customer(self, value: str) -> SafeString:
        """The name, in full where the mouse rests."""
        return _cut(value)

    def render_overdue(self, record: ReadyCase) -> str:
        """Since when the oldest unpaid amount is overdue."""
        due_on = record.case.order.oldest_due_on
        return day(due_on) if due_on else "–"

    def render_open_amount(self, record: ReadyCase) -> str:
        """What is booked and open."""
        return euro(record.case.order.open_amount)

    def render_claim(self, record: ReadyCase) -> SafeString | str:
        """With interest up to today; what a second person must approve is marked."""
        if not record.is_over_limit:
            return euro(record.claim)
        return format_html("{} {}", euro(record.claim), badge("über dem Limit", "warning"))

    def render_option(self, record: ReadyCase) -> str:
        """What follows when the agency does not succeed: a letter, as everywhere."""
        return record.case.get_option_display().split(":")[0]


class ItemTable(tables.Table):
    """The cases of a released handover, with what the agency is told; rows are HandoverItem."""

    amounts = ("claim",)

    reference = tables.Column(verbose_name="Fall", empty_values=(), order_by="case__pk")
    order = tables.Column(verbose_name="Auftrag", empty_values=(), order_by="case__order__number")
    customer = tables.Column(
        verbose_name="Kunde", accessor="case__order__customer__display_name", attrs=CUT
    )
    claim = tables.Column(verbose_name="Forderung", accessor="pk", orderable=False, attrs=NUMBER)
    agency_reference = tables.Column(
        verbose_name="Aktenzeichen des Inkassobüros",
        accessor="case__agency_reference",
        default="–",
    )
    state = tables.Column(verbose_name="Stand", accessor="case__state_label")

    class Meta:
        attrs = {"class": "table", "aria-label": "Fälle der Übergabe"}
        empty_text = "Diese Übergabe enthält keinen Fall."

    def __init__(self, rows: Sequence[HandoverItem], **options: object) -> None:
        super().__init__(list(rows), **options)

    def render_reference(self, record: HandoverItem) -> SafeString:
        """Our file number, leading to the case."""
        return case_link(record.case)

    def render_order(self, record: HandoverItem) -> SafeString:
        """The order's number, leading to its page."""
        return order_link(record.case)

    def render_customer(self, value: str) -> SafeString:
        """The name, in full where the mouse rests."""
        return _cut(value)

    def value_claim(self, record: HandoverItem) -> Decimal | None:
        """What the agency is told to collect."""
        return told_claim(record.content)

    def render_claim(self, record: HandoverItem) -> str:
        """The same in euros."""
        claim = told_claim(record.content)
        return "–" if claim is None else euro(claim)
