"""Übergabe prüfen: what a proposed handover holds, and the steps that lead out of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import euro, plural, whole
from common.web.lists import show_page
from common.web.permissions import needs_rights
from inkasso.filters import chosen_case_ids, selection_words
from inkasso.handover_tables import ReadyTable
from inkasso.models import CollectionAgency, Handover
from inkasso.rules.handover import consequence, release_label
from inkasso.services.handover_check import HandoverCheck
from inkasso.services.handovers import (
    APPROVE,
    HandoverRefused,
    approve_handover,
    check_handover,
    discard_handover,
    hand_in,
    propose_handover,
    release_handover,
    take_out,
    why_no_release,
)
from inkasso.views.handover_words import exclusions_of, file_words

HAND_OVER = "collections.handover_collectioncase"
OTHERS = "Aus der Auswahl wurden mehrere Übergaben. Prüfen und übergeben Sie auch: "


@require_POST
@needs_rights(HAND_OVER)
def handover_propose(request: HttpRequest) -> HttpResponse:
    """Propose the chosen cases, one handover for each agency."""
    today, posted = timezone.localdate(), request.POST
    try:
        made = propose_handover(
            chosen_case_ids(posted, today=today),
            day=today,
            selection=selection_words(posted, today=today),
            actor=request.user,
            now=timezone.now(),
        )
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('collections:case-list')}?{posted.get('filters', '')}")
    if len(made) > 1:
        messages.info(request, OTHERS + ", ".join(f"{one} ({one.agency})" for one in made[1:]))
    return redirect("collections:handover-check", made[0].pk)


# Without a cache the back button shows what became of it, not the proposal it once was.
@never_cache
@require_safe
@needs_rights(HAND_OVER)
def handover_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ready cases with their sums, excluded ones with the reason, and the button."""
    handover = get_object_or_404(Handover.objects.select_related("agency", "created_by"), pk=pk)
    if handover.state != Handover.State.PROPOSED:
        return redirect("collections:handover-page", pk)
    checked = check_handover(handover, timezone.localdate())
    table = ReadyTable(checked.ready)
    show_page(request, table)
    refusal = why_no_release(handover, checked, request.user)
    context = {
        "handover": handover,
        "checked": checked,
        "table": table,
        "figures": _figures(checked),
        "exclusions": exclusions_of(checked, request.user),
        "file_words": file_words(handover),
        "hindrance": _hindrance(handover, checked) or refusal,
        "may_hand_in": bool(refusal) and not handover.needs_approval,
        "consequence": consequence(
            len(checked.ready),
            handover.agency.name,
            is_download=handover.agency.way == CollectionAgency.Way.DOWNLOAD,
        ),
        "release_url": _release_url(handover, checked),
        "release_label": release_label(len(checked.ready), is_approval=bool(checked.over_limit)),
    }
    return render(request, "collections/handover_check.html", context)


@require_POST
@needs_rights(HAND_OVER)
def handover_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over. A second click, the back button or a second person find it released."""
    return _release(request, pk, is_approval=False)


@require_POST
@needs_rights(APPROVE)
def handover_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over as the second person."""
    return _release(request, pk, is_approval=True)


@require_POST
@needs_rights(HAND_OVER)
def handover_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Zur Freigabe vorlegen."""
    get_object_or_404(Handover, pk=pk)
    try:
        handover = hand_in(pk, actor=request.user, today=timezone.localdate())
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{handover} wartet auf eine zweite Person. Nichts ist hinaus.")
    return redirect("collections:handover-check", pk)


@require_POST
@needs_rights(HAND_OVER)
def handover_take_out(request: HttpRequest, pk: int, case_pk: int) -> HttpResponse:
    """Take one case out; it stays where it is."""
    get_object_or_404(Handover, pk=pk)
    try:
        take_out(pk, case_pk, actor=request.user)
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Der Fall ist herausgenommen und bleibt, wo er war.")
    return redirect(f"{reverse('collections:handover-check', args=[pk])}#faelle")


@require_POST
@needs_rights(HAND_OVER)
def handover_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Verwerfen: nothing leaves, the cases are free again."""
    get_object_or_404(Handover, pk=pk)
    try:
        handover = discard_handover(
            pk, actor=request.user, today=timezone.localdate(), now=timezone.now()
        )
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("collections:handover-page", pk)
    if handover.state == Handover.State.DELIVERED:
        words = "Die übrigen Fälle stehen wieder in der Liste; die angekommenen bleiben übergeben."
        messages.success(request, words)
        return redirect("collections:handover-page", pk)
    messages.success(request, f"{handover} verworfen. Die Fälle stehen wieder in der Liste.")
    return redirect(f"{reverse('collections:case-list')}?lage=bereit")


def _release(request: HttpRequest, pk: int, *, is_approval: bool) -> HttpResponse:
    get_object_or_404(Handover, pk=pk)
    release = approve_handover if is_approval else release_handover
    try:
        release(pk, actor=request.user, today=timezone.localdate(), now=timezone.now())
    except HandoverRefused as refusal:
        if Handover.objects.get(pk=pk).state == Handover.State.PROPOSED:
            messages.error(request, str(refusal))
            return redirect("collections:handover-check", pk)
        messages.info(request, "Diese Übergabe war schon freigegeben. Nichts geht doppelt hinaus.")
    return redirect("collections:handover-page", pk)


def _release_url(handover: Handover, checked: HandoverCheck) -> str:
    name = "handover-approve" if checked.over_limit else "handover-release"
    return reverse(f"collections:{name}", args=[handover.pk])


def _hindrance(handover: Handover, checked: HandoverCheck) -> str:
    """Why nothing can be handed over, "" when it can; the server checks it again."""
    if not checked.ready:
        return "In dieser Übergabe ist kein Fall vollständig."
    if not handover.agency.is_active:
        return f"Der Inkassopartner {handover.agency} ist nicht aktiv."
    return ""


def _figures(checked: HandoverCheck) -> list[dict[str, Any]]:
    ready, excluded = len(checked.ready), len(checked.excluded)
    figures = [
        {"label": "Ausgewählt", "value": whole(ready + excluded)},
        {"label": "Werden übergeben", "value": whole(ready)},
        {"label": "Ausgeschlossen", "value": whole(excluded)},
        {"label": "Forderung", "value": euro(checked.total), "note": "mit Zinsen bis heute"},
    ]
    if count := len(checked.over_limit):
        figures.append({"label": "Über dem Limit", "value": plural(count, "Fall", "Fälle")})
    return figures
