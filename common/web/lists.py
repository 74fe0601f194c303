"""What every list page does with its table."""

from django.http import HttpRequest
from django_tables2 import Table

from common.web.exports import ASKED
from common.web.list_tools import ListTools

# What components/pagination.html offers.
PAGE_SIZES = (25, 50, 100)


def show_page(request: HttpRequest, table: Table, *, page_size: int = PAGE_SIZES[0]) -> None:
    """Sort the table as the address says and cut out the page it asks for, else the first.

    Only the offered sizes are served: nobody gets all rows at once, and none of them is zero. A
    table may `prepare` the records of the page. `list_answer` then answers.
    """
    table.request = request
    order_by = request.GET.getlist(table.prefixed_order_by_field)
    if order_by:
        table.order_by = order_by
    table.tools = ListTools(request, table)
    table.tools.hide_columns()
    if ASKED in request.GET:
        return
    wanted = request.GET.get(table.prefixed_per_page_field)
    table.paginate(per_page=int(wanted) if wanted in map(str, PAGE_SIZES) else page_size)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    if hasattr(table, "prepare"):
        table.prepare([row.record for row in table.paginated_rows])
