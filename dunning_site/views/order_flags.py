"""Decisions on an order: which total counts, why no money came, and who the customer is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.web.permissions import needs_rights
from dunning_site.forms import CustomerKindForm, TotalForm, UnpaidReasonForm
from dunning_site.views.booking_words import booked_words
from orders.models import Customer, Order
from orders.rules.drafts import UnpaidReason
from orders.services.by_hand import BookingRefused
from orders.services.flags import Decision, decide_total
from orders.services.stops import change_unpaid_reason
from reminders.services.customer_kind import change_kind

UNREADABLE = "Die Entscheidung kam nicht vollständig an. Wählen Sie noch einmal."


@require_POST
@needs_rights("orders.view_order", "orders.add_ledgerentry")
def order_total(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take over the total that the shop tells, or keep the one there is."""
    get_object_or_404(Order, pk=pk)
    form = TotalForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE)
        return redirect("order-page", pk)
    decision = Decision(form.cleaned_data["decision"])
    try:
        order = decide_total(
            pk,
            decision,
            seen_total=form.cleaned_data["seen_total"],
            actor=request.user,
            today=timezone.localdate(),
        )
    except BookingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        is_accepted = decision == Decision.ACCEPT
        done = "Betrag des Shops übernommen." if is_accepted else "Bisheriger Betrag beibehalten."
        messages.success(request, booked_words(done, order))
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", "orders.add_ledgerentry")
def order_unpaid_reason(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep why the money did not come."""
    get_object_or_404(Order, pk=pk)
    form = UnpaidReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Diesen Grund gibt es nicht. Wählen Sie einen aus der Liste.")
        return redirect("order-page", pk)
    reason = UnpaidReason(form.cleaned_data["unpaid_reason"])
    order = change_unpaid_reason(pk, reason, actor=request.user)
    messages.success(request, f"Grund der Nichtzahlung: {order.get_unpaid_reason_display()}.")
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", "orders.change_customer")
def order_customer_kind(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say whether the order's customer is a consumer or a business."""
    order = get_object_or_404(Order, pk=pk)
    form = CustomerKindForm(request.POST)
    if not form.is_valid():
        messages.error(request, UNREADABLE)
        return redirect("order-page", pk)
    kind = Customer.Kind(form.cleaned_data["kind"])
    if change_kind(order.customer_id, kind, actor=request.user):
        messages.success(
            request, f"Art des Kunden: {kind.label}. Sie gilt für alle seine Aufträge."
        )
    return redirect("order-page", pk)
