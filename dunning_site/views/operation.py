"""Betrieb: every check of the health in words, what to do, and what the background does."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from dunning_site.services.health import health
from dunning_site.services.queue_state import QueueAway, clusters, hosts, last_runs
from dunning_site.services.versions import versions
from reminders.services.health import time_of

OPERATE = "reminders.operate_sending"


@require_safe
@needs_rights(OPERATE)
def operation(request: HttpRequest) -> HttpResponse:
    """All of it as it stands now; those that are not fine come first."""
    now = timezone.now()
    checks = health(now, timezone.localdate(now))
    context = {
        "checks": sorted(checks, key=lambda check: check.is_fine),
        "red": sum(not check.is_fine for check in checks),
        "checked_at": time_of(now, now),
        "runs": [
            {
                "name": run.name,
                "done_at": time_of(run.done_at, now),
                "next_at": time_of(run.next_at, now) if run.next_at else "nicht geplant",
            }
            for run in last_runs()
        ],
        "hosts": [{"name": host.name, "at": time_of(host.worked_at, now)} for host in hosts(now)],
        "clusters": _clusters(now),
        "versions": versions(),
    }
    return render(request, "overview/operation.html", context)


def _clusters(now: datetime) -> list[dict[str, object]]:
    try:
        told = clusters()
    except QueueAway:
        # The check of the queue says so on the same page.
        return []
    return [
        {"host": one.host, "workers": len(one.workers), "since": time_of(one.tob, now)}
        for one in told
    ]
