"""A visit to one order's payment page: begun by the link, carried on by a cookie."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from dunning_site.debtor.middleware import not_found
from orders.models import Order
from reminders.services.debtor_page import page_is_offered

__all__ = ["not_found", "open_visit", "visit_required", "visited_order"]

LASTS = timedelta(hours=2)
_SIGNER = "mahnwerk.visit"
View = Callable[..., HttpResponseBase]


def open_visit(response: HttpResponse, order: Order, *, now: datetime) -> None:
    """Let the browser see this order's page for two hours."""
    content = {"id": order.public_id, "version": order.access_version, "at": int(now.timestamp())}
    response.set_cookie(
        _cookie_name(order.public_id),
        Signer(salt=_SIGNER).sign_object(content),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def visited_order(request: HttpRequest, public_id: str, *, now: datetime) -> Order | None:
    """The order that the browser may see; None without a visit that still holds.

    An order paid meanwhile stays visible to the visit that paid it.
    """
    visit = _visit(request, public_id)
    if visit is None or not 0 <= now.timestamp() - visit["at"] < LASTS.total_seconds():
        return None
    order = (
        Order.objects.select_related(
            "customer", "sales_account__creditor", "sales_account__debtor_page", "payment_method"
        )
        .filter(public_id=public_id, access_version=visit["version"])
        .filter(access_revoked_on=None, collection_since=None)
        .first()
    )
    return order if order is not None and page_is_offered(order) else None


def visit_required(view: View) -> View:
    """Hand the visit's order to the view as its second argument, or answer like a wrong link."""

    @login_not_required
    @wraps(view)
    def visited(
        request: HttpRequest, public_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        order = visited_order(request, public_id, now=timezone.now())
        return not_found(request) if order is None else view(request, order, *args, **kwargs)

    return visited


def _visit(request: HttpRequest, public_id: str) -> dict[str, Any] | None:
    """What the cookie of this order says, unless it is missing or forged."""
    try:
        content = Signer(salt=_SIGNER).unsign_object(
            request.COOKIES.get(_cookie_name(public_id), "")
        )
    except BadSignature:
        return None
    return content if content["id"] == public_id else None


def _cookie_name(public_id: str) -> str:
    # Browsers take the prefix only with HTTPS; it binds the cookie to this host and path "/".
    prefix = "__Host-" if settings.SESSION_COOKIE_SECURE else ""
    return f"{prefix}z_{public_id}"
