"""The entrance: a link becomes a visit, and its token leaves the address bar."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from dunning_site.debtor.visits import not_found, open_visit
from orders.services.access import order_of_token
from reminders.services.debtor_page import page_is_offered


@login_not_required
@require_safe
def entrance(request: HttpRequest, token: str) -> HttpResponse:
    """Begin the visit that the token opens; nothing is written, so mail scanners do no harm."""
    order = order_of_token(token)
    if order is None or not page_is_offered(order):
        return not_found(request)
    response = redirect("debtor-page", order.public_id)
    open_visit(response, order, now=timezone.now())
    return response
