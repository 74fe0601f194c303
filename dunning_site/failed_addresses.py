"""Customers to whom no e-mail gets through: who, since when, why, and what depends on it."""

from datetime import date

import django_tables2 as tables
from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.safestring import SafeString

from common.rules import german
from common.templatetags.components import badge
from dunning_site.tables import NUMBER
from orders.models import Customer
from reminders.models import DeliveryEvent, Reminder
from reminders.rules.delivery_kinds import ENDS_MAILING, DeliveryKind
from reminders.rules.failures import explain_failure
from reminders.rules.states import ReminderState

UNKNOWN = "von Hand vermerkt"


def failed_addresses() -> QuerySet[Customer]:
    """The customers with open orders whose address was given up, the newest first."""
    is_open = Q(orders__open_amount__gt=0)
    # A comparison, as SQLite finds the few by the index only so.
    given_up = Customer.objects.filter(email_failed_on__gt=date.min)
    counted = given_up.annotate(
        open_orders=Count("orders", filter=is_open),
        open_sum=Sum("orders__open_amount", filter=is_open),
    )
    return counted.filter(open_orders__gt=0).order_by("-email_failed_on", "-pk")


def with_reasons(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same with what came back or was refused last: event_kind, event_words, refusal."""
    events = DeliveryEvent.objects.filter(
        reminder__customer=OuterRef("pk"), kind__in=sorted(ENDS_MAILING)
    ).order_by("-occurred_at", "-pk")
    refused = Reminder.objects.filter(customer=OuterRef("pk"), state=ReminderState.FAILED)
    return customers.annotate(
        event_kind=Subquery(events.values("kind")[:1], output_field=CharField()),
        event_words=Subquery(events.values("details")[:1], output_field=CharField()),
        refusal=Subquery(refused.order_by("-pk").values("outcome")[:1], output_field=CharField()),
    )


def reason_of(customer: Customer) -> str:
    """Why the address was given up, in words; the row carries the reasons."""
    if customer.event_kind == DeliveryKind.COMPLAINT:
        return "als Spam gemeldet"
    if customer.event_kind:
        return f"kam zurück: {customer.event_words}" if customer.event_words else "kam zurück"
    if customer.refusal:
        return explain_failure(customer.refusal).reason
    return UNKNOWN


class FailedAddressTable(tables.Table):
    """One customer a line."""

    amounts = ("open_sum",)

    customer = tables.Column(
        accessor="display_name",
        verbose_name="Kunde",
        linkify=("customer-account", {"pk": tables.A("pk")}),
        order_by=("last_name", "pk"),
        attrs={"td": {"class": "wrap"}},
    )
    effective_email = tables.Column(
        verbose_name="E-Mail", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    email_failed_on = tables.Column(verbose_name="Seit", order_by=("email_failed_on", "pk"))
    reason = tables.Column(
        verbose_name="Grund", empty_values=(), orderable=False, attrs={"td": {"class": "wrap"}}
    )
    way = tables.Column(verbose_name="Mahnungen", empty_values=(), orderable=False)
    open_orders = tables.Column(verbose_name="Offene Aufträge", attrs=NUMBER)
    open_sum = tables.Column(verbose_name="Offen", order_by=("open_sum", "pk"), attrs=NUMBER)

    class Meta:
        attrs = {"class": "table", "aria-label": "Adressen prüfen"}
        order_by = "-email_failed_on"
        empty_text = "Keine Adresse ist zu prüfen."

    def render_email_failed_on(self, value: date) -> str:
        """The day in German."""
        return german.day(value)

    def render_reason(self, record: Customer) -> str:
        """In words."""
        return reason_of(record)

    def render_way(self, record: Customer) -> SafeString:
        """Whether a letter can take the mail's place."""
        if record.has_postal_address:
            return badge("als Brief", "info")
        return badge("Anschrift fehlt", "bad")

    def render_open_sum(self, value: object) -> str:
        """In euros."""
        return german.euro(value)
