"""Übergaben: the list, and one handover while it leaves and afterwards."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.rules.german import euro, whole
from common.rules.money import ZERO
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from inkasso.handover_tables import HandoverTable, ItemTable
from inkasso.models import CollectionAgency, Handover, HandoverItem
from inkasso.rules.handover import result, told_claim
from inkasso.services.handover_check import LEFT_OUT
from inkasso.services.handover_download import may_be_marked
from inkasso.services.handovers import awaiting_approval, why_not_discard
from inkasso.views.handover_check import HAND_OVER
from inkasso.views.handover_words import file_words, progress_words, waiting_words

VIEW = "collections.view_handover"
State = Handover.State
PEOPLE = ("agency", "created_by", "released_by", "approved_by")


@require_safe
@needs_rights(VIEW)
def handover_list(request: HttpRequest) -> HttpResponseBase:
    """All handovers, newest first, and above them those that wait for a second person."""
    handovers = Handover.objects.select_related("agency", "created_by").annotate(
        live_count=Count("items", filter=Q(items__is_live=True))
    )
    table = HandoverTable(handovers)
    show_page(request, table)
    context = {
        "table": table,
        "awaiting": awaiting_approval(),
        "may_check": request.user.has_perm(HAND_OVER),
    }
    return list_answer(request, "collections/handover_list.html", context)


@never_cache
@require_safe
@needs_rights(VIEW)
def handover_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Übergabe while it leaves, Ergebnis afterwards."""
    handover = get_object_or_404(Handover.objects.select_related(*PEOPLE), pk=pk)
    if handover.state == State.PROPOSED and request.user.has_perm(HAND_OVER):
        return redirect("collections:handover-check", pk)
    items = handover.items.select_related("case__order__customer").order_by("pk")
    live = [item for item in items if item.is_live]
    left_out = [(item, item.content.get(LEFT_OUT, "")) for item in items if not item.is_live]
    table = ItemTable(live)
    show_page(request, table)
    context = {
        "handover": handover,
        "table": table,
        "left_out": left_out,
        "live_count": len(live),
        "figures": _figures(handover, live),
        "file_words": file_words(handover),
        "file": getattr(handover, "file", None),
        "downloads": handover.downloads.select_related("downloaded_by"),
        "headline": result(len(live), len(left_out), handover.agency.name),
        **_steps(handover, request),
    }
    return list_answer(request, "collections/handover_page.html", context)


@never_cache
@require_safe
@needs_rights(VIEW)
def handover_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What static/js/run.js asks for every two seconds."""
    handover = get_object_or_404(Handover.objects.select_related("agency"), pk=pk)
    done, text = progress_words(handover)
    return JsonResponse(
        {
            "done": done,
            "total": 2,
            "failed": int(handover.state == State.FAILED),
            "state": handover.state,
            "finished_url": None
            if is_under_way(handover)
            else reverse("collections:handover-page", args=[pk]),
            "text": text,
            "note": waiting_words(handover) if is_under_way(handover) else "",
        }
    )


def is_under_way(handover: Handover) -> bool:
    """Whether the program still works on it by itself."""
    if handover.state == State.RELEASED:
        return True
    return handover.state == State.WRITTEN and handover.next_attempt_at is not None


def _steps(handover: Handover, request: HttpRequest) -> dict[str, Any]:
    """Where it stands, and what this person can do about it."""
    may = request.user.has_perm(HAND_OVER)
    under_way = is_under_way(handover)
    done, text = progress_words(handover)
    is_download = handover.agency.way == CollectionAgency.Way.DOWNLOAD
    waits_for_download = handover.state == State.WRITTEN and not under_way
    is_failed = handover.state == State.FAILED
    return {
        "step": "Ergebnis" if handover.state == State.DELIVERED else "Übergabe",
        "is_under_way": under_way,
        "progress_url": reverse("collections:handover-progress", args=[handover.pk]),
        "progress_text": text,
        "progress_note": waiting_words(handover),
        "done": done,
        "total": 2,
        "is_download": is_download,
        "waits_for_download": waits_for_download,
        "may_download": may
        and hasattr(handover, "file")
        and (waits_for_download or handover.state == State.DELIVERED),
        "may_retry": may and (is_failed or bool(under_way and handover.problem)),
        "may_mark": may and may_be_marked(handover, now=timezone.now()),
        "may_discard": may and not why_not_discard(handover),
        "is_uncertain": is_failed and handover.lease_token is not None,
        "arrived": handover.items.filter(delivered_at__isnull=False).count(),
    }


def _figures(handover: Handover, live: list[HandoverItem]) -> list[dict[str, Any]]:
    claims = (told_claim(item.content) or ZERO for item in live)
    figures = [
        {"label": "Fälle", "value": whole(len(live))},
        {"label": "Forderung", "value": euro(sum(claims, ZERO))},
    ]
    # A file that people fetch is not sent by anybody.
    if handover.agency.way != CollectionAgency.Way.DOWNLOAD:
        figures.append({"label": "Versuche", "value": whole(handover.attempts)})
    return figures
