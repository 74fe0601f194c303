"""Gerichtsfristen: what ends when, month by month."""

from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.german import fold
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.pdf_answers import PRIVATE
from common.web.permissions import needs_rights
from inkasso.court_forms import DeadlineFilterForm
from inkasso.deadline_table import DeadlineTable
from inkasso.rules.court_deadlines import Urgency
from inkasso.services.court_calendar import calendar_of
from inkasso.services.court_deadlines import CaseDeadline, calendar

VIEW = "collections.view_collectioncase"
PAGE_SIZE = 50
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


@require_safe
@needs_rights(VIEW)
def deadline_list(request: HttpRequest) -> HttpResponseBase:
    """Every deadline that runs at a court, by month, missed ones first."""
    found = calendar(timezone.localdate())
    form = DeadlineFilterForm(request.GET)
    shown = _filtered(found, form)
    table = DeadlineTable(shown)
    show_page(request, table)
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "table": table,
        "months": [
            (f"{_MONTHS[month - 1]} {year}", list(rows))
            for (year, month), rows in groupby(page.object_list, key=_month)
        ],
        "page": page,
        "count": len(shown),
        "warned": sum(one.is_warning for one in found),
        "filter_is_set": any(form.data.get(name) for name in form.fields),
    }
    return list_answer(request, "collections/deadline_list.html", context)


@require_safe
@needs_rights(VIEW)
def deadline_calendar(request: HttpRequest) -> HttpResponse:
    """The same deadlines for a calendar program, filtered alike."""
    shown = _filtered(calendar(timezone.localdate()), DeadlineFilterForm(request.GET))
    return HttpResponse(
        calendar_of(shown, made_at=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="gerichtsfristen.ics"', **PRIVATE},
    )


def _filtered(found: list[CaseDeadline], form: DeadlineFilterForm) -> list[CaseDeadline]:
    """The deadlines asked for; an address that somebody mistyped shows none."""
    if not form.is_valid():
        return []
    words = fold(form.cleaned_data["suche"]).split()
    wanted = form.cleaned_data["frist"]
    return [
        one
        for one in found
        if all(word in one.case.order.search_text for word in words) and _is_wanted(one, wanted)
    ]


def _is_wanted(one: CaseDeadline, wanted: str) -> bool:
    if wanted == DeadlineFilterForm.WARNINGS:
        return one.is_warning
    if wanted == DeadlineFilterForm.MISSED:
        return one.deadline.kind.is_ours and one.urgency == Urgency.MISSED
    return True


def _month(one: CaseDeadline) -> tuple[int, int]:
    last_day: date = one.deadline.last_day
    return last_day.year, last_day.month
