"""One customer on one page: what a call about all his orders needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from orders.models import Customer

RIGHTS = ("orders.view_order", "orders.view_customer")


@require_safe
@needs_rights(*RIGHTS)
def customer_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer as he stands today."""
    customer = get_object_or_404(Customer.objects.select_related("sales_account"), pk=pk)
    return render(request, "customers/account.html", {"customer": customer})
