"""Betrieb: every check of the health in words, what to do, and what the background does."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from dunning_site.services.health import health
from dunning_site.services.queue_state import QueueAway, clusters, hosts, last_runs
from dunning_site.services.versions import versions
from reminders.services.health import HealthCheck, time_of

OPERATE = "reminders.operate_sending"
# Where a check that is red is seen to, with the right that opens it.
_REMEDIES = {
    "uncertain": ("Ungeklärt", "reminders:uncertain-list", "reminders.view_reminder"),
    "mail_channel": ("Versand", "reminders:sending", "reminders.view_reminder"),
    "stops": ("Versand", "reminders:sending", "reminders.view_reminder"),
    "quarantine": ("Wiederherstellung", "reminders:restore", OPERATE),
    "bank_data": ("Kontoauszüge", "orders:statement-list", "orders.add_statementimport"),
    "verified": ("Buchungsprüfung", "orders:ledger-check", "orders.view_ledgercheck"),
    "failures": (
        "Fehlgeschlagene Aufgaben",
        "admin:django_q_failure_changelist",
        "django_q.view_failure",
    ),
}


@require_safe
@needs_rights(OPERATE)
def operation(request: HttpRequest) -> HttpResponse:
    """All of it as it stands now; those that are not fine come first."""
    now = timezone.now()
    checks = health(now, timezone.localdate(now))
    context = {
        "checks": [
            {"check": check, "remedy": _remedy(request, check)}
            for check in sorted(checks, key=lambda check: check.is_fine)
        ],
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


def _remedy(request: HttpRequest, check: HealthCheck) -> dict[str, str]:
    """The page where a red check is seen to, {} where there is none or the person may not."""
    label, url_name, permission = _REMEDIES.get(check.name, ("", "", ""))
    if check.is_fine or not label or not request.user.has_perm(permission):
        return {}
    return {"label": label, "url": reverse(url_name)}


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
