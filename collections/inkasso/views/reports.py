"""Rückmeldungen: upload a report, see what became of it, and what waits for a clerk."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.rules.german import plural, whole
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights, refuse_without_rights
from inkasso.models import AgencyReport, CollectionAgency, ReportEntry
from inkasso.report_forms import ReportForm
from inkasso.report_tables import EntryTable, ReportTable
from inkasso.services.reports import TakenReport, receive_report, report_counts

VIEW, ADD = "collections.view_agencyreport", "collections.add_agencyreport"
TO_CLARIFY, ALL = "zu-klaeren", "alle"
State = ReportEntry.State
WITH_CASE = ("report", "agency", "case__order__customer")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW)
def report_list(request: HttpRequest) -> HttpResponse:
    """What waits for a clerk, or all reports; above them the form for a new one."""
    is_upload = request.method == "POST"
    if is_upload:
        refuse_without_rights(request, ADD)
    form = ReportForm(*((request.POST, request.FILES) if is_upload else ()))
    if is_upload and form.is_valid():
        return _upload(request, form)
    tab = ALL if request.GET.get("lage") == ALL else TO_CLARIFY
    context = {
        "form": form,
        "may_add": request.user.has_perm(ADD),
        "tabs": _tabs(tab),
        "table": _table(request, tab),
        "agencies": CollectionAgency.objects.filter(last_report_at__isnull=False),
    }
    return list_answer(request, "collections/report_list.html", context)


@require_safe
@needs_rights(VIEW)
def report_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One report with its lines."""
    reports = AgencyReport.objects.select_related("agency", "received_by").defer("raw")
    report = get_object_or_404(reports, pk=pk)
    entries = report.entries.select_related(*WITH_CASE).order_by("position")
    table = EntryTable(entries, exclude=("agency",))
    show_page(request, table)
    counts = report_counts(report)
    context = {
        "report": report,
        "table": table,
        "figures": _figures(counts),
        "has_lines": bool(counts),
    }
    return list_answer(request, "collections/report_page.html", context)


@require_safe
@needs_rights(VIEW)
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it came, as a download that no browser shows."""
    report = get_object_or_404(AgencyReport, pk=pk)
    name = report.file_name or f"Rueckmeldung-{report.pk}.json"
    disposition = content_disposition_header(True, name)
    return HttpResponse(
        bytes(report.raw),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": disposition or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


def _upload(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Take the file, and tell what became of it on its page."""
    file = form.cleaned_data["file"]
    taken = receive_report(
        form.cleaned_data["agency"],
        file.read(),
        file_name=file.name or "",
        source=AgencyReport.Source.UPLOAD,
        received_at=timezone.now(),
        actor=request.user,
    )
    if not taken.is_new:
        messages.info(request, f"„{file.name}“ war schon eingelesen. Daran ändert sich nichts.")
    elif not taken.report.problem:
        messages.success(request, _result(taken))
    return redirect("collections:report-page", taken.report.pk)


def _result(taken: TakenReport) -> str:
    """What became of the lines, in German."""
    counts = report_counts(taken.report)
    parts = [
        f"{plural(counts[State.APPLIED], 'Zeile', 'Zeilen')} übernommen",
        f"{whole(counts[State.TO_CLARIFY])} zu klären",
    ]
    if taken.known_lines:
        parts.append(f"{whole(taken.known_lines)} schon bekannt")
    return f"Rückmeldung eingelesen: {', '.join(parts)}."


def _tabs(current: str) -> list[dict[str, Any]]:
    waiting = ReportEntry.objects.filter(state=State.TO_CLARIFY).count()
    labels = {TO_CLARIFY: ("Zu klären", waiting), ALL: ("Alle Rückmeldungen", None)}
    return [
        {"label": label, "count": count, "url": f"?lage={name}", "is_current": name == current}
        for name, (label, count) in labels.items()
    ]


def _table(request: HttpRequest, tab: str) -> EntryTable | ReportTable:
    table: EntryTable | ReportTable
    if tab == ALL:
        is_open = Q(entries__state=State.TO_CLARIFY)
        reports = AgencyReport.objects.defer("raw").select_related("agency")
        table = ReportTable(
            reports.annotate(
                entry_count=Count("entries"), open_count=Count("entries", filter=is_open)
            )
        )
    else:
        entries = ReportEntry.objects.filter(state=State.TO_CLARIFY).select_related(*WITH_CASE)
        table = EntryTable(
            entries.order_by("pk"), exclude=("state",), empty_text="Hier ist nichts zu klären."
        )
    show_page(request, table)
    return table


def _figures(counts: dict[str, int]) -> list[dict[str, str]]:
    return [
        {
            "label": state.label,
            "value": whole(counts.get(state, 0)),
            "tone": "bad" if state == State.TO_CLARIFY and counts.get(state) else "",
        }
        for state in State
    ]
