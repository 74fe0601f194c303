"""A page of its own for everything a clerk books on an order besides a plain payment."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.web.permissions import needs_rights, refuse_without_rights
from dunning_site.booking_forms import BookingForm
from dunning_site.views.booking_actions import BOOKINGS, Action, Clerk
from dunning_site.views.dunning_actions import DUNNING
from orders.models import Order
from orders.services.by_hand import BookingRefused, BookingRepeated

UNPROCESSABLE = 422
ACTIONS = {action.slug: action for action in (*BOOKINGS, *DUNNING)}


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order")
def order_booking(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """Say what will happen and ask for the figures; on a valid POST do it."""
    action = ACTIONS.get(slug)
    if action is None:
        raise Http404("Diese Buchung gibt es nicht.")
    refuse_without_rights(request, action.right)
    order = get_object_or_404(Order.objects.select_related("customer", "sales_account"), pk=pk)
    if request.method != "POST":
        return _page(request, order, action, _form(action, order, timezone.localdate()))
    return _book(request, order, action, timezone.localdate())


def _book(request: HttpRequest, order: Order, action: Action, today: date) -> HttpResponseBase:
    """Do what the form says; what is refused stands in the form again."""
    form = _form(action, order, today, request.POST)
    if not form.is_valid():
        return _page(request, order, action, form)
    if not form.is_read:
        return _page(request, order, action, form, check=form.show_check())
    clerk = Clerk(request.user, today, form.cleaned_data["seen_entry"])
    try:
        done = action.run(order, form.cleaned_data, clerk)
    except BookingRepeated as refusal:
        messages.warning(request, str(refusal))
    except BookingRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, order, action, form)
    else:
        messages.success(request, done)
    return redirect("order-page", order.pk)


def _form(action: Action, order: Order, today: date, posted: object | None = None) -> BookingForm:
    return action.form(posted, order=order, today=today, newest_entry=_newest(order))


def _newest(order: Order) -> int:
    return order.ledger_entries.order_by("-pk").values_list("pk", flat=True).first() or 0


def _page(
    request: HttpRequest,
    order: Order,
    action: Action,
    form: BookingForm,
    *,
    check: Sequence[str] = (),
) -> HttpResponseBase:
    """The page; with a form that holds errors it answers 422. What is impossible leads back.

    check: what the form will do once it is sent again, for the clerk to read.
    """
    order.refresh_from_db()
    obstacle = action.obstacle(order)
    if obstacle:
        messages.error(request, obstacle)
        return redirect("order-page", order.pk)
    if form.is_bound:
        # The page now tells the present balance, so the next try counts for this one.
        form.data = form.data.copy()
        form.data["seen_entry"] = _newest(order)
    context = {
        "order": order,
        "action": action,
        "effect": action.effect(order),
        "form": form,
        "check": check,
        "is_only_checked": form.is_checked_first and not check,
    }
    status = UNPROCESSABLE if form.is_bound and not check else None
    return render(request, "orders/order_booking.html", context, status=status)
