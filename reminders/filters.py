"""The filters above the lists of the dunning."""

import re

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from orders.models import Order
from reminders.hold_tables import BLOCK_LABELS
from reminders.models import STATE_LABELS, DeliveryEvent, DunningBlock, Reminder
from reminders.rules.states import ReminderState

_REMINDER_NUMBER = re.compile(r"[Mm]-?0*([0-9]{1,9})")
_RELEASED = [state for state in STATE_LABELS if state != ReminderState.PROPOSED]


def day_filter(label: str, lookup: str) -> filters.DateFilter:
    """A day to compare the rows' "moment" with."""
    return filters.DateFilter(
        "moment",
        lookup,
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def search_filter(method: str) -> filters.CharFilter:
    """A field for words, which the method finds."""
    return filters.CharFilter(
        label="Suche",
        method=method,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Nummer, Name oder E-Mail", "size": 24}
        ),
    )


def by_reminder_words(reminders: QuerySet[Reminder], value: str) -> QuerySet[Reminder]:
    """Match the reminder's number, the recipient, or the order's number and customer."""
    number = _REMINDER_NUMBER.fullmatch(value.strip())
    if number:
        return reminders.filter(number=int(number[1]))
    found = Reminder.objects.filter(items__order__in=Order.objects.search(value))
    return reminders.filter(Q(recipient__icontains=value) | Q(pk__in=found.values("pk")))


class DispatchFilter(filters.FilterSet):
    """The dispatch log; the queryset carries "moment", the time of a row."""

    suche = search_filter("by_words")
    zustand = filters.ChoiceFilter(
        "state",
        label="Zustand",
        empty_label="Alle",
        choices=[(state.value, STATE_LABELS[state]) for state in _RELEASED],
    )
    rueckmeldung = filters.ChoiceFilter(
        label="Rückmeldung",
        empty_label="Alle",
        method="by_event",
        choices=[
            (DeliveryEvent.Kind.HARD_BOUNCE.value, "kam zurück"),
            (DeliveryEvent.Kind.SOFT_BOUNCE.value, "kam vorübergehend zurück"),
            (DeliveryEvent.Kind.DELAYED.value, "verzögert"),
            (DeliveryEvent.Kind.DELIVERED.value, "zugestellt"),
            (DeliveryEvent.Kind.COMPLAINT.value, "als Spam gemeldet"),
        ],
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

    def by_event(self, reminders: QuerySet[Reminder], name: str, value: str) -> QuerySet[Reminder]:
        """Those of which something of this kind came back."""
        return reminders.filter(pk__in=DeliveryEvent.objects.filter(kind=value).values("reminder"))


class BlockFilter(filters.FilterSet):
    """Mahnsperren; the queryset carries "status"."""

    suche = search_filter("by_words")
    zustand = filters.ChoiceFilter(
        "status", label="Zustand", empty_label="Alle", choices=list(BLOCK_LABELS.items())
    )
    grund = filters.ChoiceFilter(
        "reason", label="Grund", empty_label="Alle", choices=DunningBlock.Reason.choices
    )

    class Meta:
        model = DunningBlock
        fields = ()

    def by_words(
        self, blocks: QuerySet[DunningBlock], name: str, value: str
    ) -> QuerySet[DunningBlock]:
        """Match the order's number, name or e-mail; a customer's block by any of its orders."""
        found = Order.objects.search(value)
        return blocks.filter(
            Q(order__in=found) | Q(customer__in=found.values("customer"))
        ).distinct()
