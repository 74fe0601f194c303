"""Paying online: to the provider's page and back."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dunning_site.debtor.asked import asked_now
from dunning_site.debtor.forms import AmountField
from dunning_site.debtor.frame import Frame, frame_of
from dunning_site.debtor.payment_words import WORDS, PaymentWords
from dunning_site.debtor.visits import not_found, visit_required
from dunning_site.services.online_payment_pauses import (
    end_payment_pause,
    follow_reports,
    pause_for_payment,
)
from orders.models import OnlinePayment, Order, ProviderAccount
from orders.rules.payment_refusals import PaymentRefused, Refusal
from orders.services.online_payments import (
    LEAST_PART,
    OPEN_FOR,
    ReturnAddresses,
    payable_amount,
    start_payment,
)
from orders.services.payment_providers import ProviderRefused, ProviderUnavailable
from orders.services.provider_questions import ask_provider
from reminders.services.debtor_speech import speech_of

__all__ = ["debtor_paid", "debtor_pay", "debtor_pay_onward"]
State = OnlinePayment.State
# Which payment the provider sends back from, and that the debtor gave up; German like the path.
PAYMENT, LEFT = "zahlung", "abbruch"
# Asking takes a while: whoever presses the button again gets what was learned a moment ago.
ASKED_EVERY_SECONDS = 10


class PayForm(forms.Form):
    """How much is to be paid now; empty for what the page asks for."""

    amount = AmountField(required=False)

    def __init__(self, words: PaymentWords, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["amount"]
        field.label, field.help_text = words.amount, words.amount_help
        field.error_messages["invalid"] = words.bad_amount
        field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}


@require_POST
@visit_required
def debtor_pay(request: HttpRequest, order: Order, pk: int) -> HttpResponse:
    """Open the provider's page for an amount and lead there; else say why not."""
    account = ProviderAccount.objects.filter(pk=pk, sales_account=order.sales_account_id).first()
    if account is None:
        return not_found(request)
    frame, now = frame_of(request, order), timezone.now()
    form = PayForm(WORDS[frame.language], request.POST)
    if not form.is_valid():
        return _refused(request, order, form)
    today = timezone.localdate(now)
    try:
        payment = start_payment(
            order,
            account,
            amount=form.cleaned_data["amount"] or _asked_amount(order, today),
            now=now,
            addresses=_addresses,
            language=frame.language,
            hold=partial(pause_for_payment, order.pk, until_on=today, today=today),
        )
    except PaymentRefused as refusal:
        end_payment_pause(order.pk, today=today)
        return _refused(request, order, form, refusal)
    onward = reverse("debtor-pay-onward", args=[order.public_id, payment.pk])
    return HttpResponseRedirect(onward, status=HTTPStatus.SEE_OTHER)


@require_safe
@visit_required
def debtor_pay_onward(request: HttpRequest, order: Order, pk: int) -> HttpResponse:
    """Lead on to the provider's page.

    A page of its own, as a sent form may be led to our own addresses only (form-action).
    """
    payment = order.online_payments.filter(pk=pk).first()
    if payment is None:
        return not_found(request)
    # Paid meanwhile by another way, in whole or so far that this is too much: nobody pays twice.
    is_owed = order.is_open and payment.amount <= payable_amount(order)
    if not (is_owed and _is_open(payment, timezone.now())):
        return HttpResponseRedirect(_return_address(payment))
    frame = frame_of(request, order)
    words = WORDS[frame.language]
    amount = speech_of(order, frame.language).money(payment.amount)
    context = {
        "frame": frame,
        "words": words,
        "text": words.onward.format(amount),
        "url": payment.checkout_url,
    }
    response = render(request, "debtor/payment_onward.html", context)
    response.headers["Refresh"] = f"0; url={payment.checkout_url}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@visit_required
def debtor_paid(request: HttpRequest, order: Order) -> HttpResponse:
    """What is known of the payment that the debtor comes back from; a POST asks the provider."""
    number = request.GET.get(PAYMENT, "")
    payments = order.online_payments.select_related("provider_account")
    payment = payments.filter(pk=int(number)).first() if _is_number(number) else payments.first()
    if payment is None:
        return not_found(request)
    may_ask = payment.state == State.STARTED and payment.provider_reference != ""
    was_asked = request.method == "POST" and may_ask
    if was_asked:
        _ask(payment)
        payment.refresh_from_db()
        order.refresh_from_db()
    frame = frame_of(request, order)
    has_left = LEFT in request.GET and request.method != "POST"
    context = _told(order, payment, frame, has_left=has_left, was_asked=was_asked)
    return render(request, "debtor/payment_back.html", context)


def _told(
    order: Order, payment: OnlinePayment, frame: Frame, *, has_left: bool, was_asked: bool
) -> dict[str, Any]:
    """The title, the sentences and whether there is something to ask."""
    words, speech = WORDS[frame.language], speech_of(order, frame.language)
    title, text = _title_and_text(payment, words, has_left=has_left)
    rest, is_waiting = "", payment.state == State.STARTED and not payment.is_processing
    if payment.state == State.PAID:
        open_words = words.paid_rest.format(speech.money(order.open_amount))
        rest = open_words if order.is_open else words.paid_all
    elif was_asked and is_waiting:
        rest = words.still_waiting
    can_go_on = is_waiting and has_left and _is_open(payment, timezone.now())
    onward = reverse("debtor-pay-onward", args=[order.public_id, payment.pk])
    return {
        "frame": frame,
        "words": words,
        "title": title,
        "text": text.format(speech.money(payment.amount)),
        "rest": rest,
        "may_ask": is_waiting and not has_left,
        "onward_url": onward if can_go_on else "",
        "payment": payment,
    }


def _title_and_text(
    payment: OnlinePayment, words: PaymentWords, *, has_left: bool
) -> tuple[str, str]:
    if payment.state == State.PAID:
        return words.paid_title, words.paid
    if payment.is_processing:
        return words.processing_title, words.processing
    if payment.state == State.STARTED:
        return (words.left_title, words.left) if has_left else (words.waiting_title, words.waiting)
    return words.ended_title, words.ended


def _ask(payment: OnlinePayment) -> None:
    """Learn from the provider how it stands; a silent one is asked again by the task."""
    if not cache.add(f"asked-{payment.provider_reference}", True, ASKED_EVERY_SECONDS):
        return
    now = timezone.now()
    try:
        taken = ask_provider(payment, now=now)
    except (ProviderRefused, ProviderUnavailable):
        return
    follow_reports([taken] if taken else [], today=timezone.localdate(now))


def _refused(
    request: HttpRequest, order: Order, form: PayForm, refusal: PaymentRefused | None = None
) -> HttpResponse:
    """Why there is no page of the provider; an amount can be corrected at once."""
    frame = frame_of(request, order)
    words = WORDS[frame.language]
    notice, is_amount = "", True
    if refusal is not None:
        limit = speech_of(order, frame.language).money(refusal.limit) if refusal.limit else ""
        notice = words.refusals[refusal.refusal].format(limit)
        is_amount = refusal.refusal in (Refusal.TOO_MUCH, Refusal.TOO_LITTLE)
        if is_amount:
            form.add_error("amount", notice)
    context = {
        "frame": frame,
        "words": words,
        "form": form if is_amount else None,
        "notice": notice,
        "action": request.path,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_amount else HTTPStatus.CONFLICT
    return render(request, "debtor/payment_refused.html", context, status=status)


def _asked_amount(order: Order, today: date) -> Decimal | None:
    """What the page asks for, as far as it is not under way; None for all that can be paid."""
    asked = asked_now(order, today).amount
    return asked if asked >= LEAST_PART else None


def _is_open(payment: OnlinePayment, now: datetime) -> bool:
    """Whether the debtor can still pay on the provider's page."""
    is_known = payment.state == State.STARTED and payment.checkout_url != ""
    return is_known and now < payment.started_at + OPEN_FOR


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 15


def _addresses(payment: OnlinePayment) -> ReturnAddresses:
    """Below the public address, never below what a request calls itself."""
    back = f"{settings.PUBLIC_URL}{_return_address(payment)}"
    return ReturnAddresses(success=back, cancel=f"{back}&{LEFT}=1")


def _return_address(payment: OnlinePayment) -> str:
    page = reverse("debtor-paid", args=[payment.order.public_id])
    return f"{page}?{PAYMENT}={payment.pk}"
