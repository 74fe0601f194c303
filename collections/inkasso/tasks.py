"""What the job queue may be asked for: doorbells that read the clock and call one service."""

from django.utils import timezone

from common.jobs import regular
from inkasso.services.automatic import collect
from inkasso.services.handover_delivery import deliver_due
from inkasso.services.notice_sending import send_all_notices
from inkasso.services.report_fetching import fetch_all_reports
from reminders.services.waiting_requests import extend_pauses


@regular(timezone.now)
def fetch_reports() -> str:
    """Every hour: take the reports that agencies keep for us; ringing twice does no harm."""
    fetched = fetch_all_reports(timezone.now)
    return " · ".join([f"{fetched.count} Rückmeldungen", *fetched.problems])


@regular(timezone.now)
def send_notices() -> str:
    """Every few minutes: tell agencies what happened to their cases; twice does no harm."""
    return f"{send_all_notices(timezone.now)} Meldungen"


@regular(timezone.now)
def daily_collections() -> str:
    """Every night: open cases, look at all that wait, hand over what may go by itself.

    Nobody is handed over who waits for an answer, also when the daily run did not come first.
    """
    extend_pauses(today=timezone.localdate())
    night = collect(today=timezone.localdate(), now=timezone.now())
    told = f"{night.opened} angelegt, {night.refreshed} geprüft, {night.handed_over} übergeben"
    return "; ".join((told, *night.refusals))


@regular(timezone.now)
def deliver_handovers() -> str:
    """Every minute, and after a release: write and deliver what is due; twice does no harm."""
    ended = deliver_due(clock=timezone.now)
    return ", ".join(f"{count} {how}" for how, count in ended.items()) or "nichts zu tun"
