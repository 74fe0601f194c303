"""What follows the last Mahnstufe, as orders show it: their case, and the way to one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.rules.german import plural
from common.web.permissions import needs_rights
from dunning_site.filters import OrderFilter, chosen_order_ids, tab_of
from inkasso.case_words import next_words, state_tone
from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from inkasso.services.candidates import open_by_hand, why_no_case
from inkasso.services.cases import CaseRefused
from inkasso.services.handover_orders import propose_orders
from inkasso.services.handovers import HandoverRefused
from orders.models import Order
from reminders.models import Tab

VIEW = "collections.view_collectioncase"
CHANGE = "collections.change_collectioncase"
HAND_OVER = "collections.handover_collectioncase"
REFUSALS_SHOWN = 5


def collection_card(
    order: Order, user: AbstractBaseUser | AnonymousUser, today: date
) -> dict[str, Any] | None:
    """The case of the order, or that one can be opened; None where neither is so."""
    if not user.has_perm(VIEW):
        return None
    case = CollectionCase.objects.select_related("agency").filter(order=order).first()
    if case is None:
        may_open = user.has_perm(CHANGE) and not why_no_case(order, today)
        return {"may_open": True} if may_open else None
    state = CaseState(case.state)
    return {
        "case": case,
        "badge": {"text": state.label, "tone": state_tone(state)},
        "next_words": next_words(case),
    }


def hand_over_action(tab: Tab, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
    """The button above the list of orders, only under Abgeschlossen."""
    if not may_hand_over(tab, user):
        return []
    address = reverse("order-list-hand-over")
    label = "An Inkasso übergeben"
    return [{"label": label, "symbol": "send", "is_primary": True, "formaction": address}]


def may_hand_over(tab: Tab, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether orders of the tab can be chosen for an agency."""
    return tab == Tab.CLOSED and user.has_perm(HAND_OVER)


@require_POST
@needs_rights("orders.view_order", VIEW, CHANGE)
def order_open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the case of an overdue order."""
    get_object_or_404(Order, pk=pk)
    try:
        case = open_by_hand(pk, timezone.localdate(), request.user)
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("order-page", pk)
    messages.success(request, f"Inkassofall {case} angelegt.")
    return redirect("collections:case-page", case.pk)


@require_POST
@needs_rights("orders.view_order", HAND_OVER)
def order_list_hand_over(request: HttpRequest) -> HttpResponse:
    """Open cases for the chosen orders where there are none, and check their handover."""
    today = timezone.localdate()
    address = QueryDict(request.POST.get("filters", ""))
    back = f"{reverse('order-list')}?{address.urlencode()}"
    tab = tab_of(address)
    order_filter = OrderFilter(address, queryset=Order.objects.all(), today=today)
    if tab != Tab.CLOSED:
        messages.error(request, "An Inkasso übergeben geht nur unter „Abgeschlossen“.")
        return redirect(back)
    try:
        made, refusals = propose_orders(
            chosen_order_ids(request.POST, order_filter, tab, today),
            actor=request.user,
            today=today,
            now=timezone.now(),
            selection=", ".join(filter(None, ["Aufträge", tab.label, order_filter.words()])),
        )
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    _tell(request, refusals)
    for other in made[1:]:
        messages.info(
            request, f"Die Auswahl ist aufgeteilt: {other} an {other.agency} ist auch da."
        )
    return redirect("collections:handover-check", made[0].pk)


def _tell(request: HttpRequest, refusals: list[str]) -> None:
    """Say for the first orders why they get no case, and how many more there are."""
    for refusal in refusals[:REFUSALS_SHOWN]:
        messages.warning(request, refusal)
    more = refusals[REFUSALS_SHOWN:]
    if more:
        others = plural(len(more), "weiterer Auftrag bleibt", "weitere Aufträge bleiben")
        messages.warning(request, f"{others} ohne Inkassofall.")
