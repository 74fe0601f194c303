"""A case at the court: what is missing, the data sheet, the draft file, step by step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.web.pdf_answers import PRIVATE
from common.web.permissions import needs_rights
from inkasso.court_forms import PrepareForm, StepForm
from inkasso.models import CollectionCase
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_steps import CourtStep, StepRefused
from inkasso.rules.eda import EdaRefused
from inkasso.services.cases import CaseRefused
from inkasso.services.court import StepTold, expected_court_cost, prepare_court, take_step
from inkasso.services.court_application import declaration_of, proposed_number
from inkasso.services.court_block import court_block
from inkasso.services.court_days import procedure_of
from inkasso.services.data_sheet import draft_of, sheet_of

UNPROCESSABLE = 422
VIEW, CHANGE = "collections.view_collectioncase", "collections.recall_collectioncase"


@require_safe
@needs_rights(VIEW)
def court_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the case stands at the court, and what can be done next."""
    case = _case(pk)
    block = court_block(case, timezone.localdate())
    if block is None:
        raise Http404("Für diesen Fall ist kein gerichtliches Mahnverfahren vorgesehen.")
    return render(request, "collections/court_page.html", {"case": case, "court_block": block})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW, CHANGE)
def court_prepare(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell what the application needs beside the data at hand."""
    case = _case(pk)
    form = PrepareForm(request.POST or None, initial=_prepared(case))
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            prepare_court(
                pk,
                claim_number=told["claim_number"],
                counter_performance=CounterPerformance(told["counter_performance"]),
                is_contested_wanted=told["is_contested_wanted"],
                actor=request.user,
                today=timezone.localdate(),
            )
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Angaben für den Antrag gespeichert.")
            return redirect("collections:court-sheet", pk)
    return _form(request, "collections/court_prepare.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW, CHANGE)
def court_step(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Enter what happened at the court."""
    case, asked, today = _case(pk), _step(step), timezone.localdate()
    initial = {"on": today}
    if asked == CourtStep.REQUEST:
        initial["court_cost"] = expected_court_cost(case.order, today)
    form = StepForm(request.POST or None, step=asked, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            take_step(pk, StepTold(asked, **form.told()), actor=request.user, today=today)
        except StepRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"„{asked.label}“ eingetragen.")
            return redirect("collections:court-page", pk)
    context = {"case": case, "form": form, "step": asked, "hint": _HINTS.get(asked, "")}
    return _form(request, "collections/court_step.html", context)


@require_safe
@needs_rights(VIEW)
def court_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The data sheet for the Online-Mahnantrag, for the screen and for paper."""
    case, today = _case(pk), timezone.localdate()
    context = {
        "case": case,
        "sheet": sheet_of(case, today),
        "court_block": court_block(case, today),
        "today": today,
    }
    return render(request, "collections/court_sheet.html", context)


@require_safe
@needs_rights(VIEW)
def court_draft(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft of the EDA file, never filed."""
    case = _case(pk)
    try:
        draft = draft_of(case, timezone.localdate())
    except EdaRefused as refusal:
        messages.error(request, f"Kein Entwurf: {refusal}")
        return redirect("collections:court-sheet", pk)
    disposition = content_disposition_header(True, draft.file_name)
    return HttpResponse(
        draft.content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition or "attachment", **PRIVATE},
    )


_HINTS = {
    CourtStep.REQUEST: (
        "Tragen Sie den Tag ein, an dem der Antrag beim Mahngericht eingegangen ist. Ab diesem Tag "
        "steht die Verjährung still, wenn der Mahnbescheid bald zugestellt wird (§ 167 ZPO)."
    ),
    CourtStep.SERVICE: "Der Tag steht in der Zustellungsnachricht des Gerichts.",
    CourtStep.OBJECTION: (
        "Ein Widerspruch ist möglich, bis der Vollstreckungsbescheid verfügt ist, auch nach den "
        "zwei Wochen (§ 694 ZPO)."
    ),
    CourtStep.ENFORCEMENT_REQUEST: (
        "Frühestens nach der Widerspruchsfrist, spätestens sechs Monate nach der Zustellung. Nach "
        "einem Widerspruch nur, wenn er zurückgenommen ist. Zahlungen müssen im Antrag stehen."
    ),
    CourtStep.TITLE: "Der Tag, an dem der Titel rechtskräftig wurde. Er hält 30 Jahre.",
    CourtStep.REFUSAL: (
        "Weist das Gericht den Antrag auf den Mahnbescheid zurück, bucht Mahnwerk die "
        "Gerichtskosten zurück: Der Kunde schuldet sie nicht."
    ),
    CourtStep.QUERY: (
        "Eine Monierung ändert den Stand nicht. Beantworten Sie sie binnen eines Monats, sonst "
        "kann das Gericht den Antrag zurückweisen."
    ),
}


def _case(pk: int) -> CollectionCase:
    rows = CollectionCase.objects.select_related(
        "order__customer", "order__sales_account__creditor", "agency"
    )
    return get_object_or_404(rows, pk=pk)


def _step(word: str) -> CourtStep:
    try:
        return CourtStep(word)
    except ValueError as unknown:
        raise Http404("Diesen Schritt gibt es nicht.") from unknown


def _prepared(case: CollectionCase) -> dict[str, Any]:
    procedure = procedure_of(case)
    return {
        "claim_number": procedure.claim_number if procedure else proposed_number(case.order),
        "is_contested_wanted": procedure.is_contested_wanted if procedure else True,
        "counter_performance": declaration_of(case).value,
    }


def _form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if context["form"].is_bound else None
    return render(request, template, context, status=status)
