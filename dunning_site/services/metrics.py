"""The figures of the installation for Prometheus, read when they are asked for."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Min

from dunning_site.adapters.prometheus import Gauge
from dunning_site.services.health import free_space, health
from dunning_site.services.queue_state import QueueAway, queue_length
from reminders.models import Beat, Channel, MailChannel, Reminder
from reminders.rules.states import ReminderState
from reminders.services.beats import HOST


def metrics(now: datetime, today: date) -> list[Gauge]:
    """All figures; the values come from the database, so any web process tells the same."""
    checks = {check.name: float(check.is_fine) for check in health(now, today)}
    return [
        Gauge("mahnwerk_check_ok", "1 while the check of the health is fine.", checks, "check"),
        Gauge("mahnwerk_free_disk_bytes", "Room for data and journal.", {"": free_space()}),
        *_sending(now),
        *_work(now),
    ]


def _sending(now: datetime) -> Iterator[Gauge]:
    # Each state, so that a figure that falls to nothing is a nought and does not vanish.
    counts = dict.fromkeys(ReminderState, 0)
    by_state = Reminder.objects.order_by().values_list("state").annotate(Count("pk"))
    counts |= {ReminderState(state): count for state, count in by_state}
    yield Gauge("mahnwerk_reminders", "Reminders by state.", counts, "state")
    due = Reminder.objects.filter(state=ReminderState.QUEUED, not_before__lte=now)
    oldest = due.exclude(channel=Channel.LETTER).aggregate(at=Min("not_before"))["at"]
    waited = (now - oldest).total_seconds() if oldest else 0
    yield Gauge("mahnwerk_oldest_due_seconds", "How long the oldest mail is due.", {"": waited})
    channel = MailChannel.objects.filter(pk=MailChannel.ONLY).first() or MailChannel()
    failures = {"": channel.failures_in_row}
    yield Gauge("mahnwerk_mail_failures_in_row", "Vain connections to the mail server.", failures)


def _work(now: datetime) -> Iterator[Gauge]:
    beats = Beat.objects.exclude(name__startswith=HOST).values_list("name", "at")
    ages = {name: (now - at).total_seconds() for name, at in beats.order_by("name")}
    yield Gauge("mahnwerk_beat_age_seconds", "Since a part got something done.", ages, "beat")
    try:
        waiting = {"": queue_length()}
    except QueueAway:
        # No figure is the truth; the check named queue says why.
        waiting = {}
    yield Gauge("mahnwerk_queue_tasks", "Tasks that wait for a worker.", waiting)
