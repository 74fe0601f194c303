"""Verjährung: every open order with the last day on which it can be enforced."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from reminders.limitation_list import LimitationFilter, LimitationTable
from reminders.services.limitations import orders_by_limitation, warned_count

NOTHING = "Kein offener Auftrag."
NOTHING_FOUND = "Kein Auftrag gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."


@require_safe
@needs_rights("orders.view_order")
def limitation_list(request: HttpRequest) -> HttpResponseBase:
    """Those that can still be enforced first, the most urgent on top."""
    today = timezone.localdate()
    asked = LimitationFilter(request.GET, queryset=orders_by_limitation(today), today=today)
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    amounts = list(found.order_by().values_list("open_amount", flat=True))
    table = LimitationTable(
        found.select_related("customer", "sales_account"),
        today=today,
        empty_text=NOTHING_FOUND if asked.is_set else NOTHING,
    )
    show_page(request, table)
    table.reset_url = "?" if asked.is_set else ""
    context = {
        "table": table,
        "filter": asked,
        "filter_is_set": asked.is_set,
        "reset_url": "?",
        "hidden_inputs": [
            (name, request.GET[name]) for name in ("sort", "per_page") if name in request.GET
        ],
        "warned": warned_count(today),
        "sum_words": f"{plural(len(amounts), 'Auftrag', 'Aufträge')}, zusammen "
        f"{euro(sum(amounts, ZERO))} offen",
    }
    return list_answer(request, "reminders/limitation_list.html", context)
