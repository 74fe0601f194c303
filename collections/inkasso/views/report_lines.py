"""One line of a report: what it says, and what a clerk decides on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import day, euro, plural
from common.web.permissions import needs_rights
from inkasso.models import ReportEntry
from inkasso.report_forms import AsideForm, CaseForm, WordForm
from inkasso.report_tables import TONES
from inkasso.rules.reports import AgencyStatus
from inkasso.services.report_entries import (
    EntryRefused,
    choose_case,
    map_word,
    set_aside,
    word_status,
)
from inkasso.services.report_references import meant_case
from inkasso.services.report_repeats import booked_before
from inkasso.views.reports import ADD, VIEW

Kind = ReportEntry.Kind
State = ReportEntry.State


@never_cache
@require_safe
@needs_rights(VIEW)
def report_line(request: HttpRequest, pk: int) -> HttpResponse:
    """What the line says, and the decisions that are open."""
    return _page(request, _entry(pk))


@require_POST
@needs_rights(VIEW, ADD)
def line_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the line over for the chosen case."""
    entry = _entry(pk)
    form = CaseForm(request.POST, entry=entry)

    def decide() -> str:
        chosen = form.cleaned_data["case"]
        choose_case(
            pk,
            chosen.pk,
            actor=request.user,
            today=timezone.localdate(),
            is_further=form.cleaned_data.get("is_further", False),
        )
        return f"Zeile {entry.position} ist für {chosen} übernommen."

    return _decided(request, entry, "case_form", form, decide)


@require_POST
@needs_rights(VIEW, ADD)
def line_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the word means, and take over what waited for it."""
    entry = _entry(pk)
    form = WordForm(request.POST)

    def decide() -> str:
        status = AgencyStatus(form.cleaned_data["status"])
        taken = map_word(pk, status, actor=request.user, today=timezone.localdate())
        lines = plural(len(taken), "Zeile", "Zeilen")
        return f"„{entry.word}“ bedeutet jetzt „{status.label}“; {lines} übernommen."

    return _decided(request, entry, "word_form", form, decide)


@require_POST
@needs_rights(VIEW, ADD)
def line_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Do nothing with the line."""
    entry = _entry(pk)
    form = AsideForm(request.POST)

    def decide() -> str:
        set_aside(pk, reason=form.cleaned_data["reason"], actor=request.user)
        return f"Zeile {entry.position} ist beiseitegelegt."

    return _decided(request, entry, "aside_form", form, decide)


def _entry(pk: int) -> ReportEntry:
    entries = ReportEntry.objects.select_related(
        "report", "agency", "case__order__customer", "decided_by"
    )
    return get_object_or_404(entries, pk=pk)


def _decided(
    request: HttpRequest,
    entry: ReportEntry,
    name: str,
    form: forms.Form,
    decide: Callable[[], str],
) -> HttpResponse:
    """The report's page after the decision, or the line again with what stands against it."""
    if form.is_valid():
        try:
            done = decide()
        except EntryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("collections:report-page", entry.report_id)
    return _page(request, _entry(entry.pk), **{name: form})


def _page(request: HttpRequest, entry: ReportEntry, **bound: forms.Form) -> HttpResponse:
    is_waiting = entry.state == State.TO_CLARIFY
    can_be_taken = entry.kind in (Kind.STATUS, Kind.PAYMENT) and entry.happened_on is not None
    lacks_word = bool(entry.word) and word_status(entry.agency_id, entry.word) is None
    meant = meant_case(entry)
    context: dict[str, Any] = {
        "entry": entry,
        "title": f"Zeile {entry.position}",
        "tone": TONES[State(entry.state)],
        "facts": _facts(entry),
        "may_decide": is_waiting and request.user.has_perm(ADD),
        "asks_case": can_be_taken,
        "asks_word": entry.kind == Kind.STATUS and lacks_word,
        "case_form": CaseForm(entry=entry, initial={"case": f"IK-{meant:06d}" if meant else ""}),
        "is_repeated": _is_repeated(entry, meant),
        "word_form": WordForm(),
        "aside_form": AsideForm(),
        **bound,
    }
    return render(request, "collections/report_line.html", context)


def _is_repeated(entry: ReportEntry, case_id: int | None) -> bool:
    """Whether a clerk has to say that the payment is another one."""
    if case_id is None or entry.kind != Kind.PAYMENT:
        return False
    return booked_before(entry, case_id) is not None


def _facts(entry: ReportEntry) -> list[tuple[str, str]]:
    """What the line says, cell by cell; what could not be read as it was written."""
    cells = entry.raw.get("cells", {})
    kept = "Abzüge" if entry.kind == Kind.REMITTANCE else "davon Kosten"
    facts = [
        ("Art", entry.get_kind_display() or cells.get("kind", "")),
        ("Aktenzeichen", entry.case_reference),
        ("Aktenzeichen Inkasso", entry.agency_reference),
        ("Status", entry.word),
        ("bedeutet", entry.get_status_display()),
        ("Am", day(entry.happened_on) if entry.happened_on else cells.get("date", "")),
        ("Betrag", euro(entry.amount) if entry.amount else cells.get("amount", "")),
        (kept, euro(entry.costs) if entry.costs else cells.get("costs", "")),
        ("Abrechnung", entry.remittance_reference),
        ("Zeilennummer", cells.get("id", "")),
    ]
    return [(label, value) for label, value in facts if value]
