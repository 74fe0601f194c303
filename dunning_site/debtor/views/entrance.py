"""The entrance: a link becomes a visit, and its token leaves the address bar."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from dunning_site.debtor.visits import not_found, open_visit
from orders.rules.networks import client_address, network_of
from orders.services.access import order_of_token
from orders.services.access_misses import note_miss, wait_of
from reminders.services.debtor_page import page_is_offered


@login_not_required
@require_safe
def entrance(request: HttpRequest, token: str) -> HttpResponse:
    """Begin the visit that the token opens; only links that open nothing are counted."""
    now, network = timezone.now(), _network(request)
    wait = wait_of(network, now=now)
    if wait is not None:
        return _too_many(wait)
    order = order_of_token(token)
    if order is None or not page_is_offered(order):
        note_miss(network, now=now)
        return not_found(request)
    response = redirect("debtor-page", order.public_id)
    open_visit(response, order, now=now)
    return response


def _network(request: HttpRequest) -> str:
    """The network that asks; its header is believed as far as our own proxies wrote it."""
    forwarded = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    peer = request.META.get("REMOTE_ADDR", "")
    return network_of(client_address(peer, forwarded, settings.PROXY_COUNT))


def _too_many(wait: timedelta) -> HttpResponse:
    """The same words for everybody, and how many seconds to wait."""
    page = render_to_string("debtor/too_many.html")
    seconds = max(1, round(wait.total_seconds()))
    return HttpResponse(
        page, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)}
    )
