"""Which columns lists of this app show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.rules.german import day, euro, number, plural, whole
from common.rules.iban import group_iban, is_valid_iban
from common.templatetags.components import badge
from orders.models import BankTransaction, OrderImport, StatementImport
from orders.services.inbox import ShownProposal, proposals_of
from orders.services.statement_reports import is_discarded

State = OrderImport.State
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
TONES = {
    State.READING: "warning",
    State.PREVIEWED: "info",
    State.APPLYING: "warning",
    State.APPLIED: "good",
    State.DISCARDED: "plain",
    State.CANCELLED: "warning",
    State.FAILED: "bad",
}
MOVEMENT_TONES = {
    BankTransaction.State.NEW: "info",
    BankTransaction.State.INBOX: "warning",
    BankTransaction.State.BOOKED: "good",
    BankTransaction.State.IGNORED: "closed",
    BankTransaction.State.NOT_OURS: "closed",
}
FILE_TONES = {
    StatementImport.State.READING: "warning",
    StatementImport.State.READ: "good",
    StatementImport.State.FAILED: "bad",
}
ASIDE = (BankTransaction.State.IGNORED, BankTransaction.State.NOT_OURS)


class ImportTable(tables.Table):
    """The uploaded files, newest first; is_superseded is annotated."""

    file_name = tables.Column(
        verbose_name="Datei",
        linkify=("orders:import-detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "cut"}},
    )
    sales_account = tables.Column(verbose_name="Verkaufsaccount", attrs={"td": {"class": "cut"}})
    state = tables.Column(verbose_name="Zustand")
    new_count = tables.Column(verbose_name="Neu", attrs=NUMBER)
    changed_count = tables.Column(verbose_name="Geändert", attrs=NUMBER)
    unchanged_count = tables.Column(verbose_name="Unverändert", attrs=NUMBER)
    rejected_count = tables.Column(verbose_name="Abgelehnt", attrs=NUMBER)
    created_at = tables.DateTimeColumn(verbose_name="Hochgeladen", format="d.m.Y H:i")
    actor = tables.Column(verbose_name="Von", default="Programm")

    class Meta:
        attrs = {"class": "table", "aria-label": "Letzte Importe"}
        orderable = False
        empty_text = "Noch keine Importe."

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def render_actor(self, value: AbstractUser) -> str:
        """The person who uploaded the file."""
        return value.get_full_name() or value.get_username()

    def render_state(self, record: OrderImport) -> SafeString:
        """The state as a badge; a preview that was left lying or done otherwise says so."""
        is_previewed = record.state == State.PREVIEWED
        if is_previewed and (record.is_superseded or record.is_left(now=self.now)):
            return badge("nicht übernommen", "plain")
        return badge(record.get_state_display(), TONES[State(record.state)])

    def render_new_count(self, value: int) -> str:
        """The count as Germans write it."""
        return whole(value)

    render_changed_count = render_new_count
    render_unchanged_count = render_new_count
    render_rejected_count = render_new_count


class AcceptColumn(tables.TemplateColumn):
    """The button that accepts the best proposal of a row."""

    def render(self, record: BankTransaction, table: "PaymentTable", **kwargs: Any) -> str:
        """The form, told which proposal it is about."""
        self.extra_context = {"proposal": table.best_proposal(record)}
        return super().render(record=record, table=table, **kwargs)


class StatementFileTable(tables.Table):
    """The bank's files, newest first, with what became of them; figures are annotated."""

    file_name = tables.Column(
        verbose_name="Datei",
        linkify=("orders:statement-detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "cut"}},
    )
    account = tables.Column(verbose_name="Konto", default="–")
    period = tables.Column(verbose_name="Zeitraum", empty_values=())
    state = tables.Column(verbose_name="Zustand")
    entry_count = tables.Column(verbose_name="Umsätze", attrs=NUMBER)
    new_count = tables.Column(verbose_name="Neu", attrs=NUMBER)
    known_count = tables.Column(verbose_name="Bekannt", attrs=NUMBER)
    matched_count = tables.Column(verbose_name="Zugeordnet", attrs=NUMBER)
    inbox_count = tables.Column(verbose_name="Zu klären", attrs=NUMBER)
    aside_count = tables.Column(verbose_name="Beiseitegelegt", attrs=NUMBER)
    created_at = tables.DateTimeColumn(verbose_name="Hochgeladen", format="d.m.Y H:i")

    class Meta:
        attrs = {"class": "table", "aria-label": "Dateien der Bank"}
        orderable = False
        empty_text = "Noch keine Kontoauszüge."

    def render_account(self, record: StatementImport, value: str) -> str:
        """The account, and how many others are in the file."""
        more = record.account_count - 1
        shown = group_iban(value) if is_valid_iban(value) else value
        return f"{shown} und {plural(more, 'weiteres', 'weitere')}" if more > 0 else shown

    def render_period(self, record: StatementImport) -> str:
        """From the first to the last day of all its statements."""
        if record.to_on is None:
            return "–"
        if record.from_on is None or record.from_on >= record.to_on:
            return day(record.to_on)
        return f"{day(record.from_on)} – {day(record.to_on)}"

    def render_state(self, record: StatementImport) -> SafeString:
        """The state as a badge; a file with a held statement waits for a clerk."""
        if record.held_count:
            return badge("angehalten", "warning")
        if is_discarded(record):
            return badge("verworfen", "closed")
        return badge(record.get_state_display(), FILE_TONES[StatementImport.State(record.state)])

    def render_entry_count(self, value: int) -> str:
        """The count as Germans write it."""
        return whole(value)

    render_new_count = render_entry_count
    render_known_count = render_entry_count
    render_matched_count = render_entry_count
    render_inbox_count = render_entry_count
    render_aside_count = render_entry_count


class PaymentTable(tables.Table):
    """Movements of the bank; the proposals are those of the page, by the movement's id.

    The queryset brings the standing allocations along, each with its order.
    """

    amounts = ("amount",)

    booked_on = tables.Column(verbose_name="Tag", order_by=("booked_on", "pk"))
    name = tables.Column(empty_values=(), attrs={"td": {"class": "cut payer"}})
    amount = tables.Column(order_by=("amount", "pk"), attrs=NUMBER)
    remittance_text = tables.Column(attrs={"td": {"class": "cut purpose"}}, orderable=False)
    state = tables.Column(empty_values=(), orderable=False)
    matter = tables.Column(
        verbose_name="Vorschlag",
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "wrap matter"}},
    )
    accept = AcceptColumn(
        template_name="orders/payment_accept.html",
        verbose_name="Aktion",
        orderable=False,
        exclude_from_export=True,
    )

    class Meta:
        model = BankTransaction
        fields = ()
        attrs = {"class": "table two-lines payment-table", "aria-label": "Zahlungseingänge"}
        order_by = "-booked_on"

    def __init__(
        self, *args: Any, is_inbox: bool, may_decide: bool, empty_text: str, **kwargs: Any
    ) -> None:
        hidden = ["state"] if is_inbox else []
        if not (is_inbox and may_decide):
            hidden.append("accept")
        super().__init__(*args, exclude=hidden, **kwargs)
        self.empty_text = empty_text
        self.proposals: Mapping[int, Sequence[ShownProposal]] = {}
        if not is_inbox:
            self.columns["matter"].column.verbose_name = "Zuordnung"

    def prepare(self, records: Sequence[BankTransaction]) -> None:
        """Find what each of these movements may be."""
        self.proposals = proposals_of(records)

    def value_remittance_text(self, record: BankTransaction) -> str:
        """In full, on one line."""
        return " ".join(record.remittance_text.split())

    def best_proposal(self, movement: BankTransaction) -> ShownProposal | None:
        """What would be accepted with one click."""
        return next(iter(self.proposals.get(movement.pk, ())), None)

    def render_booked_on(self, value: date) -> str:
        """The day the bank booked."""
        return day(value)

    def render_name(self, record: BankTransaction) -> SafeString:
        """Who paid, leading to the movement's page."""
        name = record.name or "ohne Namen"
        address = reverse("orders:payment-detail", args=[record.pk])
        return format_html('<a href="{}" title="{}">{}</a>', address, name, name)

    def render_amount(self, record: BankTransaction, value: Decimal) -> SafeString | str:
        """In euros, money that went out with a minus; another currency by its name."""
        return euro(value) if record.currency == "EUR" else f"{number(value)} {record.currency}"

    def render_remittance_text(self, value: str) -> SafeString:
        """On one line, in full as its title."""
        text = " ".join(value.split())
        return format_html('<span title="{}">{}</span>', text, text)

    def render_state(self, record: BankTransaction) -> SafeString:
        """The state as a badge."""
        return badge(
            record.get_state_display(), MOVEMENT_TONES[BankTransaction.State(record.state)]
        )

    def render_matter(self, record: BankTransaction) -> SafeString | str:
        """What became of it, else the best proposal, each with why."""
        if record.state in (BankTransaction.State.BOOKED, *ASIDE):
            return _decided(record)
        best = self.best_proposal(record)
        if best is None:
            return record.state_reason or "Kein Vorschlag"
        words = format_html_join(
            SafeString("<br>"),
            "{} · {}: {}",
            (
                (part.order.number, part.order.customer.display_name, part.effect)
                for part in best.parts
            ),
        )
        return _two_lines(words, "; ".join(best.why))


def _decided(movement: BankTransaction) -> SafeString | str:
    allocations = movement.standing_allocations
    if not allocations:
        return movement.state_reason
    orders = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        {
            one.order_id: (reverse("order-page", args=[one.order_id]), one.order.number)
            for one in allocations
        }.values(),
    )
    return _two_lines(orders, allocations[0].why)


def _two_lines(first: str, second: str) -> SafeString:
    return format_html('{} <span class="second">{}</span>', first, second)
