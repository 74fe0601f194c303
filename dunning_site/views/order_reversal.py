"""A page of its own for one dangerous act: taking back what was booked by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.web.permissions import needs_rights, refuse_without_rights
from dunning_site.forms import ReversalForm
from dunning_site.views.booking_words import (
    moving_back_consequence,
    reversal_consequence,
    reversal_title,
    reversal_words,
)
from dunning_site.views.order_ledger import amount_on, right_to_reverse
from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.credits import move_back, refuse_moving_back
from orders.services.reversals import is_cancellation, open_after_reversal, reverse_entry

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order")
def order_reverse(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    """Say what will happen and ask why; on a POST with a reason do it."""
    entries = LedgerEntry.objects.select_related("order__customer", "reversed_by")
    entry = get_object_or_404(entries, pk=entry_pk, order=pk)
    refuse_without_rights(request, right_to_reverse(entry))
    form = ReversalForm(request.POST or None)
    try:
        if request.method != "POST" or not form.is_valid():
            return _page(request, entry, form)
        order = _take_back(request, entry, form.cleaned_data["reason"])
    except BookingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, reversal_words(order, entry))
    return redirect("order-page", pk)


def _take_back(request: HttpRequest, entry: LedgerEntry, reason: str) -> Order:
    """The order afterwards. Raises BookingRefused."""
    told: dict[str, Any] = {"actor": request.user, "today": timezone.localdate()}
    if entry.kind == LedgerEntry.Kind.TRANSFER:
        return move_back(entry.pk, reason=reason, **told)[0]
    return reverse_entry(entry.pk, reason=reason, **told)


def _page(request: HttpRequest, entry: LedgerEntry, form: ReversalForm) -> HttpResponse:
    """The page; with a form that holds errors it answers 422. Raises BookingRefused."""
    context = {
        "order": entry.order,
        "title": reversal_title(entry),
        "entry_words": f"{entry.get_kind_display()} über {amount_on(entry)}",
        "reference": entry.reference,
        "consequence": _consequence(entry),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "orders/order_reverse.html", context, status=status)


def _consequence(entry: LedgerEntry) -> str:
    if entry.kind == LedgerEntry.Kind.TRANSFER:
        return moving_back_consequence(entry, refuse_moving_back(entry))
    return reversal_consequence(
        open_after_reversal(entry), reopens=is_cancellation(entry.order, entry)
    )
