"""Take down what a mail provider reports by web; the call itself has been found genuine."""

import logging
from datetime import datetime

from anymail.signals import AnymailTrackingEvent
from django.utils import timezone

from reminders.adapters.provider_reports import ProviderReport, read_event
from reminders.models import Reminder
from reminders.rules.return_paths import ReturnPathExpired, ReturnPathForged
from reminders.services.delivery_events import Heard, note_event
from reminders.services.ways_back import reminder_of_reference

logger = logging.getLogger(__name__)


def take_provider_event(provider: str, event: AnymailTrackingEvent, *, now: datetime) -> bool:
    """Take an event down once; returns whether it is news about a reminder of ours.

    Known by the signed reference that the mail carried, else by its Message-ID.
    """
    report = read_event(provider, event)
    reminder = _reminder_of(report, now) if report else None
    if report is None or reminder is None:
        return False
    heard = Heard(
        source=provider,
        event_id=report.event_id,
        kind=report.kind,
        reminder_id=reminder.pk,
        address=report.address,
        details=report.details,
        occurred_at=report.occurred_at,
    )
    return note_event(heard, now=now)


def _reminder_of(report: ProviderReport, now: datetime) -> Reminder | None:
    """Not the archive's copy: what is told of another address is not the customer's."""
    found = _named(report, now)
    if found is None or not report.address:
        return found
    copy_to = found.sales_account.copy_to.lower()
    is_copy = report.address.lower() == copy_to and copy_to != found.recipient.lower()
    return None if is_copy else found


def _named(report: ProviderReport, now: datetime) -> Reminder | None:
    if not report.reference:
        reminders = Reminder.objects.select_related("sales_account")
        return reminders.filter(message_id=report.message_id).first()
    try:
        return reminder_of_reference(report.reference, today=timezone.localdate(now))
    except (ReturnPathForged, ReturnPathExpired) as error:
        logger.warning("A provider's report is ignored, its reference is not genuine (%s)", error)
        return None
