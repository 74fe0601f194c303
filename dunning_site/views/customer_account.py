"""One customer on one page: what a call about all his orders needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from dunning_site.customer_forms import CustomerBlockForm, NoteForm
from dunning_site.customer_table import CustomerOrderTable, orders_of
from dunning_site.order_words import missing_address_parts
from dunning_site.views.customer_contacts import contacts
from dunning_site.views.customer_parts import (
    actions_for,
    balance_figures,
    last_payments,
    next_steps,
    what_holds,
)
from orders.models import Customer
from orders.services.customer_notes import NoteRepeated, add_note
from reminders.models import DunningBlock
from reminders.services.blocks import BlockRefused, lift_customer_block, set_customer_block

RIGHTS = ("orders.view_order", "orders.view_customer")
UNPROCESSABLE = 422


@require_safe
@needs_rights(*RIGHTS)
def customer_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer as he stands today."""
    return _page(request, pk)


@require_POST
@needs_rights(*RIGHTS, "orders.add_customernote")
def customer_note(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Keep what was talked about."""
    _customer(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, note_form=form)
    try:
        add_note(pk, form.cleaned_data["text"], actor=request.user)
    except NoteRepeated as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Notiz gespeichert.")
    return redirect("customer-account", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(*RIGHTS, "reminders.add_dunningblock")
def customer_block(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Block all orders of the customer, or replace the block there is."""
    customer = _customer(pk)
    form = CustomerBlockForm(request.POST or None, initial=_kept_block(customer))
    if form.is_bound and form.is_valid():
        try:
            _set_block(request, pk, form.cleaned_data)
        except BlockRefused as refusal:
            form.add_error("until_on", str(refusal))
        else:
            return redirect("customer-account", pk)
    context = {"customer": customer, "form": form}
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "customers/block.html", context, status=status)


@require_POST
@needs_rights(*RIGHTS, "reminders.change_dunningblock")
def customer_unblock(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lift the customer's block; blocks of single orders stay."""
    _customer(pk)
    try:
        lift_customer_block(pk, actor=request.user, today=timezone.localdate())
    except BlockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Mahnsperre des Kunden aufgehoben.")
    return redirect("customer-account", pk)


def _customer(pk: int) -> Customer:
    return get_object_or_404(Customer.objects.select_related("sales_account"), pk=pk)


def _set_block(request: HttpRequest, pk: int, told: dict[str, Any]) -> None:
    """Set the block that the form describes, and say so. Raises BlockRefused."""
    set_customer_block(
        pk,
        reason=DunningBlock.Reason(told["reason"]),
        note=told["note"],
        until_on=told["until_on"],
        actor=request.user,
        today=timezone.localdate(),
    )
    messages.success(request, "Mahnsperre für alle Aufträge des Kunden gesetzt.")


def _kept_block(customer: Customer) -> dict[str, Any]:
    """What the form shows first: the block that holds today, if any."""
    block = customer.dunning_blocks.active(on=timezone.localdate()).first()
    if block is None:
        return {}
    return {"reason": block.reason, "until_on": block.until_on, "note": block.note}


def _page(request: HttpRequest, pk: int, *, note_form: NoteForm | None = None) -> HttpResponseBase:
    """The page; with a form that holds errors it shows them and answers 422."""
    today, customer = timezone.localdate(), _customer(pk)
    table = CustomerOrderTable(orders_of(customer), day=today)
    show_page(request, table)
    context = {
        "customer": customer,
        "missing_address_parts": missing_address_parts(customer),
        "figures": balance_figures(customer, today),
        **next_steps(customer, today),
        **what_holds(customer, request.user, today),
        "contacts": contacts(customer, request.user),
        "payments": last_payments(customer),
        "table": table,
        "actions": actions_for(customer, request.user),
        "note_form": note_form or NoteForm(),
        "may_note": request.user.has_perm("orders.add_customernote"),
        "may_pay": request.user.has_perm("orders.add_ledgerentry"),
        "may_lift": request.user.has_perm("reminders.change_dunningblock"),
    }
    return list_answer(
        request, "customers/account.html", context, status=UNPROCESSABLE if note_form else None
    )
