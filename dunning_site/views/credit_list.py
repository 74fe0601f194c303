"""Orders on which more was paid than is owed."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from common.rules.german import euro, plural
from common.rules.money import ZERO
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from dunning_site.credit_table import CreditFilter, CreditTable
from orders.models import Order

NOTHING = "Kein Auftrag hat ein Guthaben."
NOTHING_FOUND = "Kein Guthaben gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."


@require_safe
@needs_rights("orders.view_order")
def credit_list(request: HttpRequest) -> HttpResponseBase:
    """All credits, the largest first."""
    credit_filter = CreditFilter(request.GET, queryset=Order.objects.with_credit())
    found = credit_filter.qs.select_related("customer", "sales_account")
    amounts = list(found.values_list("credit_amount", flat=True))
    may_book = request.user.has_perm("orders.add_ledgerentry")
    table = CreditTable(
        found,
        empty_text=NOTHING_FOUND if credit_filter.is_set else NOTHING,
        exclude=() if may_book else ("actions",),
    )
    show_page(request, table)
    table.reset_url = "?" if credit_filter.is_set else ""
    context = {
        "table": table,
        "filter": credit_filter,
        "filter_label": "Guthaben filtern",
        "filter_is_set": credit_filter.is_set,
        "reset_url": "?",
        "hidden_inputs": [
            (name, request.GET[name]) for name in ("sort", "per_page") if name in request.GET
        ],
        "sum_words": f"{plural(len(amounts), 'Auftrag', 'Aufträge')}, zusammen "
        f"{euro(sum(amounts, ZERO))} Guthaben",
    }
    return list_answer(request, "orders/credit_list.html", context)
