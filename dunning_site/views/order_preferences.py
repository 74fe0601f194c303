"""Another procedure, or never by the schedule, for one order or its customer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.web.permissions import needs_rights
from dunning_site.filters import OrderFilter, chosen_order_ids, tab_of
from dunning_site.preference_form import PreferenceForm
from orders.models import Order
from reminders.models import DunningPreference, Standing
from reminders.rules.eligibility import Code
from reminders.services.assessment import Assessment
from reminders.services.preferences import (
    PreferenceRefused,
    preference_of,
    set_customer_preference,
    set_order_preference,
    take_in,
    taken_in_words,
)

CHANGE = "reminders.change_dunningpreference"


@require_POST
@needs_rights("orders.view_order", CHANGE)
def order_preference(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds for this order."""
    order = get_object_or_404(Order, pk=pk)
    form = PreferenceForm(order, request.POST)
    if not form.is_valid():
        messages.error(request, _faults(form))
        return redirect("order-page", pk)
    try:
        set_order_preference(pk, actor=request.user, **form.wish)
    except PreferenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Mahnverfahren des Auftrags gespeichert.")
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", CHANGE)
def order_customer_preference(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds for all orders of this order's customer."""
    order = get_object_or_404(Order.objects.select_related("customer"), pk=pk)
    form = PreferenceForm(order.customer, request.POST)
    if not form.is_valid():
        messages.error(request, _faults(form))
        return redirect("order-page", pk)
    try:
        set_customer_preference(order.customer_id, actor=request.user, **form.wish)
    except PreferenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Mahnverfahren des Kunden gespeichert.")
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", CHANGE)
def order_take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one order that was due before the start day into its procedure."""
    get_object_or_404(Order, pk=pk)
    messages.success(request, taken_in_words(take_in([pk], actor=request.user)))
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", CHANGE)
def order_list_take_in(request: HttpRequest) -> HttpResponse:
    """Take the chosen orders, or all that the list's filter finds, into their procedures."""
    today, address = timezone.localdate(), QueryDict(request.POST.get("filters", ""))
    order_filter = OrderFilter(address, queryset=Order.objects.all(), today=today)
    chosen = chosen_order_ids(request.POST, order_filter, tab_of(address), today)
    count = take_in(chosen, actor=request.user)
    (messages.success if count else messages.info)(request, taken_in_words(count))
    return redirect(f"{reverse('order-list')}?{address.urlencode()}")


def preference_context(
    assessment: Assessment, user: AbstractBaseUser | AnonymousUser
) -> dict[str, Any]:
    """What the card of the procedure shows."""
    order = assessment.order
    is_early = any(reason.code == Code.BEFORE_START for reason in assessment.reasons)
    may_change = order.is_open and user.has_perm(CHANGE)
    standing: Standing = order.standing
    own, customers = preference_of(order), preference_of(order.customer)
    return {
        "procedure": standing.procedure,
        "procedure_why": _why(own, customers),
        "preference_notes": _notes(own, customers),
        "preference_form": PreferenceForm(order) if may_change else None,
        "customer_preference_form": PreferenceForm(order.customer) if may_change else None,
        "may_take_in": is_early and may_change,
    }


def _why(own: DunningPreference | None, customers: DunningPreference | None) -> str:
    if own and own.procedure_id:
        return "für diesen Auftrag gewählt"
    if customers and customers.procedure_id:
        return "für den Kunden gewählt"
    return "wie üblich"


def _notes(own: DunningPreference | None, customers: DunningPreference | None) -> list[str]:
    """What was asked for, and by whom."""
    notes = []
    for preference, whose in ((own, "Auftrag"), (customers, "Kunde")):
        if preference is None:
            continue
        parts = ["nie automatisch mahnen"] if preference.is_manual_only else []
        parts += [preference.note] if preference.note else []
        if parts:
            notes.append(f"{whose}: {', '.join(parts)}")
    return notes


def _faults(form: PreferenceForm) -> str:
    return " ".join(str(message) for errors in form.errors.values() for message in errors)
