"""A page of its own for one dangerous act: taking back a payment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.web.permissions import needs_rights
from dunning_site.forms import ReversalForm
from dunning_site.views.order_page_parts import amount_on, reversal_consequence, reversal_words
from orders.models import LedgerEntry
from orders.services.by_hand import BookingRefused
from orders.services.reversals import open_after_reversal, reverse_entry

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order", "orders.add_ledgerentry")
def order_reverse(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    """Say what will happen and ask why; on a POST with a reason do it."""
    entries = LedgerEntry.objects.select_related("order__customer", "reversed_by")
    entry = get_object_or_404(entries, pk=entry_pk, order=pk)
    form = ReversalForm(request.POST or None)
    try:
        if request.method != "POST" or not form.is_valid():
            return _page(request, entry, form)
        order = reverse_entry(
            entry_pk,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            today=timezone.localdate(),
        )
    except BookingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, reversal_words(order, -entry.amount))
    return redirect("order-page", pk)


def _page(request: HttpRequest, entry: LedgerEntry, form: ReversalForm) -> HttpResponse:
    """The page; with a form that holds errors it answers 422. Raises BookingRefused."""
    context = {
        "order": entry.order,
        "payment": amount_on(entry),
        "reference": entry.reference,
        "consequence": reversal_consequence(open_after_reversal(entry)),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "orders/order_reverse.html", context, status=status)
