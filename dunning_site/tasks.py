"""What the job queue may be asked for where several apps take part: doorbells, as elsewhere."""

from django.utils import timezone

from common.jobs import regular
from common.rules.german import plural
from dunning_site.services.kept_figures import refresh_kept_figures
from dunning_site.services.online_payment_pauses import follow_reports
from dunning_site.services.queue_state import forget_failures as forget_old_failures
from orders.services.provider_questions import ask_about_started


@regular(timezone.now)
def ask_payment_providers() -> str:
    """Every ten minutes: ask about online payments of which nobody has reported an end."""
    now = timezone.now()
    taken = ask_about_started(now=now)
    follow_reports(taken, today=timezone.localdate(now))
    return plural(sum(one.is_new for one in taken), "Neuigkeit", "Neuigkeiten")


@regular(timezone.now)
def refresh_evaluations() -> str:
    """Every quarter of an hour: bring the kept figures of changed orders up to date."""
    return _refreshed(full=False)


@regular(timezone.now)
def rebuild_evaluations() -> str:
    """Every night: work out all kept figures anew."""
    return _refreshed(full=True)


@regular(timezone.now)
def forget_failures() -> str:
    """Every day: drop failed tasks of long ago, which the queue would keep for ever."""
    return f"{forget_old_failures(now=timezone.now())} Fehler gelöscht"


def _refreshed(*, full: bool) -> str:
    done = refresh_kept_figures(now=timezone.now(), today=timezone.localdate(), full=full)
    return f"{plural(done.orders, 'Auftrag', 'Aufträge')} angesehen"
