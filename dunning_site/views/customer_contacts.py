"""Everything that passed between us and a customer, from several tables as one timeline."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models.functions import Coalesce
from django.urls import reverse

from common.rules.german import euro
from orders.models import Customer, LinkOpening
from reminders.models import DebtorRequest, Reminder
from reminders.rules.eligibility import step_name
from reminders.rules.states import ReminderState

SHOWN = 10
WENT = (
    ReminderState.SENT,
    ReminderState.UNCERTAIN,
    ReminderState.FAILED,
    ReminderState.WITHDRAWN,
)
User = AbstractBaseUser | AnonymousUser


class Contact(NamedTuple):
    """One moment: what happened, whose words they were, and where it can be read."""

    at: datetime
    title: str
    text: str = ""
    who: str = ""
    url: str = ""
    tone: str = ""


def contacts(customer: Customer, user: User) -> list[Contact]:
    """The newest contacts of all kinds, newest first."""
    found = [
        *_reminders(customer, user),
        *_notes(customer),
        *_openings(customer),
        *_requests(customer, user),
        *_statements(customer),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def _reminders(customer: Customer, user: User) -> Iterator[Contact]:
    may_read = user.has_perm("reminders.view_reminder")
    reminders = (
        Reminder.objects.with_returns()
        .filter(customer=customer, state__in=WENT)
        .prefetch_related("items__order")
        .annotate(went_at=Coalesce("sent_at", "decided_at", "created_at"))
        .order_by("-went_at", "-pk")
    )
    for reminder in reminders[:SHOWN]:
        orders = ", ".join(item.order.number for item in reminder.items.all())
        yield Contact(
            at=reminder.went_at,
            title=f"{step_name(reminder.level)} {reminder}: {reminder.state_words}",
            text=f"{orders}, {reminder.get_channel_display()}, fordert {euro(reminder.claim)}",
            url=reverse("reminders:reminder-pdf", args=[reminder.pk]) if may_read else "",
        )


def _notes(customer: Customer) -> Iterator[Contact]:
    for note in customer.notes.select_related("author")[:SHOWN]:
        who = note.author.get_full_name() or note.author.get_username() if note.author else ""
        yield Contact(note.created_at, "Notiz", text=note.text, who=who)


def _openings(customer: Customer) -> Iterator[Contact]:
    openings = LinkOpening.objects.filter(order__customer=customer).select_related("order")
    for opening in openings.order_by("-opened_at", "-pk")[:SHOWN]:
        yield Contact(opening.opened_at, "Link geöffnet", text=f"Auftrag {opening.order}")


def _requests(customer: Customer, user: User) -> Iterator[Contact]:
    if not user.has_perm("reminders.view_debtorrequest"):
        return
    requests = DebtorRequest.objects.filter(order__customer=customer).select_related("order")
    for request in requests[:SHOWN]:
        kind = f"{request.get_kind_display()}: {request.get_state_display()}"
        said = f": {request.message}" if request.message else ""
        answer = f" Antwort: {request.answer}" if request.answer else ""
        yield Contact(
            request.received_at,
            kind,
            text=f"Auftrag {request.order}{said}{answer}",
            url=reverse("debtor-request-page", args=[request.pk]),
        )


def _statements(customer: Customer) -> Iterator[Contact]:
    statements = customer.balance_statements.defer("pdf", "mail_text").select_related("sent_by")
    for statement in statements[:SHOWN]:
        who = statement.sent_by.get_username() if statement.sent_by else ""
        yield Contact(
            at=statement.created_at,
            title=f"Saldenmitteilung: {statement.get_state_display()}",
            text=f"{statement.recipient}, Saldo {euro(statement.balance)}",
            who=who,
            url=reverse("customer-statement", args=[customer.pk, statement.pk]),
        )
