"""The balance statement of a customer: check, send, download."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import euro
from common.web.pdf_answers import pdf_answer
from common.web.permissions import needs_rights
from dunning_site.views.customer_account import RIGHTS
from orders.models import Customer
from reminders.models import BalanceStatement
from reminders.services.balance_statements import (
    BalanceCheck,
    BalanceRefused,
    check_balance,
    make_pdf,
    send_balance_statement,
)

ADD = "reminders.add_balancestatement"
PDF_NAME = "Saldenmitteilung.pdf"
State = BalanceStatement.State


class SeenForm(forms.Form):
    """What the page showed, so that a second click and an old page send nothing."""

    seen_statement = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen_balance = forms.DecimalField(
        max_digits=12, decimal_places=2, localize=False, widget=forms.HiddenInput
    )


@require_safe
@needs_rights(*RIGHTS, ADD)
def balance_check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What would be sent, to whom, before it is sent."""
    customer = _customer(pk)
    try:
        check = check_balance(customer, today=timezone.localdate())
    except BalanceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("customer-account", pk)
    return render(request, "customers/balance.html", _context(customer, check))


@require_POST
@needs_rights(*RIGHTS, ADD)
def balance_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the statement that was checked, once."""
    _customer(pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Die Seite ist veraltet. Prüfen Sie die Saldenmitteilung noch mal.")
        return redirect("customer-balance", pk)
    try:
        statement = send_balance_statement(
            pk,
            **form.cleaned_data,
            actor=request.user,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except BalanceRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        _tell(request, statement)
    return redirect("customer-account", pk)


@require_safe
@needs_rights(*RIGHTS, ADD)
def balance_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of today, without sending it."""
    try:
        pdf = make_pdf(_customer(pk), today=timezone.localdate())
    except BalanceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("customer-account", pk)
    return pdf_answer(pdf, PDF_NAME)


@require_safe
@needs_rights(*RIGHTS)
def sent_statement_pdf(request: HttpRequest, pk: int, statement_pk: int) -> HttpResponse:
    """A statement as it was sent."""
    statement = get_object_or_404(BalanceStatement, pk=statement_pk, customer=pk)
    return pdf_answer(bytes(statement.pdf), PDF_NAME)


def _customer(pk: int) -> Customer:
    customers = Customer.objects.select_related("sales_account__creditor")
    return get_object_or_404(customers, pk=pk)


def _context(customer: Customer, check: BalanceCheck) -> dict[str, Any]:
    content = check.content
    seen = {"seen_statement": check.seen_statement, "seen_balance": content.balance}
    return {
        "customer": customer,
        "check": check,
        "content": content,
        "figures": [
            {"label": "Saldo", "value": euro(content.balance)},
            {"label": "Offen", "value": euro(content.open_amount)},
            {"label": "Guthaben", "value": euro(content.credit)},
        ],
        "form": SeenForm(initial=seen),
    }


def _tell(request: HttpRequest, statement: BalanceStatement) -> None:
    """Say what became of the mail."""
    if statement.state == State.SENT:
        messages.success(request, f"Saldenmitteilung an {statement.recipient} versendet.")
    elif statement.state == State.UNCERTAIN:
        messages.warning(request, statement.failure)
    else:
        messages.error(request, f"Saldenmitteilung nicht versendet. {statement.failure}")
