"""What the check of the books found, for whoever answers for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.jobs import enqueue
from common.rules.german import whole
from common.web.permissions import needs_rights
from orders.models import LedgerCheck

CHECK_TASK = "orders.tasks.check_books"
FINDINGS_SHOWN = 200


@require_safe
@needs_rights("orders.view_ledgercheck")
def ledger_check(request: HttpRequest) -> HttpResponse:
    """The newest check with its findings, and the ones before it."""
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
    enqueue(CHECK_TASK)
    messages.success(request, "Die Prüfung läuft. Laden Sie die Seite in einigen Augenblicken neu.")
    return redirect("orders:ledger-check")


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
