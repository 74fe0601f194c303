"""The list of reminders of which nobody knows whether they went out: filters and columns."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import (
    Exists,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.templatetags.components import badge
from orders.models import LinkOpening, SalesAccount
from reminders.filters import by_reminder_words, day_filter, search_filter
from reminders.models import DeliveryEvent, Reminder, ReminderItem, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.tables import CUT, INSTANT, ReminderTable, cut

TAB_NAME = "lage"
DECIDED = "entschieden"
CHOICE_TONES = {
    UncertainDecision.Choice.WAS_SENT: "good",
    UncertainDecision.Choice.SEND_AGAIN: "info",
    UncertainDecision.Choice.AS_LETTER: "info",
    UncertainDecision.Choice.DISCARD: "closed",
}


def listed(*, is_decided: bool) -> QuerySet[Reminder]:
    """What waits for a decision, oldest attempt first; or what was decided, newest first.

    Carries the order's numbers and the cheap hints: has_events, was_opened, is_settled.
    """
    opened = LinkOpening.objects.filter(
        order__reminder_items__reminder=OuterRef("pk"), opened_at__gte=OuterRef("decided_at")
    )
    unpaid = ReminderItem.objects.filter(reminder=OuterRef("pk"), order__open_amount__gt=0)
    last = UncertainDecision.objects.filter(reminder=OuterRef("pk")).order_by("-pk")
    return (
        _of_tab(is_decided)
        .select_related("customer", "sales_account")
        .prefetch_related("items__order")
        .annotate(
            moment=F("decided_at"),
            first_order=Min("items__order__number"),
            has_events=Exists(DeliveryEvent.objects.filter(reminder=OuterRef("pk"))),
            was_opened=Exists(opened),
            is_settled=~Exists(unpaid),
            choice=Subquery(last.values("choice")[:1]),
            settled_at=Subquery(last.values("decided_at")[:1]),
            settled_by=Subquery(last.values("decided_by__username")[:1]),
            settled_why=Subquery(last.values("reason")[:1]),
        )
        .order_by(*(("-settled_at", "-pk") if is_decided else ("decided_at", "pk")))
    )


def _of_tab(is_decided: bool) -> QuerySet[Reminder]:
    if not is_decided:
        return Reminder.objects.filter(state=ReminderState.UNCERTAIN)
    decided = UncertainDecision.objects.filter(reminder=OuterRef("pk"))
    return Reminder.objects.filter(Exists(decided)).exclude(state=ReminderState.UNCERTAIN)


class UncertainFilter(filters.FilterSet):
    """Which of them the list shows; the queryset carries "moment", the attempt to send."""

    suche = search_filter("by_words")
    verkaufsaccount = filters.ModelChoiceFilter(
        label="Verkaufsaccount",
        field_name="sales_account",
        queryset=SalesAccount.objects.all(),
        empty_label="Alle",
    )
    von = day_filter("Von", "date__gte")
    bis = day_filter("Bis", "date__lte")
    lauf = filters.NumberFilter(
        "run", widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000
    )

    class Meta:
        model = Reminder
        fields = ()

    def by_words(self, reminders: QuerySet[Reminder], name: str, value: str) -> QuerySet[Reminder]:
        """Match the reminder's number, the recipient, or the order's number and customer."""
        return by_reminder_words(reminders, value)


class UncertainTable(ReminderTable):
    """Ungeklärte Mahnungen, each leading to its page; the annotations are those of `listed`."""

    select = tables.Column(
        verbose_name="", empty_values=(), orderable=False, exclude_from_export=True
    )
    account = tables.Column(
        verbose_name="Verkaufsaccount",
        accessor="sales_account__name",
        attrs={"td": {"class": "cut aside"}},
    )
    decided_at = tables.DateTimeColumn(verbose_name="Versandversuch", format=INSTANT)
    outcome = tables.Column(verbose_name="Was geschah", attrs=CUT)
    hints = tables.Column(verbose_name="Hinweise", empty_values=(), orderable=False)
    choice = tables.Column(verbose_name="Entscheidung")
    settled_at = tables.DateTimeColumn(verbose_name="Entschieden", format=INSTANT)
    settled_by = tables.Column(verbose_name="Von", default="Programm")
    settled_why = tables.Column(verbose_name="Grund", attrs=CUT)

    class Meta(ReminderTable.Meta):
        attrs = {"class": "table", "aria-label": "Ungeklärte Mahnungen"}
        order_by = None
        exclude = ("state", "sent_at", "papers")
        sequence = (
            "select",
            "number",
            "order",
            "customer",
            "recipient",
            "claim",
            "account",
            "decided_at",
            "outcome",
            "hints",
            "choice",
            "settled_at",
            "settled_by",
            "settled_why",
        )

    def __init__(
        self, *args: Any, is_decided: bool, may_settle: bool, has_filters: bool, **kwargs: Any
    ) -> None:
        settled = ("choice", "settled_at", "settled_by", "settled_why")
        hidden = ("recipient", "outcome", "hints", "select") if is_decided else settled
        if not may_settle:
            hidden = (*hidden, "select")
        super().__init__(*args, exclude=(*self.Meta.exclude, *hidden), **kwargs)
        self.empty_text = _nothing(is_decided=is_decided, has_filters=has_filters)

    def render_select(self, record: Reminder) -> SafeString:
        """The box that chooses it."""
        return format_html(
            '<input type="checkbox" name="reminder" value="{}" aria-label="Mahnung {} auswählen">',
            str(record.pk),
            record,
        )

    def value_number(self, record: Reminder) -> str:
        """M-000123."""
        return record.display_number

    def render_number(self, record: Reminder) -> SafeString:
        """The same, leading to its page."""
        url = reverse("reminders:uncertain-page", args=[record.pk])
        return format_html('<a href="{}">{}</a>', url, record.display_number)

    def render_outcome(self, value: str) -> SafeString | str:
        """Cut off when long."""
        return cut(value)

    render_settled_why = render_outcome

    @staticmethod
    def hints_of(record: Reminder) -> str:
        """What can be said without asking journal and mailbox."""
        known = {
            "Rückmeldung da": record.has_events,  # type: ignore[attr-defined]
            "bezahlt": record.is_settled,  # type: ignore[attr-defined]
            "Link geöffnet": record.was_opened,  # type: ignore[attr-defined]
        }
        return ", ".join(words for words, is_so in known.items() if is_so)

    def value_hints(self, record: Reminder) -> str:
        """The same for a file."""
        return self.hints_of(record)

    def render_hints(self, record: Reminder) -> str:
        """The same, a dash for nothing."""
        return self.hints_of(record) or "–"

    def render_choice(self, value: str) -> SafeString:
        """As a badge."""
        choice = UncertainDecision.Choice(value)
        return badge(str(choice.label), CHOICE_TONES[choice])


def _nothing(*, is_decided: bool, has_filters: bool) -> str:
    if has_filters:
        return "Keine Mahnung gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
    if is_decided:
        return "Noch keine ungeklärte Mahnung wurde entschieden."
    return "Von jeder Mahnung ist bekannt, ob sie versendet wurde. Hier ist nichts zu tun."
