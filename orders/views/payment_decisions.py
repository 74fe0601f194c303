"""What a clerk decides on a movement by hand: split it, book a return, set it aside, undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.rules.german import number
from common.web.permissions import needs_rights
from orders.forms import ReasonForm, ReturnForm
from orders.models import BankTransaction
from orders.rules.payment_effects import fill_amounts
from orders.services.bank import (
    OPEN_STATES,
    AllocationRefused,
    book_returned_debit,
    book_transaction,
    set_aside,
    take_up_again,
    undo_transaction,
)
from orders.services.chargebacks import ChargebackRefused
from orders.views.payment_pages import (
    MAY_DECIDE,
    MAY_VIEW,
    PREFIX,
    go_on,
    movements,
    payment_page,
    split_formset,
)

BY_HAND = "von Hand zugeordnet"
ASIDE = {
    "ignored": BankTransaction.State.IGNORED,
    "not_ours": BankTransaction.State.NOT_OURS,
}
may_decide = needs_rights(MAY_VIEW, MAY_DECIDE)


@require_POST
@may_decide
def payment_split(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Book the movement to the orders named; "check" and "add" only show the rows again."""
    movement = get_object_or_404(movements(), pk=pk)
    step, data = request.POST.get("step", "check"), request.POST.copy()
    if step == "add":
        _add_row(data)
    formset = split_formset(movement, data)
    if step == "add" or not formset.is_valid():
        return payment_page(request, movement, split=formset)
    if _fill(movement, formset, data) or step != "book":
        return payment_page(request, movement, split=split_formset(movement, data))
    parts = [
        (form.order.pk, form.cleaned_data["amount"])
        for form in formset.forms
        if form.order is not None
    ]
    try:
        book_transaction(pk, parts, why=BY_HAND, actor=request.user)
    except AllocationRefused as refusal:
        return _refused(request, movement, str(refusal), split=formset)
    return go_on(request, movement)


@require_POST
@may_decide
def payment_return(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Book money that a bank took back to the order and payment named; "check" only shows them."""
    movement = get_object_or_404(movements(), pk=pk)
    form = _return_form(movement, request.POST)
    if not form.is_valid() or form.order is None or request.POST.get("step") != "book":
        return payment_page(request, movement, returned=form)
    try:
        book_returned_debit(
            pk,
            form.order.pk,
            amount=form.cleaned_data["amount"],
            cost=form.cleaned_data["cost"],
            payment=form.chosen_payment,
            why=BY_HAND,
            actor=request.user,
        )
    except (AllocationRefused, ChargebackRefused) as refusal:
        return _refused(request, movement, str(refusal), returned=form)
    return go_on(request, movement)


@require_POST
@may_decide
def payment_set_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take the movement out of the inbox: without concern, or somebody else's money."""
    movement = get_object_or_404(movements(), pk=pk)
    state, form = ASIDE.get(request.POST.get("state", "")), ReasonForm(request.POST)
    if state is None or not form.is_valid():
        return payment_page(request, movement, reason=form)
    try:
        set_aside(pk, state, reason=form.cleaned_data["reason"], actor=request.user)
    except AllocationRefused as refusal:
        return _refused(request, movement, str(refusal), reason=form)
    return go_on(request, movement)


@require_POST
@may_decide
def payment_take_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put a movement that was set aside back into the inbox."""
    get_object_or_404(BankTransaction, pk=pk)
    try:
        take_up_again(pk, actor=request.user)
    except AllocationRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Der Umsatz ist wieder zu klären.")
    return redirect("orders:payment-detail", pk)


@require_POST
@may_decide
def payment_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reverse everything that was booked from the movement."""
    movement = get_object_or_404(movements(), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return payment_page(request, movement, reason=form)
    try:
        undo_transaction(
            pk,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            today=timezone.localdate(),
        )
    except AllocationRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request,
            "Zuordnung zurückgenommen. Die Buchungen sind storniert, der Umsatz ist wieder zu "
            "klären.",
        )
    return redirect("orders:payment-detail", pk)


def _refused(
    request: HttpRequest, movement: BankTransaction, sentence: str, **forms: Any
) -> HttpResponseBase:
    """The page with what was typed; once somebody else has decided, what became of it."""
    movement.refresh_from_db()
    if movement.state in OPEN_STATES:
        return payment_page(request, movement, problem=sentence, **forms)
    messages.warning(request, sentence)
    return redirect("orders:payment-detail", movement.pk)


def _add_row(data: QueryDict) -> None:
    name = f"{PREFIX}-TOTAL_FORMS"
    count = data.get(name, "")
    data[name] = str(int(count) + 1) if count.isdecimal() and len(count) < 4 else "1"


def _fill(movement: BankTransaction, formset: Any, data: QueryDict) -> bool:
    """Give orders without an amount what is open, or too much; whether that changed anything."""
    forms = [form for form in formset.forms if form.order is not None]
    typed = [form.cleaned_data["amount"] for form in forms]
    is_payment = movement.amount > 0
    wanted = [form.order.open_amount if is_payment else form.order.credit_amount for form in forms]
    filled = fill_amounts(abs(movement.amount), typed, wanted)
    for form, amount in zip(forms, filled, strict=True):
        if amount is not None:
            data[form.add_prefix("amount")] = number(amount)
    return filled != typed


def _return_form(movement: BankTransaction, posted: QueryDict) -> ReturnForm:
    """The form as it was sent; the first time an order is named, with the payment that fits."""
    form = ReturnForm(posted, movement=movement)
    if "payment" in posted or not form.is_valid():
        return form
    amount = form.cleaned_data["amount"]
    fitting = [one for one in form.payments if -one.amount == amount]
    data = posted.copy()
    data["payment"] = str(fitting[0].pk) if fitting else ""
    return ReturnForm(data, movement=movement)
