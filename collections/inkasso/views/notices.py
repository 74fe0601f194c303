"""Meldungen: what an agency must be told of its cases, and what it has been told."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import plural
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from inkasso.models import CollectionAgency
from inkasso.report_tables import NoticeTable
from inkasso.services.agencies import SENDING_WAYS
from inkasso.services.notice_sending import mark_told, notices_csv, send_notices
from inkasso.services.notices import pending_notices, told_notices
from inkasso.views.reports import ADD, VIEW

TOLD_SHOWN = 25


@require_safe
@needs_rights(VIEW)
def notice_list(request: HttpRequest) -> HttpResponse:
    """The agency that is told most, or that there is none."""
    first = _agencies().order_by("-waiting", "name").first()
    if first is None:
        return render(request, "collections/notice_none.html")
    return redirect("collections:notice-page", first.pk)


@never_cache
@require_safe
@needs_rights(VIEW)
def notice_page(request: HttpRequest, agency_pk: int) -> HttpResponseBase:
    """What waits to be told to one agency, and what it was told last."""
    agency = get_object_or_404(CollectionAgency, pk=agency_pk)
    waiting = pending_notices(agency)
    table = NoticeTable(waiting, prefix="offen-", exclude=("sent_at",))
    show_page(request, table)
    told = NoticeTable(
        told_notices(agency),
        prefix="gemeldet-",
        exclude=("problem",),
        empty_text="Noch nichts gemeldet.",
    )
    show_page(request, told, page_size=TOLD_SHOWN)
    context = {
        "agency": agency,
        "tabs": _tabs(agency),
        "table": table,
        "told": told,
        "waiting_ids": ",".join(map(str, waiting.values_list("pk", flat=True))),
        "count": waiting.count(),
        "is_sent_by_itself": agency.way in SENDING_WAYS,
        "may_tell": request.user.has_perm(ADD),
    }
    return list_answer(request, "collections/notice_page.html", context)


@require_safe
@needs_rights(VIEW)
def notice_file(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """What waits, as a table to pass on."""
    agency = get_object_or_404(CollectionAgency, pk=agency_pk)
    name = f"Meldungen-{timezone.localdate().isoformat()}.csv"
    return HttpResponse(
        notices_csv(pending_notices(agency)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
@needs_rights(VIEW, ADD)
def notice_mark(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Note that the agency was told what stood on the page."""
    agency = get_object_or_404(CollectionAgency, pk=agency_pk)
    sent = request.POST.get("notices", "").split(",")
    ids = [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 18]
    count = mark_told(agency, ids, actor=request.user, now=timezone.now())
    if count:
        messages.success(request, f"{plural(count, 'Meldung', 'Meldungen')} als gemeldet vermerkt.")
    else:
        messages.info(request, "Diese Meldungen waren schon als gemeldet vermerkt.")
    return redirect("collections:notice-page", agency_pk)


@require_POST
@needs_rights(VIEW, ADD)
def notice_send(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Tell the agency now; otherwise the program does so every few minutes."""
    agency = get_object_or_404(CollectionAgency, pk=agency_pk)
    count = send_notices(agency, clock=timezone.now, actor=request.user)
    left = pending_notices(agency).count()
    if left:
        messages.warning(request, "Nicht alles ließ sich melden. Der Grund steht in der Liste.")
    else:
        messages.success(request, f"{plural(count, 'Meldung', 'Meldungen')} gesendet.")
    return redirect("collections:notice-page", agency_pk)


def _agencies() -> Any:
    waiting = Q(cases__notices__sent_at=None, cases__notices__isnull=False)
    return CollectionAgency.objects.annotate(
        waiting=Count("cases__notices", filter=waiting, distinct=True)
    )


def _tabs(current: CollectionAgency) -> list[dict[str, Any]]:
    return [
        {
            "label": one.name,
            "count": one.waiting,
            "url": reverse("collections:notice-page", args=[one.pk]),
            "is_current": one.pk == current.pk,
        }
        for one in _agencies()
    ]
