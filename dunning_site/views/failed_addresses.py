"""The list of customers whose e-mail address somebody has to check."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from common.rules.german import plural
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from dunning_site.failed_addresses import FailedAddressTable, failed_addresses, with_reasons


@require_safe
@needs_rights("orders.view_order", "orders.view_customer")
def failed_address_list(request: HttpRequest) -> HttpResponseBase:
    """Whom no e-mail reaches, the newest first."""
    table = FailedAddressTable(with_reasons(failed_addresses()))
    show_page(request, table)
    count = len(table.rows)
    context = {
        "table": table,
        "sum_words": f"{plural(count, 'Kunde', 'Kunden')} mit offenen Aufträgen",
    }
    return list_answer(request, "customers/failed_addresses.html", context)
