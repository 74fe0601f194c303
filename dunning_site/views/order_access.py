"""The order's payment page as the clerk sees it: its link, who opened it, renew and close."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.rules.german import day as german_day
from common.web.permissions import needs_rights
from orders.models import Order
from orders.services.access import renew_access, revoke_access
from reminders.services.debtor_page import link_for, page_is_offered

MAY_CHANGE = "orders.change_order"
SHOWN_OPENINGS = 5
_ORDERS = Order.objects.select_related("customer", "sales_account")


@dataclass(frozen=True, slots=True)
class AccessAct:
    """What the clerk may do with the link, in the words of its page of confirmation."""

    url_name: str
    title: str
    consequence: str
    done: str
    is_dangerous: bool = False


RENEW = AccessAct(
    "order-access-renew",
    "Link erneuern",
    "Der Auftrag erhält einen neuen Link. Alle älteren öffnen die Seite nicht mehr, auch nicht die "
    "in versendeten Mahnungen; laufende Besuche enden. Teilen Sie dem Kunden den neuen Link mit.",
    "Link erneuert. Ältere Links gelten nicht mehr.",
)
REVOKE = AccessAct(
    "order-access-revoke",
    "Seite sperren",
    "Kein Link öffnet die Zahlungsseite mehr, laufende Besuche enden, und Mahnungen nennen keinen "
    "Link. Gemahnt wird weiter. Mit „Link erneuern“ öffnen Sie die Seite wieder.",
    "Zahlungsseite gesperrt.",
    is_dangerous=True,
)


def access_card(order: Order, user: Any) -> dict[str, Any] | None:
    """The card of the payment page; None where the installation has no payment pages."""
    if not settings.PUBLIC_URL:
        return None
    may_change, closed = user.has_perm(MAY_CHANGE), _why_closed(order)
    openings = order.link_openings.values_list("opened_on", flat=True)[:SHOWN_OPENINGS]
    return {
        # Whoever has the link can act for the debtor.
        "link": link_for(order) if may_change and not closed else "",
        "closed": closed,
        "opened": ", ".join(german_day(day) for day in openings),
        "acts": _acts(order) if may_change else (),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order", MAY_CHANGE)
def order_access_renew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what a new link means; on a POST give the order one."""
    order = get_object_or_404(_ORDERS, pk=pk)
    if request.method != "POST":
        return _confirmation(request, order, RENEW)
    renew_access(pk, actor=request.user)
    return _done(request, pk, RENEW)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order", MAY_CHANGE)
def order_access_revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what closing the page means; on a POST close it."""
    order = get_object_or_404(_ORDERS, pk=pk)
    if request.method != "POST":
        return _confirmation(request, order, REVOKE)
    revoke_access(pk, actor=request.user, today=timezone.localdate())
    return _done(request, pk, REVOKE)


def _why_closed(order: Order) -> str:
    """Why the customer cannot open the page, or ""."""
    if order.access_revoked_on is not None:
        return f"gesperrt seit {german_day(order.access_revoked_on)}"
    if order.collection_since is not None:
        return "geschlossen, weil die Forderung beim Inkasso ist"
    if not order.is_open:
        return "geschlossen, weil nichts mehr offen ist"
    if not page_is_offered(order):
        return f"für {order.sales_account} ausgeschaltet"
    return ""


def _acts(order: Order) -> tuple[AccessAct, ...]:
    return (RENEW,) if order.access_revoked_on is not None else (RENEW, REVOKE)


def _confirmation(request: HttpRequest, order: Order, act: AccessAct) -> HttpResponse:
    return render(request, "orders/order_access.html", {"order": order, "act": act})


def _done(request: HttpRequest, pk: int, act: AccessAct) -> HttpResponseBase:
    messages.success(request, act.done)
    return redirect("order-page", pk)
