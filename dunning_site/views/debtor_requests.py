"""Anliegen: the list of what debtors told and asked, and the page on which a clerk decides."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights, refuse_without_rights
from dunning_site.debtor_request_list import (
    DebtorRequestFilter,
    DebtorRequestTable,
    listed_requests,
)
from dunning_site.settling_forms import FORMS, SettlingForm
from dunning_site.views.debtor_request_parts import (
    BOOK_CREDIT,
    decisions,
    page_parts,
    rights_for,
)
from orders.models import Order
from reminders.models import DebtorProof, DebtorRequest
from reminders.rules.debtor_requests import PROOF_PICTURE
from reminders.services import debtor_settling as settling
from reminders.services.debtor_settling import Decision, Settled, SettlingRefused

UNPROCESSABLE = 422
LOOK, SETTLE = "reminders.view_debtorrequest", "reminders.change_debtorrequest"
Kind = DebtorRequest.Kind


@require_safe
@needs_rights(LOOK)
def request_list(request: HttpRequest) -> HttpResponseBase:
    """All requests: first those that wait."""
    listed = DebtorRequestFilter(request.GET, listed_requests())
    rows = listed.qs if listed.is_valid() else listed.queryset.none()
    has_filters = any(listed.data.get(name) for name in listed.filters)
    table = DebtorRequestTable(rows, has_filters=has_filters)
    show_page(request, table)
    context = {
        "filter": listed,
        "table": table,
        "filter_is_set": has_filters,
        "reset_url": request.path,
    }
    return list_answer(request, "reminders/debtor_request_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(LOOK)
def request_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the debtor wrote beside what is known, and the decision."""
    asked = _asked(pk)
    today = timezone.localdate()
    may_settle = request.user.has_perm(SETTLE)
    if request.method == "POST":
        refuse_without_rights(request, SETTLE)
        return _settle(request, asked, today)
    form = FORMS[asked.kind](request=asked, today=today) if may_settle else None
    return _page(request, asked, form, today)


@require_safe
@needs_rights(LOOK)
def request_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that came along, to be saved; never opened inside our own pages."""
    proof = get_object_or_404(DebtorProof, pk=pk)
    # A picture was made anew as JPEG, whatever it was called.
    stem = proof.file_name.rpartition(".")[0] or proof.file_name
    name = f"{stem}.{'jpg' if proof.content_type == PROOF_PICTURE else 'pdf'}"
    return HttpResponse(
        bytes(proof.content),
        content_type=proof.content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


@require_safe
@needs_rights(LOOK)
def request_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that was made anew, for the page; a PDF has none."""
    proof = get_object_or_404(DebtorProof, pk=pk)
    if proof.content_type != PROOF_PICTURE:
        raise Http404("Zu diesem Beleg gibt es kein Bild.")
    return HttpResponse(bytes(proof.content), content_type=PROOF_PICTURE)


def _asked(pk: int) -> DebtorRequest:
    related = (
        "order__customer",
        "order__sales_account",
        "order__standing",
        "order__payment_method",
        "settled_by",
        "plan",
    )
    return get_object_or_404(DebtorRequest.objects.select_related(*related), pk=pk)


def _settle(request: HttpRequest, asked: DebtorRequest, today: date) -> HttpResponseBase:
    """Decide as the form says; what is refused stands in the form again."""
    form = FORMS[asked.kind](request.POST, request=asked, today=today)
    if not form.is_valid():
        return _page(request, asked, form, today)
    refuse_without_rights(request, *rights_for(asked.kind, form.cleaned_data["decision"]))
    decision = Decision(
        answer=form.cleaned_data["answer"].strip(),
        tells_customer=form.cleaned_data.get("tells_customer", False),
        actor=request.user,
        now=timezone.now(),
        today=today,
    )
    try:
        settled = _SETTLE[Kind(asked.kind)](form, decision)
    except SettlingRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _asked(asked.pk), form, today)
    _say(request, settled)
    return redirect(_next(request, form))


def _paid_or_method(form: SettlingForm, decision: Decision) -> Settled:
    act = settling.accept if form.accepts else settling.decline
    return act(form.request.pk, decision)


def _deferral(form: SettlingForm, decision: Decision) -> Settled:
    if not form.accepts:
        return settling.decline(form.request.pk, decision)
    until_on = form.cleaned_data["until_on"]
    return settling.grant_deferral(form.request.pk, until_on=until_on, decision=decision)


def _instalments(form: SettlingForm, decision: Decision) -> Settled:
    if not form.accepts:
        return settling.decline(form.request.pk, decision)
    cleaned = form.cleaned_data
    return settling.grant_instalments(
        form.request.pk, cleaned["rates"], seen_entry_id=cleaned["seen_entry"], decision=decision
    )


def _dispute(form: SettlingForm, decision: Decision) -> Settled:
    if form.accepts:
        return settling.accept(form.request.pk, decision)
    reason = form.cleaned_data["reason"]
    return settling.reject_dispute(form.request.pk, reason=reason, decision=decision)


def _address(form: SettlingForm, decision: Decision) -> Settled:
    if not form.accepts:
        return settling.decline(form.request.pk, decision)
    address: dict[str, str] = form.address  # type: ignore[attr-defined]
    return settling.take_over_address(form.request.pk, address, decision=decision)


_SETTLE: dict[Kind, Callable[[SettlingForm, Decision], Settled]] = {
    Kind.ALREADY_PAID: _paid_or_method,
    Kind.DEFERRAL: _deferral,
    Kind.INSTALMENTS: _instalments,
    Kind.DISPUTE: _dispute,
    Kind.ADDRESS: _address,
    Kind.PAYMENT_METHOD: _paid_or_method,
}


def _say(request: HttpRequest, settled: Settled) -> None:
    """What was decided, and what became of the mail."""
    done = settled.request
    words = f"Anliegen „{done.get_kind_display()}“ {done.get_state_display()}."
    if settled.told:
        words = f"{words} Antwort an {settled.told} gesendet."
    messages.success(request, words)
    if settled.mail_problem:
        messages.warning(
            request, f"Der Kunde hat die Antwort nicht als E-Mail: {settled.mail_problem}"
        )


def _next(request: HttpRequest, form: SettlingForm) -> str:
    """Where to go on: a justified dispute is booked next, all else shows its page."""
    asked = form.request
    order = Order.objects.get(pk=asked.order_id)
    if asked.kind != Kind.DISPUTE or not form.accepts or not order.is_open:
        return reverse("debtor-request-page", args=[asked.pk])
    may_book = request.user.has_perm(BOOK_CREDIT)
    todo = "Buchen Sie jetzt" if may_book else "Lassen Sie jetzt von der Leitung buchen:"
    messages.info(
        request,
        f"{todo} Gutschrift oder Storno. Bis jemand das Mahnen wieder zulässt, wird der Auftrag "
        "nicht gemahnt.",
    )
    if may_book:
        return reverse("order-booking", args=[order.pk, "gutschrift"])
    return reverse("order-page", args=[order.pk])


def _page(
    request: HttpRequest, asked: DebtorRequest, form: SettlingForm | None, today: date
) -> HttpResponse:
    """The page; with a form that holds errors it answers 422."""
    context: dict[str, Any] = {
        "asked": asked,
        "order": asked.order,
        "customer": asked.order.customer,
        "form": form if asked.state == DebtorRequest.State.OPEN else None,
        "refusals": form.non_field_errors() if form is not None and form.is_bound else (),
        "decisions": decisions(asked, request.user),
        **page_parts(asked, request.user, today),
    }
    status = UNPROCESSABLE if form is not None and form.is_bound else None
    return render(request, "reminders/debtor_request.html", context, status=status)
