"""Kostenrechner: what agency, court and lawyer may charge the debtor, line by line."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import euro
from common.web.permissions import needs_rights
from inkasso.cost_forms import CostForm
from inkasso.rules.cost_tables import CostsRefused
from inkasso.services.cost_preview import CostPreview, preview


@require_safe
@needs_rights("collections.view_collectioncase")
def cost_calculator(request: HttpRequest) -> HttpResponse:
    """The form, and below it each cost with its formula; everything stands in the address."""
    form, costs = _asked(request, timezone.localdate())
    context = {
        "form": form,
        "costs": costs,
        "figures": _figures(costs) if costs else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "collections/costs.html", context)


def _asked(request: HttpRequest, today: date) -> tuple[CostForm, CostPreview | None]:
    """The form as the address fills it, with the costs if they can be computed."""
    form = CostForm(request.GET if "betrag" in request.GET else None, today=today)
    if not form.is_valid():
        return form, None
    try:
        return form, preview(form.question())
    except CostsRefused as refusal:
        form.add_error("tag", str(refusal))
        return form, None


def _figures(costs: CostPreview) -> list[dict[str, str]]:
    """The numbers on top: the agency at each rate, the court, the lawyer."""
    agencies = [
        {
            "label": f"Inkasso zum Satz {one.factor_words}",
            "value": euro(one.gross),
            "note": "gewählt" if one.factor == costs.agency.factor else "",
        }
        for one in costs.agencies
    ]
    return [
        *agencies,
        {"label": "Gericht", "value": euro(costs.court), "note": "Mahnbescheid"},
        {"label": "Rechtsanwalt", "value": euro(costs.lawyer.gross), "note": "im Mahnverfahren"},
    ]
