"""What the job queue may be asked for: doorbells that read the clock and call one service."""

from django.utils import timezone

from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.delivery import sweep as sweep_outbox
from reminders.services.mail_server import JournalNotWritable
from reminders.services.runs import run_automatically

DELIVERY_SECONDS = 45


def deliver() -> str:
    """Send due reminders for a while; the next ring comes from the sweep if need be."""
    try:
        ended = deliver_due(clock=timezone.now, seconds=DELIVERY_SECONDS)
    except (DeliveryImpossible, JournalNotWritable) as hindrance:
        return str(hindrance)
    return ", ".join(f"{count} {how}" for how, count in ended.items()) or "nichts zu tun"


def sweep() -> str:
    """Once a minute: settle what a dead worker left behind, and ring if something is due."""
    return f"{sweep_outbox(clock=timezone.now)} aufgeräumt"


def daily_run() -> str:
    """The automatic dunning of the day."""
    run = run_automatically(today=timezone.localdate(), now=timezone.now())
    return f"{run} angelegt" if run else "nichts zu tun"
