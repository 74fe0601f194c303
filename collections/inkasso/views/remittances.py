"""Abrechnungen: what agencies paid out, against what they reported."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.rules.german import euro
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights, refuse_without_rights
from inkasso.models import Remittance
from inkasso.report_forms import SettlementForm
from inkasso.report_tables import RemittanceTable, remittance_badge
from inkasso.services.remittances import (
    Reconciled,
    SettlementRefused,
    reconcile,
    settle_remittance,
)
from inkasso.views.reports import ADD, VIEW

# More remittances than anybody looks at; older ones are reached by their reports.
SHOWN = 500


@require_safe
@needs_rights(VIEW)
def remittance_list(request: HttpRequest) -> HttpResponseBase:
    """All remittances, newest first, each against its payments."""
    newest = Paginator(Remittance.objects.select_related("agency"), SHOWN).get_page(1)
    table = RemittanceTable(reconcile(list(newest)))
    show_page(request, table)
    return list_answer(request, "collections/remittance_list.html", {"table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW)
def remittance_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One remittance with its payments; a difference can be settled for a reason."""
    remittance = get_object_or_404(
        Remittance.objects.select_related("agency", "entry", "settled_by"), pk=pk
    )
    is_settling = request.method == "POST"
    if is_settling:
        refuse_without_rights(request, ADD)
    form = SettlementForm(request.POST if is_settling else None)
    if is_settling and form.is_valid():
        try:
            settle_remittance(
                pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                today=timezone.localdate(),
            )
        except SettlementRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{remittance} ist geklärt.")
            return redirect("collections:remittance-page", pk)
    found = reconcile([remittance])[0]
    context = {
        "found": found,
        "remittance": remittance,
        "badge": remittance_badge(found),
        "figures": _figures(found),
        "form": form,
        "may_settle": request.user.has_perm(ADD),
    }
    return render(request, "collections/remittance_page.html", context)


def _figures(found: Reconciled) -> list[dict[str, str]]:
    """How the expected sum comes about."""
    tone = "bad" if found.difference and not found.is_done else ""
    return [
        {"label": "Zahlungen der Schuldner", "value": euro(found.paid)},
        {"label": "davon Kosten einbehalten", "value": euro(-found.costs)},
        {"label": "weitere Abzüge", "value": euro(-found.remittance.deductions)},
        {"label": "erwartet", "value": euro(found.expected)},
        {"label": "ausgezahlt", "value": euro(found.remittance.amount)},
        {"label": "Unterschied", "value": euro(found.difference), "tone": tone},
    ]
