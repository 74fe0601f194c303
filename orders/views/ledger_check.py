"""What the check of the books found, for whoever answers for them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.jobs import enqueue
from common.rules.german import whole
from common.web.permissions import needs_rights
from orders.models import LedgerCheck

CHECK_TASK = "orders.tasks.check_books"
FINDINGS_SHOWN = 200
# Names the newest check at the time when another one was asked for.
AFTER = "nach"
RUNNING = "wird geprüft"


@require_safe
@needs_rights("orders.view_ledgercheck")
def ledger_check(request: HttpRequest) -> HttpResponse:
    """The newest check with its findings, and the ones before it; while one runs only that."""
    if AFTER in request.GET:
        if _is_finished(request):
            return redirect("orders:ledger-check")
        return render(request, "orders/ledger_check_running.html", _running(request))
    newest, *earlier = LedgerCheck.objects.all()[:15] or [None]
    context = {
        "check": newest,
        "figures": _figures(newest) if newest else [],
        "findings": newest.findings[:FINDINGS_SHOWN] if newest else [],
        "more": max(len(newest.findings) - FINDINGS_SHOWN, 0) if newest else 0,
        "earlier": earlier,
    }
    return render(request, "orders/ledger_check.html", context)


@require_POST
@needs_rights("orders.add_ledgercheck")
def ledger_check_start(request: HttpRequest) -> HttpResponse:
    """Ask for a check now; it runs in the background."""
    newest = LedgerCheck.objects.values_list("pk", flat=True).first() or 0
    enqueue(CHECK_TASK)
    return redirect(f"{reverse('orders:ledger-check')}?{AFTER}={newest}")


@require_safe
@needs_rights("orders.view_ledgercheck")
def ledger_check_progress(request: HttpRequest) -> JsonResponse:
    """Whether the check that was asked for is done, for static/js/run.js."""
    is_finished = _is_finished(request)
    return JsonResponse(
        {
            "done": int(is_finished),
            "total": 1,
            "failed": 0,
            "state": "done" if is_finished else "running",
            "text": RUNNING,
            "finished_url": reverse("orders:ledger-check") if is_finished else None,
        }
    )


def _is_finished(request: HttpRequest) -> bool:
    """Whether a newer check is there; an address that names none waits for nothing."""
    number = request.GET.get(AFTER, "")
    if not (number.isdecimal() and len(number) < 16):
        return True
    return LedgerCheck.objects.filter(pk__gt=int(number)).exists()


def _running(request: HttpRequest) -> dict[str, object]:
    address = f"{reverse('orders:ledger-check-progress')}?{AFTER}={request.GET[AFTER]}"
    return {"progress_url": address, "progress_text": RUNNING, "done": 0, "total": 1}


def _figures(check: LedgerCheck) -> list[dict[str, str]]:
    return [
        {"label": "Aufträge", "value": whole(check.order_count)},
        {"label": "Buchungen", "value": whole(check.entry_count)},
        {"label": "Kontoauszüge", "value": whole(check.statement_count)},
        {
            "label": "Abweichungen",
            "value": whole(len(check.findings)),
            "tone": "good" if check.is_ok else "bad",
        },
    ]
