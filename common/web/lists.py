"""What every list page does with its table."""

from django.http import HttpRequest
from django_tables2 import Table

# What components/pagination.html offers.
PAGE_SIZES = (25, 50, 100)


def show_page(request: HttpRequest, table: Table, *, page_size: int = PAGE_SIZES[0]) -> None:
    """Sort the table as the address says and cut out the page it asks for, else the first.

    Only the offered sizes are served: nobody gets all rows at once, and none of them is zero.
    """
    table.request = request
    order_by = request.GET.getlist(table.prefixed_order_by_field)
    if order_by:
        table.order_by = order_by
    wanted = request.GET.get(table.prefixed_per_page_field)
    table.paginate(per_page=int(wanted) if wanted in map(str, PAGE_SIZES) else page_size)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
