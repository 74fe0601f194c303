"""What the debtor can ask for now, and what became of what he told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from dunning_site.debtor.words import PageWords
from orders.models import Order
from reminders.models import DebtorRequest
from reminders.rules.debtor_requests import possible
from reminders.rules.debtor_words import kept_day, kept_rates
from reminders.services.debtor_arrivals import standing_of
from reminders.services.debtor_requests import requests_of
from reminders.services.debtor_speech import Speech

Kind, State = DebtorRequest.Kind, DebtorRequest.State
GRANTED = frozenset({Kind.DEFERRAL, Kind.INSTALMENTS})


@dataclass(frozen=True, slots=True)
class Action:
    """A way to write to the seller: its words, a hint, and where its form is."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """What was told or asked for on a day, what became of it, and the answer or ""."""

    label: str
    received_on: str
    detail: str
    state: str
    answer: str


def shown_actions(order: Order, words: PageWords, *, today: date) -> Sequence[Action]:
    """What can be asked for on the day, in the order of the words."""
    kinds = {kind.value for kind in possible(standing_of(order, today=today))}
    return [
        Action(*texts, reverse("debtor-request", args=[order.public_id, kind]))
        for kind, texts in words.actions.items()
        if kind in kinds
    ]


def shown_requests(order: Order, words: PageWords, speech: Speech) -> Sequence[ShownRequest]:
    """All that was told or asked for, newest first; an address is never repeated."""
    return [
        ShownRequest(
            label=words.request_kinds[one.kind],
            received_on=words.received.format(speech.day(timezone.localdate(one.received_at))),
            detail=_detail(one.kind, one.details, words, speech),
            state=_state(one, words),
            answer=one.answer,
        )
        for one in requests_of(order)
    ]


def _state(request: DebtorRequest, words: PageWords) -> str:
    """What became of it; time and rates are granted alike by a clerk and at once."""
    is_granted = request.state == State.ACCEPTED and request.kind in GRANTED
    return words.request_states[State.GRANTED if is_granted else request.state]


def _detail(kind: str, details: Mapping[str, Any], words: PageWords, speech: Speech) -> str:
    """The day or the rates that were told, "" for all else."""
    said = words.request_details
    if kind == Kind.INSTALMENTS and (rates := kept_rates(details)):
        return said[kind].format(len(rates), speech.day(rates[0][0]))
    day = kept_day(details, {Kind.ALREADY_PAID: "paid_on", Kind.DEFERRAL: "until_on"}.get(kind, ""))
    return said[kind].format(speech.day(day)) if day else ""
