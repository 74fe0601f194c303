"""The page of one movement: what the bank told, what became of it, what can be done."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from common.rules.german import day, number
from common.rules.iban import group_iban
from common.rules.money import ZERO
from orders.filters import account_words
from orders.forms import ReasonForm, ReturnForm, SplitFormSet, SplitRowForm
from orders.models import BankTransaction, Order, StatementImport
from orders.rules.payment_effects import effect_words
from orders.services.bank import OPEN_STATES
from orders.services.inbox import (
    ShownProposal,
    change_by,
    is_returned_debit,
    next_in_inbox,
    proposals_of,
    return_amounts,
)
from orders.tables import MOVEMENT_TONES
from orders.views.payment_words import (
    amount_words,
    booked_words,
    heading,
    kind_words,
    reason_words,
    split_words,
    waiting_words,
)

MAY_VIEW = "orders.view_banktransaction"
MAY_DECIDE = "orders.change_banktransaction"
PREFIX = "part"
UNPROCESSABLE = 422
State = BankTransaction.State


def movements() -> QuerySet[BankTransaction]:
    """The movements with what their page prints."""
    return BankTransaction.objects.select_related("creditor", "decided_by")


def go_on(
    request: HttpRequest, movement: BankTransaction, *, to: HttpResponseBase | None = None
) -> HttpResponseBase:
    """Say what was decided and offer the next movement of the inbox, or go where the clerk was."""
    movement.refresh_from_db()
    following = next_in_inbox(movement)
    count = BankTransaction.objects.in_inbox().count()
    messages.success(
        request,
        format_html(
            '{} <a href="{}">Ansehen</a>. {}',
            _decision(movement),
            reverse("orders:payment-detail", args=[movement.pk]),
            waiting_words(count),
        ),
    )
    if to is not None:
        return to
    if following is None:
        return redirect("orders:payment-list")
    return redirect("orders:payment-detail", following.pk)


def _decision(movement: BankTransaction) -> str:
    numbers = movement.allocations.standing().values_list("order__number", flat=True)
    if movement.state == State.BOOKED:
        return booked_words(movement, list(dict.fromkeys(numbers)))
    return f"{heading(movement)} beiseitegelegt: {movement.get_state_display()}."


def payment_page(
    request: HttpRequest,
    movement: BankTransaction,
    *,
    split: Any = None,
    returned: ReturnForm | None = None,
    reason: ReasonForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """The page; with a form that holds errors it shows them and answers 422."""
    is_waiting = movement.state in OPEN_STATES
    may_decide = request.user.has_perm(MAY_DECIDE)
    following = next_in_inbox(movement)
    context = {
        "movement": movement,
        "kind": kind_words(movement),
        "title": heading(movement),
        "badge_tone": MOVEMENT_TONES[State(movement.state)],
        "facts": _facts(movement),
        "details": _details(movement),
        "files": _files(movement),
        "allocations": _allocations(movement),
        "is_waiting": is_waiting,
        "is_booked": movement.state == State.BOOKED,
        "may_decide": may_decide,
        "next_url": reverse("orders:payment-detail", args=[following.pk]) if following else "",
        "reason_form": reason or ReasonForm(),
        "problem": problem,
    }
    if is_waiting:
        context |= _decisions(request, movement, split, returned)
    forms = [form for form in (split, returned, reason) if form is not None]
    is_wrong = bool(problem) or any(not form.is_valid() for form in forms)
    status = UNPROCESSABLE if is_wrong else None
    return render(request, "orders/payment_detail.html", context, status=status)


def _decisions(
    request: HttpRequest, movement: BankTransaction, split: Any, returned: ReturnForm | None
) -> dict[str, Any]:
    proposals = proposals_of([movement])[movement.pk]
    if split is None:
        split = _first_split(movement, proposals, request.GET.get("vorschlag", ""))
    return {
        "proposals": proposals,
        "split": _split(movement, split),
        "is_split_open": split.is_bound or not proposals,
        "can_be_return": movement.amount < 0,
        "can_be_split": not is_returned_debit(movement),
        "returned": _returned(movement, proposals, returned),
    }


# What the bank told


def _facts(movement: BankTransaction) -> list[tuple[str, str]]:
    facts = [
        ("Zahler" if movement.amount > 0 else "Empfänger", movement.name),
        ("IBAN", group_iban(movement.iban)),
        ("Verwendungszweck", movement.remittance_text),
        ("Buchungstag", day(movement.booked_on)),
        ("Rückgabegrund", reason_words(movement.return_reason)),
        ("Ursprünglicher Betrag", _amount(movement, movement.original_amount)),
        ("Kosten der Bank", _amount(movement, movement.charges)),
        ("Unser Konto", f"{movement.creditor}, {account_words(movement.account)}"),
    ]
    return [(label, value) for label, value in facts if value]


def _details(movement: BankTransaction) -> list[tuple[str, str]]:
    details = [
        ("Wertstellung", day(movement.value_on)),
        ("Buchungstext", movement.booking_text),
        ("Geschäftsvorfallcode", movement.gvc),
        ("Referenz", movement.structured_reference),
        ("Ende-zu-Ende-Referenz", movement.end_to_end_id),
        ("Mandatsreferenz", movement.mandate_id),
        ("Bankreferenz", movement.bank_reference),
    ]
    return [(label, value) for label, value in details if value]


def _files(movement: BankTransaction) -> QuerySet[StatementImport]:
    """The files that tell of the movement, the first one first."""
    lines = movement.statement_lines.values("statement__statement_import")
    return StatementImport.objects.filter(pk__in=lines).only("file_name").order_by("pk")


def _amount(movement: BankTransaction, amount: Decimal | None) -> str:
    return amount_words(movement, amount) if amount else ""


def _allocations(movement: BankTransaction) -> list[dict[str, Any]]:
    """What was ever booked from the movement, also what was taken back since."""
    allocations = movement.allocations.select_related(
        "order__customer", "entry__actor", "entry__reversed_by__actor"
    )
    return [
        {
            "allocation": one,
            "entry": one.entry,
            "amount": amount_words(movement, one.amount),
            "reversal": getattr(one.entry, "reversed_by", None),
        }
        for one in allocations
    ]


# What can be done


def _first_split(movement: BankTransaction, proposals: list[ShownProposal], name: str) -> Any:
    """An empty row, or the rows of the proposal that the clerk wants to change."""
    chosen = next((one for one in proposals if one.name == name), None)
    if chosen is None:
        return SplitFormSet(initial=[{}], prefix=PREFIX, form_kwargs={"movement": movement})
    data: dict[str, Any] = {
        f"{PREFIX}-TOTAL_FORMS": len(chosen.parts),
        f"{PREFIX}-INITIAL_FORMS": len(chosen.parts),
    }
    for index, part in enumerate(chosen.parts):
        data[f"{PREFIX}-{index}-order_text"] = part.order.number
        data[f"{PREFIX}-{index}-choice"] = str(part.order.pk)
        data[f"{PREFIX}-{index}-amount"] = number(part.amount)
    return split_formset(movement, data)


def split_formset(movement: BankTransaction, data: dict[str, Any]) -> Any:
    """The rows of a split as they were typed."""
    return SplitFormSet(data, prefix=PREFIX, form_kwargs={"movement": movement})


def _split(movement: BankTransaction, formset: Any) -> dict[str, Any]:
    rows = []
    given = ZERO
    if formset.is_bound:
        formset.is_valid()
    for form in formset.forms:
        amount = form.cleaned_data.get("amount") if formset.is_bound and form.order else None
        given += amount or ZERO
        rows.append({"form": form, "order": form.order, "effect": _effect(movement, form, amount)})
    return {
        "formset": formset,
        "rows": rows,
        "errors": [error for form in formset.forms for error in _errors(form)],
        "sums": split_words(abs(movement.amount), given),
    }


def _effect(movement: BankTransaction, form: SplitRowForm, amount: Decimal | None) -> str:
    if form.order is None or amount is None:
        return ""
    return effect_words(_balance(form.order), change_by(movement, amount))


def _errors(form: SplitRowForm) -> list[tuple[str, str]]:
    return [
        (form[name].auto_id, f"{form.fields[name].label}: {message}")
        for name, errors in form.errors.items()
        for message in errors
    ]


def _returned(
    movement: BankTransaction, proposals: list[ShownProposal], form: ReturnForm | None
) -> dict[str, Any]:
    if movement.amount > 0:
        return {}
    if form is None:
        amount, cost = return_amounts(movement)
        proposed = proposals[0].parts[0].order.number if proposals else ""
        initial = {"order_text": proposed, "amount": amount, "cost": cost}
        return {"form": ReturnForm(movement=movement, initial=initial)}
    effect = ""
    if form.is_valid() and form.order is not None:
        change = form.cleaned_data["amount"] + form.cleaned_data["cost"]
        effect = effect_words(_balance(form.order), change)
    return {"form": form, "order": form.order, "effect": effect}


def _balance(order: Order) -> Decimal:
    return order.open_amount - order.credit_amount
