"""Auswertungen: what the dunning brought, as pages, as tables for spreadsheets and on paper."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import month
from common.services.exports import begin_export, finish_export
from common.web.exports import MAY_EXPORT, export_answer
from common.web.pdf_answers import pdf_answer
from common.web.permissions import needs_rights
from common.web.value_tables import Panel
from dunning_site.adapters.evaluation_pdf import Chapter, evaluation_pdf
from dunning_site.evaluation_cohorts import cohort_month_panel
from dunning_site.evaluation_form import EvaluationForm
from dunning_site.evaluation_sections import SECTIONS, month_url, panel_of, section_of
from dunning_site.overview_words import moment
from dunning_site.services.evaluation_report import Report, cohort_of, report_of

MAY_SEE = "reminders.view_recovery"
NOT_COUNTED_YET = "noch nicht gezählt"


@require_safe
@needs_rights(MAY_SEE)
def evaluation_page(request: HttpRequest, section: str) -> HttpResponse:
    """One section, with the filter that all of them share."""
    form = EvaluationForm(request.GET, today=timezone.localdate())
    shown = section_of(section)
    context = _frame(request, form, shown.url_name) | {"title": shown.label}
    if form.is_valid():
        report = report_of(form.filters())
        context |= {
            "panels": _with_files(request, shown.panels(report, request.GET.urlencode())),
            "standing": _standing(report),
        }
    return render(request, "overview/evaluation.html", context)


@require_safe
@needs_rights(MAY_SEE)
def cohort_page(request: HttpRequest, year: int, month_number: int) -> HttpResponse:
    """What became of the amounts that fell due in one month."""
    today = timezone.localdate()
    first = _first_day(year, month_number, today)
    form = EvaluationForm(request.GET, today=today)
    context = _frame(request, form, "evaluation-cohorts") | {
        "title": f"Kohorte {month(first)}",
        "is_one_month": True,
    }
    if form.is_valid():
        panel = cohort_month_panel(first, cohort_of(first, form.filters()))
        context |= {
            "panels": [{"panel": panel, "url": ""}],
            "months": _beside(request, first, today),
        }
    return render(request, "overview/evaluation.html", context)


@require_safe
@needs_rights(MAY_SEE, MAY_EXPORT)
def evaluation_csv(request: HttpRequest, key: str) -> HttpResponseBase:
    """The table of one panel for a spreadsheet."""
    today = timezone.localdate()
    form = EvaluationForm(request.GET, today=today)
    if not form.is_valid():
        return _back_to_form(request)
    panel = panel_of(report_of(form.filters()), key)
    if panel is None:
        raise Http404
    return export_answer(
        request,
        page=f"Auswertungen: {panel.heading}",
        file_name=f"auswertung-{key}",
        columns=panel.table.headings,
        rows=panel.table.file_rows,
        filters_words=form.words(),
        format="csv",
    )


@require_safe
@needs_rights(MAY_SEE, MAY_EXPORT)
def evaluation_report(request: HttpRequest) -> HttpResponseBase:
    """All sections as one PDF."""
    today = timezone.localdate()
    form = EvaluationForm(request.GET, today=today)
    if not form.is_valid():
        return _back_to_form(request)
    report = report_of(form.filters())
    chapters = [Chapter(one.label, one.panels(report, "")) for one in SECTIONS]
    pdf = evaluation_pdf(chapters, filter_words=form.words(), standing=_standing(report))
    words = form.words()
    log = begin_export(request.user, page="Auswertungen", format="pdf", filters=words)
    finish_export(log, sum(len(panel.table.rows) for one in chapters for panel in one.panels))
    return pdf_answer(pdf, f"auswertungen-{today.isoformat()}.pdf")


def _frame(request: HttpRequest, form: EvaluationForm, current: str) -> dict[str, Any]:
    """What surrounds the panels: tabs, filter, the way to the report."""
    query = request.GET.urlencode()
    may_export = request.user.has_perm(MAY_EXPORT)
    return {
        "tabs": [
            {
                "label": one.label,
                "count": None,
                "url": f"{reverse(one.url_name)}?{query}",
                "is_current": one.url_name == current,
            }
            for one in SECTIONS
        ],
        "filter": {"form": form},
        "filter_label": "Auswertungen filtern",
        "filter_is_set": form.is_set,
        "filter_summary": form.words() if form.is_valid() else "",
        "reset_url": request.path,
        "presets": form.presets(request.GET),
        "report_url": f"{reverse('evaluation-report')}?{query}" if may_export else "",
    }


def _with_files(request: HttpRequest, panels: list[Panel]) -> list[dict[str, Any]]:
    """Each panel with the address of its table, for those who may export."""
    if not request.user.has_perm(MAY_EXPORT):
        return [{"panel": panel, "url": ""} for panel in panels]
    query = request.GET.urlencode()
    return [
        {"panel": panel, "url": f"{reverse('evaluation-csv', args=[panel.key])}?{query}"}
        for panel in panels
    ]


def _standing(report: Report) -> str:
    refreshed_at = report.dunning.refreshed_at
    return f"Stand {moment(refreshed_at) if refreshed_at else NOT_COUNTED_YET}"


def _back_to_form(request: HttpRequest) -> HttpResponse:
    """The page that says what is wrong with the address."""
    return redirect(f"{reverse('evaluation-recovery')}?{request.GET.urlencode()}")


def _first_day(year: int, month_number: int, today: date) -> date:
    """The month of the address; a page for one that is none or to come does not exist."""
    if not 1 <= month_number <= 12 or not 2000 <= year <= today.year:
        raise Http404
    return date(year, month_number, 1)


def _beside(request: HttpRequest, first: date, today: date) -> list[dict[str, str]]:
    """The months before and after, as far as they have begun."""
    query = request.GET.urlencode()
    before = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return [
        {"label": month(one), "url": month_url(one, query)}
        for one in (before, after)
        if one <= today
    ]
