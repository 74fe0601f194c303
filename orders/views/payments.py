"""Zahlungseingänge: the list of movements, one of them, and accepting what was proposed."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from orders.filters import PaymentFilter
from orders.models import Allocation, BankStatement, BankTransaction
from orders.services.bank import AllocationRefused
from orders.services.chargebacks import ChargebackRefused
from orders.services.inbox import accept_proposal
from orders.tables import PaymentTable
from orders.views.payment_pages import (
    MAY_DECIDE,
    MAY_VIEW,
    go_on,
    movements,
    payment_page,
)

State = BankTransaction.State
INBOX = "zu-klaeren"
TABS = {
    INBOX: ("Zu klären", Q(state=State.INBOX)),
    "zugeordnet": ("Zugeordnet", Q(state=State.BOOKED)),
    "beiseitegelegt": ("Beiseitegelegt", Q(state__in=[State.IGNORED, State.NOT_OURS])),
    "alle": ("Alle", Q()),
}


@require_safe
@needs_rights(MAY_VIEW)
def payment_list(request: HttpRequest) -> HttpResponseBase:
    """The movements of a tab that the filter finds, newest first."""
    payment_filter = PaymentFilter(request.GET, BankTransaction.objects.all())
    found = payment_filter.qs if payment_filter.is_valid() else BankTransaction.objects.none()
    tab = _tab(request.GET)
    waiting = found.filter(TABS[INBOX][1]).count()
    context = {
        "filter": payment_filter,
        "filter_is_set": payment_filter.is_set,
        "reset_url": f"?lage={tab}",
        "hidden_inputs": [("lage", tab)],
        "tabs": _tabs(request.GET, tab, waiting),
        "table": _table(request, found.filter(TABS[tab][1]), tab, payment_filter),
        "held_statements": BankStatement.objects.held().count(),
    }
    return list_answer(request, "orders/payment_list.html", context)


@require_safe
@needs_rights(MAY_VIEW)
def payment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One movement with everything the bank told of it, and what can be done."""
    return payment_page(request, get_object_or_404(movements(), pk=pk))


@require_POST
@needs_rights(MAY_VIEW, MAY_DECIDE)
def payment_accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Book the movement as the proposal says that the clerk has read."""
    movement = get_object_or_404(BankTransaction, pk=pk)
    is_from_list = bool(request.POST.get("from_list"))
    try:
        accept_proposal(pk, request.POST.get("proposal", ""), actor=request.user)
    except (AllocationRefused, ChargebackRefused) as refusal:
        messages.warning(request, str(refusal))
        return _list(request) if is_from_list else redirect("orders:payment-detail", pk)
    return go_on(request, movement, to=_list(request) if is_from_list else None)


def _list(request: HttpRequest) -> HttpResponseBase:
    """Back to the list as it was filtered."""
    address = QueryDict(request.POST.get("filters", "")).urlencode()
    return redirect(f"{reverse('orders:payment-list')}{f'?{address}' if address else ''}")


def _tab(address: QueryDict) -> str:
    asked = address.get("lage", "")
    return asked if asked in TABS else INBOX


def _tabs(address: QueryDict, current: str, waiting: int) -> list[dict[str, Any]]:
    """The tabs keep the filter, not the page."""
    kept = address.copy()
    kept.pop("page", None)
    tabs = []
    for name, (label, _) in TABS.items():
        kept["lage"] = name
        tabs.append(
            {
                "label": label,
                "count": waiting if name == INBOX else None,
                "url": f"?{kept.urlencode()}",
                "is_current": name == current,
            }
        )
    return tabs


def _table(
    request: HttpRequest,
    rows: QuerySet[BankTransaction],
    tab: str,
    payment_filter: PaymentFilter,
) -> PaymentTable:
    standing = Allocation.objects.standing().select_related("order")
    table = PaymentTable(
        rows.prefetch_related(Prefetch("allocations", standing, to_attr="standing_allocations")),
        is_inbox=tab == INBOX,
        may_decide=request.user.has_perm(MAY_DECIDE),
        empty_text=_nothing_found(payment_filter, tab),
    )
    show_page(request, table)
    table.reset_url = f"?lage={tab}" if payment_filter.is_set else ""
    return table


def _nothing_found(payment_filter: PaymentFilter, tab: str) -> str:
    if not payment_filter.is_valid():
        return "Ein Filter passt nicht. Berichtigen Sie die markierte Angabe."
    if payment_filter.is_set:
        return "Keine Umsätze gefunden. Prüfen Sie die Filter oder setzen Sie sie zurück."
    if tab == INBOX:
        return "Hier ist nichts zu klären."
    return "Noch keine Umsätze."
