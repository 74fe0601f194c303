"""The search in the head of the page, and what it finds."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.rules.german import euro
from common.web.permissions import refuse_without_rights
from dunning_site.services.search import (
    MAX_LENGTH,
    MIN_LENGTH,
    Found,
    Kind,
    exact_order,
    search,
    searchable_kinds,
)
from inkasso.models import CollectionCase
from orders.models import Customer, Invoice, Order
from reminders.models import ReminderItem

TITLES = {
    Kind.ORDERS: "Aufträge",
    Kind.INVOICES: "Rechnungen",
    Kind.CUSTOMERS: "Kunden",
    Kind.CASES: "Inkassofälle",
    Kind.REMINDERS: "Mahnungen",
    Kind.AMOUNTS: "Beträge",
}
# What the order list finds too, which searches every word anywhere.
LISTED = {Kind.ORDERS, Kind.CUSTOMERS, Kind.AMOUNTS}


@require_safe
def search_page(request: HttpRequest) -> HttpResponseBase:
    """What the text finds; the exact number of one order leads straight to it."""
    kinds = searchable_kinds(request.user.has_perm)
    if not kinds:
        refuse_without_rights(request, "orders.view_order")
    text = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_LENGTH]
    found = search(text, kinds) if len(text) >= MIN_LENGTH else []
    order = exact_order(text, found)
    if order is not None:
        return redirect("order-page", order.pk)
    return _show(request, text, found)


def _show(request: HttpRequest, text: str, found: list[Found]) -> HttpResponse:
    may_open_customer = request.user.has_perm("orders.view_customer")
    context = {
        "search_text": text,
        "is_too_short": 0 < len(text) < MIN_LENGTH,
        "groups": [_group(one, text, may_open_customer=may_open_customer) for one in found],
        "full_text_url": _orders_url(text),
        "may_search_orders": request.user.has_perm("orders.view_order"),
    }
    return render(request, "search/search.html", context)


def _group(found: Found, text: str, *, may_open_customer: bool) -> dict[str, Any]:
    """One kind of hits as the page shows it."""
    rows = [_ROWS[found.kind](row) for row in found.rows]
    if found.kind == Kind.CUSTOMERS and not may_open_customer:
        rows = [{**row, "url": _orders_url(row["title"])} for row in rows]
    return {
        "title": TITLES[found.kind],
        "rows": rows,
        "has_more": found.has_more,
        "all_url": _orders_url(text) if found.kind in LISTED else "",
    }


def _orders_url(text: str) -> str:
    """The order list, searched for the text."""
    return f"{reverse('order-list')}?{urlencode({'suche': text})}"


def _order(order: Order) -> dict[str, str]:
    return {
        "title": order.number,
        "url": reverse("order-page", args=[order.pk]),
        "note": f"{order.customer} · {order.sales_account}",
        "amount": _open_words(order),
    }


def _invoice(invoice: Invoice) -> dict[str, str]:
    order = _order(invoice.order)
    return {**order, "title": invoice.number, "note": f"Auftrag {invoice.order} · {order['note']}"}


def _customer(customer: Customer) -> dict[str, str]:
    name = customer.full_name if customer.company else ""
    parts = [name, customer.city, customer.effective_email, str(customer.sales_account)]
    open_sum = customer.open_sum  # type: ignore[attr-defined]
    return {
        "title": customer.display_name,
        "url": reverse("customer-account", args=[customer.pk]),
        "note": " · ".join(part for part in parts if part),
        "amount": f"{euro(open_sum)} offen" if open_sum else "nichts offen",
    }


def _case(case: CollectionCase) -> dict[str, str]:
    parts = [f"Auftrag {case.order}", str(case.order.customer), str(case.agency or "")]
    if case.agency_reference:
        parts.append(f"dort {case.agency_reference}")
    return {
        "title": case.reference,
        "url": reverse("collections:case-page", args=[case.pk]),
        "note": " · ".join(part for part in parts if part),
        "amount": case.state_label,
    }


def _reminder(item: ReminderItem) -> dict[str, str]:
    return {
        "title": str(item.reminder),
        "url": reverse("order-page", args=[item.order_id]),
        "note": f"Auftrag {item.order} · {item.order.customer}",
        "amount": item.reminder.state_words,
    }


def _open_words(order: Order) -> str:
    if order.is_open:
        return f"{euro(order.open_amount)} offen"
    return f"{order.get_payment_status_display()}, {euro(order.total)}"


_ROWS: Mapping[Kind, Callable[[Any], dict[str, str]]] = {
    Kind.ORDERS: _order,
    Kind.INVOICES: _invoice,
    Kind.CUSTOMERS: _customer,
    Kind.CASES: _case,
    Kind.REMINDERS: _reminder,
    Kind.AMOUNTS: _order,
}
