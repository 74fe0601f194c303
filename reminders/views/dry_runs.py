"""Was passiert am …?: what a run on any day would do; the page writes nothing."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import day as german_day
from common.rules.german import euro, whole
from common.rules.money import ZERO
from common.web.lists import show_page
from common.web.permissions import needs_rights
from reminders.dry_run_form import DryRunForm, ForecastTable
from reminders.rules.eligibility import step_name
from reminders.services.base_rates import base_rate_warning
from reminders.services.dry_runs import Forecast, forecast
from reminders.views.exclusions import grouped


@require_safe
@needs_rights("reminders.add_dunningrun")
def dry_run(request: HttpRequest) -> HttpResponse:
    """Everything for the day asked for, today without an answer; nothing for a mistyped day."""
    today = timezone.localdate()
    is_asked = any(name in request.GET for name in DryRunForm.base_fields)
    form = DryRunForm(request.GET if is_asked else None, today=today)
    context: dict[str, Any] = {"form": form, "today": today}
    if not form.is_bound or form.is_valid():
        context |= _answer(request, form, today)
    return render(request, "reminders/dry_run.html", context)


def _answer(request: HttpRequest, form: DryRunForm, today: date) -> dict[str, Any]:
    planned = forecast(
        form.day,
        today=today,
        sales_account_id=form.account_id,
        is_automatic=form.is_automatic,
    )
    table = ForecastTable(planned.sent, empty_text="An diesem Tag würde nichts versendet.")
    show_page(request, table)
    exclusions = grouped(planned.skipped, request.user)
    return {
        "planned": planned,
        "table": table,
        "exclusions": exclusions,
        "figures": _figures(planned, exclusions.order_count),
        "steps": _steps(planned),
        "assumption": _assumption(form.day, today),
        "rate_warning": base_rate_warning(today) if planned.total("interest") else "",
        "no_exclusion_words": "Kein überfälliger Auftrag bliebe aus.",
    }


def _figures(planned: Forecast, excluded: int) -> list[dict[str, str]]:
    sum_open = planned.total("principal") + planned.total("other_costs")
    return [
        {"label": "Mahnungen", "value": whole(len(planned.plan.drafts))},
        {"label": "Summe offen", "value": euro(sum_open)},
        {"label": "Neue Zinsen", "value": euro(planned.total("interest"))},
        {
            "label": "Neue Gebühren",
            "value": euro(planned.total("dunning_fee") + planned.total("lump_sum")),
        },
        {"label": "Ausgeschlossen", "value": whole(excluded)},
    ]


def _steps(planned: Forecast) -> list[dict[str, Any]]:
    """How many orders at each step, and over what sum; lowest first."""
    sums: defaultdict[int, list[Decimal]] = defaultdict(list)
    for order in planned.sent:
        sums[order.level].append(order.open_amount)
    return [
        {"step": step_name(level), "count": len(amounts), "sum": sum(amounts, ZERO)}
        for level, amounts in sorted(sums.items())
    ]


def _assumption(day: date, today: date) -> str:
    """What the answer rests on."""
    if day > today:
        return (
            f"Angenommen ist, dass bis zum {german_day(day)} niemand zahlt und nichts versendet "
            "wird."
        )
    if day < today:
        return f"Gerechnet ist mit dem heutigen Stand der Aufträge am {german_day(day)}."
    return "Gerechnet ist mit dem Stand von jetzt."
