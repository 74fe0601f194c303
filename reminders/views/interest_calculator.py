"""Verzugszinsrechner: interest on any amount, as a page, as CSV and as PDF."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from reminders.adapters.interest_sheet import sheet_csv, sheet_pdf
from reminders.interest_forms import InterestForm
from reminders.rules.interest import NoBaseRate
from reminders.services.base_rates import base_rate_warning
from reminders.services.interest_calculation import CONVENTION, InterestAnswer, calculate


@require_safe
@needs_rights("orders.view_order")
def interest_calculator(request: HttpRequest) -> HttpResponse:
    """The form, and below it the lines; everything stands in the address."""
    today = timezone.localdate()
    form, answer = _asked(request, today)
    context = {
        "form": form,
        "answer": answer,
        "convention": CONVENTION,
        "warning": base_rate_warning(today),
        "query": request.GET.urlencode(),
    }
    return render(request, "reminders/interest_calculator.html", context)


@require_safe
@needs_rights("orders.view_order")
def interest_csv(request: HttpRequest) -> HttpResponse:
    """The lines for a spreadsheet."""
    return _download(request, lambda answer, today: sheet_csv(answer.lines, answer.total), "csv")


@require_safe
@needs_rights("orders.view_order")
def interest_pdf(request: HttpRequest) -> HttpResponse:
    """The calculation as a sheet of paper."""
    return _download(request, _pdf, "pdf")


def _pdf(answer: InterestAnswer, today: date) -> bytes:
    question = answer.question
    return sheet_pdf(
        answer.lines,
        answer.total,
        principal=question.principal,
        payments=sorted(question.payments),
        is_business=question.is_business,
        convention=CONVENTION,
        made_on=today,
    )


def _download(
    request: HttpRequest, make: Callable[[InterestAnswer, date], bytes], suffix: str
) -> HttpResponse:
    """The file, or the page that says what is wrong with the address."""
    today = timezone.localdate()
    _, answer = _asked(request, today)
    if answer is None:
        return redirect(f"{reverse('reminders:interest')}?{request.GET.urlencode()}")
    media_type = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}[suffix]
    response = HttpResponse(make(answer, today), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="verzugszinsen.{suffix}"'
    return response


def _asked(request: HttpRequest, today: date) -> tuple[InterestForm, InterestAnswer | None]:
    """The form as the address fills it, with the answer if it can be given."""
    form = InterestForm(request.GET if "betrag" in request.GET else None, today=today)
    if not form.is_valid():
        return form, None
    try:
        return form, calculate(form.question())
    except NoBaseRate as refusal:
        form.add_error("von", str(refusal))
        return form, None
