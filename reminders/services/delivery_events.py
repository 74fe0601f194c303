"""Take down once what came back about a reminder, and what follows from it; only ever forward.

In whatever order events arrive, and however often, the end is the same: nothing takes an address
that is dead back to life, and no event undoes another.
"""

import hashlib
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from orders.services.mail_failures import note_mail_failure
from reminders.models import DeliveryEvent, Reminder, UncertainDecision
from reminders.rules.delivery_kinds import ENDS_MAILING, DeliveryKind
from reminders.rules.return_paths import VALID_FOR
from reminders.rules.states import PENDING, ReminderState
from reminders.services.locks import lock_reminder
from reminders.services.outbox import BY_MAIL, Lease, settle_sent
from reminders.services.uncertain import UncertainRefused, decide_uncertain

logger = logging.getLogger(__name__)
# Whoever got the mail knows its return address, and could fill the order's history with it.
MOST_EVENTS = 30
_LONGEST_ID = 255
_WORDS = {
    DeliveryKind.DELIVERED: "Mahnung {reminder} an {address} zugestellt.",
    DeliveryKind.DELAYED: "Mahnung {reminder} an {address} verzögert sich; der Mailserver versucht "
    "es weiter.",
    DeliveryKind.SOFT_BOUNCE: "Mahnung {reminder} an {address} ist zurückgekommen; die Adresse "
    "selbst scheint zu stimmen.",
    DeliveryKind.HARD_BOUNCE: "Mahnung {reminder} ist zurückgekommen: {address} ist unzustellbar. "
    "Dorthin geht keine Mahnung mehr.",
    DeliveryKind.COMPLAINT: "{address} hat Mahnung {reminder} als Spam gemeldet. Dorthin geht "
    "keine E-Mail mehr von selbst.",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as its source tells it; address: whom it is about, "" for the recipient.

    event_id: the same whenever the source repeats it. occurred_at None: unknown.
    """

    source: str
    event_id: str
    kind: DeliveryKind
    reminder_id: int
    address: str
    details: str
    occurred_at: datetime | None


def note_event(heard: Heard, *, now: datetime) -> bool:
    """Take the event down with all that follows from it; returns whether it is news.

    The address is given up before the event is kept: where the program dies in between, the
    source's repetition does both.
    """
    event_id = _fitting(heard.event_id)
    known = DeliveryEvent.objects.filter(source=heard.source, event_id=event_id)
    if known.exists():
        return False
    reminder = Reminder.objects.get(pk=heard.reminder_id)
    if heard.kind in ENDS_MAILING:
        note_mail_failure(
            reminder.customer_id, reminder.recipient, failed_on=timezone.localdate(now)
        )
    with transaction.atomic():
        orders, reminder = lock_reminder(heard.reminder_id)
        if known.exists():
            return False
        if reminder.delivery_events.count() >= MOST_EVENTS:
            logger.warning("Reminder %s: further delivery events are ignored.", reminder.pk)
            return False
        event = _keep(heard, event_id, reminder, now)
        for order in orders:
            record(order, _history_words(event), actor=None)
        _take_second_attempt_back(event, orders, now)
    _settle(event, now)
    return True


def _fitting(event_id: str) -> str:
    """An id that a database takes, the same for the same: sources let anybody name a mail."""
    if len(event_id) <= _LONGEST_ID and event_id.isprintable():
        return event_id
    return hashlib.sha256(event_id.encode(errors="surrogatepass")).hexdigest()


def _keep(heard: Heard, event_id: str, reminder: Reminder, now: datetime) -> DeliveryEvent:
    return DeliveryEvent.objects.create(
        source=heard.source,
        event_id=event_id,
        kind=heard.kind,
        reminder=reminder,
        address=(_plain(heard.address) or reminder.recipient)[:254],
        details=_plain(heard.details)[:500],
        occurred_at=_believable(heard.occurred_at, now),
        received_at=now,
    )


def _plain(text: str) -> str:
    """Without what a database refuses or a page cannot show: the words come from anybody."""
    return "".join(one if one.isprintable() else " " for one in text).strip()


def _believable(moment: datetime | None, now: datetime) -> datetime:
    """The moment that was told, unless it lies ahead or too far back to be about our mail."""
    if moment is None or not timezone.is_aware(moment):
        return now
    return moment if now - VALID_FOR - timedelta(days=1) <= moment <= now else now


def _history_words(event: DeliveryEvent) -> str:
    words = _WORDS[DeliveryKind(event.kind)].format(reminder=event.reminder, address=event.address)
    return f"{words} Wortlaut: {event.details}" if event.details else words


def _take_second_attempt_back(event: DeliveryEvent, orders: Sequence[Order], now: datetime) -> None:
    """A mail that a person queued again went out the first time: it counts as sent at once.

    The reminder is locked, so no worker decides meanwhile; a definite "no" to an attempt that is
    on the wire changes nothing any more. A first attempt is left to its worker.
    """
    reminder = event.reminder
    again = reminder.uncertain_decisions.filter(choice=UncertainDecision.Choice.SEND_AGAIN)
    is_waiting = reminder.state in PENDING and reminder.channel in BY_MAIL
    if not is_waiting or not again.exists():
        return
    what = "wird nicht erneut versendet"
    if reminder.state == ReminderState.SENDING:
        what = "gilt als versendet; ein zweiter Versand war schon im Gange"
    told = f"Mahnung {reminder} {what}: {_event_words(event)}."
    for order in orders:
        record(order, told, actor=None)
    # A yes needs no lease: it is a fact, whoever works on the reminder.
    settle_sent(
        Lease(reminder.pk, uuid.uuid4()),
        "",
        message_id=reminder.message_id,
        now=now,
        sent_on=timezone.localdate(reminder.decided_at or now),
    )


def _settle(event: DeliveryEvent, now: datetime) -> None:
    """Whatever is reported of a mail proves that it was sent (reliability.md 5, check 32)."""
    if event.reminder.state != ReminderState.UNCERTAIN:
        return
    try:
        decide_uncertain(
            event.reminder_id,
            UncertainDecision.Choice.WAS_SENT,
            reason=f"Rückmeldung: {_event_words(event)}.",
            evidence=[_as_evidence(event)],
            actor=None,
            now=now,
        )
    except UncertainRefused as refusal:
        # Somebody was faster, which is what counts.
        logger.info("Reminder %s: %s", event.reminder_id, refusal)
    except OSError:
        # The event is kept: settle_proven finds it as soon as the journal can be read again.
        logger.exception("Reminder %s is not settled yet", event.reminder_id)


def _as_evidence(event: DeliveryEvent) -> dict[str, Any]:
    words = _event_words(event)
    return {
        "kind": "events",
        "words": f"{words} ({event.details})" if event.details else f"{words}.",
        "weight": "proof",
        "at": event.occurred_at.isoformat(),
        "event": event.pk,
    }


def _event_words(event: DeliveryEvent) -> str:
    on = german_day(timezone.localdate(event.occurred_at))
    return f"Am {on} gemeldet: {event.get_kind_display()}"
