"""The pages on which a debtor tells or asks something, one for each kind."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dunning_site.debtor.forms import Asked, RequestForm
from dunning_site.debtor.frame import frame_of
from dunning_site.debtor.request_desk import (
    Told,
    has_no_choice,
    hint,
    refused_now,
    tell,
    words_of,
)
from dunning_site.debtor.visits import not_found, visit_required
from orders.models import Order
from reminders.models import DebtorRequest
from reminders.rules.debtor_requests import Refusal
from reminders.services.debtor_arrivals import RequestRefused
from reminders.services.debtor_page import settings_of_page
from reminders.services.debtor_requests import ProofUnreadable
from reminders.services.debtor_speech import speech_of

__all__ = ["request_page"]


@require_http_methods(["GET", "HEAD", "POST"])
@visit_required
def request_page(request: HttpRequest, order: Order, kind: str) -> HttpResponse:
    """Show the form, or keep what it says and go back to where its state is shown."""
    if kind not in DebtorRequest.Kind.values:
        return not_found(request)
    asked = _asked(request, order)
    refused = refused_now(order, kind, today=asked.today)
    if refused is not None:
        return _refused(request, asked, kind, refused)
    if has_no_choice(kind, asked):
        return _page(request, asked, kind, {"notice": asked.words.too_small_for_rates})
    if request.method != "POST":
        return _form(request, asked, kind, RequestForm(asked, kind))
    return _keep(request, asked, kind)


def _keep(request: HttpRequest, asked: Asked, kind: str) -> HttpResponse:
    form = RequestForm(asked, kind, request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, asked, kind, form)
    try:
        tell(kind, Told(asked.order, form.cleaned_data, timezone.now(), asked.today))
    except ProofUnreadable:
        form.add_error("proof", asked.words.bad_file)
        return _form(request, asked, kind, form)
    except RequestRefused as refused:
        return _refused(request, asked, kind, refused)
    page = reverse("debtor-page", args=[asked.order.public_id])
    return HttpResponseRedirect(f"{page}#requests", status=HTTPStatus.SEE_OTHER)


def _asked(request: HttpRequest, order: Order) -> Asked:
    language = frame_of(request, order).language
    return Asked(
        order,
        settings_of_page(order.sales_account),
        words_of(language),
        speech_of(order, language),
        timezone.localdate(),
    )


def _refused(
    request: HttpRequest, asked: Asked, kind: str, refused: RequestRefused
) -> HttpResponse:
    """Why there is nothing to ask, and since when it is waiting."""
    since = asked.speech.day(timezone.localdate(refused.since)) if refused.since else ""
    words = asked.words.refusals[refused.refusal].format(since)
    is_fault = request.method == "POST" and refused.refusal != Refusal.WAITING
    return _page(request, asked, kind, {"notice": words}, HTTPStatus.CONFLICT if is_fault else None)


def _form(request: HttpRequest, asked: Asked, kind: str, form: RequestForm) -> HttpResponse:
    context = {
        "form": form,
        "intro": asked.words.intros[kind].format(asked.speech.money(asked.order.open_amount)),
        "hint": hint(kind, asked),
        "button": asked.words.buttons[kind],
    }
    return _page(
        request, asked, kind, context, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else None
    )


def _page(
    request: HttpRequest,
    asked: Asked,
    kind: str,
    context: dict[str, Any],
    status: HTTPStatus | None = None,
) -> HttpResponse:
    common = {
        "frame": frame_of(request, asked.order),
        "words": asked.words,
        "title": asked.words.titles[kind],
        "order_label": asked.speech.words.order,
    }
    return render(request, "debtor/request.html", {**common, **context}, status=status)
