"""One order on one page: everything that a call about it needs, payment and Mahnsperre."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.web.permissions import needs_rights
from dunning_site.forms import BlockForm, CustomerKindForm, PaymentForm, UnpaidReasonForm
from dunning_site.order_words import block_end, missing_address_parts, order_badge
from dunning_site.views.booking_actions import shown_actions
from dunning_site.views.booking_words import payment_words
from dunning_site.views.claim_card import claim_card
from dunning_site.views.order_access import access_card
from dunning_site.views.order_collection import collection_card
from dunning_site.views.order_debtor_requests import open_requests, told_payment
from dunning_site.views.order_holds import holds_context
from dunning_site.views.order_ledger import allocation_log, entries_of, ledger, sums_of
from dunning_site.views.order_online_payments import online_payment_rows
from dunning_site.views.order_page_parts import (
    block_words,
    explanation_tone,
    installments_shown,
    invoice_rows,
    order_figures,
    positions,
    reminder_rows,
    suggested_payment,
    unmatched_links,
)
from dunning_site.views.order_preferences import preference_context
from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused, BookingRepeated
from orders.services.payments import record_payment
from reminders.models import DunningBlock
from reminders.services.assessment import assess
from reminders.services.blocks import BlockRefused, lift_block, set_block, set_customer_block

UNPROCESSABLE = 422
WRITING = ("reminders.add_dunningrun", "reminders.release_dunningrun")


@require_safe
@needs_rights("orders.view_order")
def order_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The order as it stands today."""
    return _page(request, pk)


@require_POST
@needs_rights("orders.view_order", "orders.add_ledgerentry")
def order_payment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Record a payment; a form that arrives twice counts once."""
    get_object_or_404(Order, pk=pk)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, payment_form=form)
    try:
        order = record_payment(
            pk,
            amount=form.cleaned_data["amount"],
            paid_on=form.cleaned_data["paid_on"],
            reference=form.cleaned_data["reference"],
            seen_entry_id=form.cleaned_data["seen_entry"],
            actor=request.user,
            today=timezone.localdate(),
        )
    except BookingRepeated as refusal:
        messages.warning(request, str(refusal))
    except BookingRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return _page(request, pk, payment_form=form)
    else:
        messages.success(request, payment_words(order, form.cleaned_data["amount"]))
    return redirect("order-page", pk)


@require_POST
@needs_rights("orders.view_order", "reminders.add_dunningblock")
def order_block(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Set a Mahnsperre, or replace the one there is."""
    order = get_object_or_404(Order, pk=pk)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, block_form=form)
    try:
        block = _set_block(order, form, request)
    except BlockRefused as refusal:
        form.add_error("until_on", str(refusal))
        return _page(request, pk, block_form=form)
    messages.success(request, block_words(block))
    return redirect("order-page", pk)


def _set_block(order: Order, form: BlockForm, request: HttpRequest) -> DunningBlock:
    """Block the order, or its customer with all orders. Raises BlockRefused."""
    told: dict[str, Any] = {
        "reason": DunningBlock.Reason(form.cleaned_data["reason"]),
        "note": form.cleaned_data["note"],
        "until_on": form.cleaned_data["until_on"],
        "actor": request.user,
        "today": timezone.localdate(),
    }
    if form.cleaned_data["for_customer"]:
        return set_customer_block(order.customer_id, **told)
    return set_block(order.pk, **told)


@require_POST
@needs_rights("orders.view_order", "reminders.change_dunningblock")
def order_unblock(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lift the Mahnsperre."""
    get_object_or_404(Order, pk=pk)
    try:
        lift_block(pk, actor=request.user, today=timezone.localdate())
    except BlockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Mahnsperre aufgehoben.")
    return redirect("order-page", pk)


def _page(
    request: HttpRequest,
    pk: int,
    *,
    payment_form: PaymentForm | None = None,
    block_form: BlockForm | None = None,
) -> HttpResponse:
    """The page; with a form that holds errors it shows them and answers 422."""
    today = timezone.localdate()
    assessment = next(assess(Order.objects.filter(pk=pk), today), None)
    if assessment is None:
        raise Http404("Diesen Auftrag gibt es nicht.")
    order = assessment.order
    entries = entries_of(order)
    installments = list(order.installments.order_by("due_on", "position"))
    may_pay = request.user.has_perm("orders.add_ledgerentry")
    context = {
        "order": order,
        "customer": order.customer,
        "missing_address_parts": missing_address_parts(order.customer),
        "badge": order_badge(order, order.standing, today),
        "explanation": assessment.explanation,
        "explanation_tone": explanation_tone(assessment),
        "unmatched_links": unmatched_links(assessment, request.user),
        "figures": order_figures(assessment, sums_of(entries), today),
        **installments_shown(installments),
        "ledger": ledger(entries, request.user),
        "allocation_log": allocation_log(installments, entries),
        **positions(order),
        "reminder_rows": reminder_rows(order, request.user, today),
        "invoices": invoice_rows(order),
        "may_add_invoice": request.user.has_perm("orders.add_invoicefile"),
        "history": order.history.select_related("actor"),
        "may_pay": may_pay,
        "may_write": order.is_open and request.user.has_perms(WRITING),
        "actions": shown_actions(order, request.user),
        **_cards(order, request.user, today),
        "customer_kind_form": CustomerKindForm(initial={"kind": order.customer.kind}),
        "unpaid_reason_form": UnpaidReasonForm(initial={"unpaid_reason": order.unpaid_reason}),
        "may_lift": request.user.has_perm("reminders.change_dunningblock"),
        "may_block": order.is_open and request.user.has_perm("reminders.add_dunningblock"),
        **preference_context(assessment, request.user),
        **holds_context(order, request.user, today),
        **_payment_context(order, entries, payment_form, today, told_payment(request.GET)),
        **_block_context(order, block_form, today),
    }
    has_errors = payment_form is not None or block_form is not None
    return render(
        request, "orders/order_page.html", context, status=UNPROCESSABLE if has_errors else None
    )


def _cards(order: Order, user: Any, today: date) -> dict[str, Any]:
    """What is claimed, the case that is made of it, and what came by the payment page."""
    return {
        "access_card": access_card(order, user),
        "claim_card": claim_card(order, user, today),
        "collection_card": collection_card(order, user, today),
        "online_payment_rows": online_payment_rows(order),
        "debtor_requests": open_requests(order, user),
    }


def _payment_context(
    order: Order,
    entries: list[LedgerEntry],
    form: PaymentForm | None,
    today: date,
    told: Mapping[str, Any],
) -> dict[str, Any]:
    newest = max((entry.pk for entry in entries), default=0)
    if form is None:
        initial = {
            "amount": suggested_payment(order, today),
            "paid_on": today,
            "seen_entry": newest,
            **told,
        }
        return {"payment_form": PaymentForm(initial=initial)}
    # The page now shows every booking, so the next try counts for this balance.
    form.data = form.data.copy()
    form.data["seen_entry"] = newest
    return {"payment_form": form}


def _block_context(order: Order, form: BlockForm | None, today: date) -> dict[str, Any]:
    block = order.dunning_blocks.active(on=today).select_related("set_by").first()
    initial = (
        {"reason": block.reason, "until_on": block.until_on, "note": block.note} if block else {}
    )
    return {
        "dunning_block": block,
        "block_end": block_end(block.until_on) if block else "",
        "block_form": form or BlockForm(initial=initial),
    }
