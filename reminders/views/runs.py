"""Mahnläufe: the list, and one run while it is sent and afterwards."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, IntegerField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import euro, plural, whole
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from reminders.models import DunningRun, Reminder
from reminders.rules.failures import Failure, explain_failure
from reminders.rules.run_result import RunCounts, duration, headline, remarks
from reminders.rules.states import ReminderState
from reminders.services.approvals import awaiting_approval
from reminders.services.letter_fallback import may_become_letter
from reminders.services.runs import RunRefused, hold_run, retry_failed
from reminders.tables import ReminderTable, RunTable
from reminders.views import run_figures
from reminders.views.exclusions import Exclusions, exclusions_of
from reminders.views.remedies import AnyUser, Remedies, Remedy
from reminders.views.review import orders_url

State = DunningRun.State
SHOWN_FAILURES = 50
PEOPLE = ("created_by", "released_by", "approved_by")
UNDER_WAY = (State.RELEASED, State.RUNNING)
STEPS = {State.PROPOSED: "Prüfen", State.RELEASED: "Versand", State.RUNNING: "Versand"}
UNCERTAIN_STEP = (
    "Beim Mailanbieter oder beim Kunden nachfragen und entscheiden. Das Programm wiederholt diese "
    "Mahnung nicht, damit sie nicht doppelt ankommt."
)


@dataclass(frozen=True, slots=True)
class ShownFailure:
    """A reminder that did not arrive, the reason, and what to do."""

    reminder: Reminder
    failure: Failure
    remedy: Remedy | None
    may_become_letter: bool = False


@require_safe
@needs_rights("reminders.view_dunningrun")
def run_list(request: HttpRequest) -> HttpResponseBase:
    """All runs, newest first."""
    runs = DunningRun.objects.select_related("created_by").annotate(
        sent_count=_count_of(*run_figures.SENT), failed_count=_count_of(ReminderState.FAILED)
    )
    table = RunTable(runs)
    show_page(request, table)
    waiting = awaiting_approval().select_related("created_by")
    context = {
        "table": table,
        "awaiting": [(run, run_figures.proposal_figures(run)) for run in waiting],
        "may_preview": request.user.has_perm("reminders.add_dunningrun"),
    }
    return list_answer(request, "reminders/run_list.html", context)


@never_cache
@require_safe
@needs_rights("reminders.view_dunningrun")
def run_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Versand while reminders are on their way, Ergebnis afterwards."""
    run = get_object_or_404(DunningRun.objects.select_related(*PEOPLE), pk=pk)
    if run.state == State.PROPOSED and request.user.has_perm("reminders.add_dunningrun"):
        return redirect("reminders:run-review", pk)
    table = ReminderTable(_released(run), empty_text="Aus diesem Mahnlauf wurde nichts versendet.")
    show_page(request, table)
    counts = run_figures.run_counts(run)
    exclusions = exclusions_of(run, request.user)
    state = State(run.state)
    context = {
        "run": run,
        "step": STEPS.get(state, "Ergebnis"),
        "is_under_way": state in UNDER_WAY,
        "counts": counts,
        "may_release": request.user.has_perm("reminders.release_dunningrun"),
        "table": table,
        "exclusions": exclusions,
        "letter_words": run_figures.letter_words(run),
        "orders_url": orders_url(run),
        **(_progress(run, counts) if state in UNDER_WAY else {}),
        **(_result(run, counts, exclusions, request.user) if state == State.FINISHED else {}),
    }
    return list_answer(request, "reminders/run_detail.html", context)


@never_cache
@require_safe
@needs_rights("reminders.view_dunningrun")
def run_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What static/js/run.js asks for every two seconds."""
    run = get_object_or_404(DunningRun, pk=pk)
    counts = run_figures.run_counts(run)
    is_under_way = run.state in UNDER_WAY
    return JsonResponse(
        {
            "done": counts.settled,
            "total": counts.total,
            "failed": counts.failed,
            "state": run.state,
            "finished_url": None if is_under_way else reverse("reminders:run-detail", args=[pk]),
            "text": run_figures.progress_words(counts),
            "note": _waiting_note(run) if is_under_way else "",
        }
    )


@require_POST
@needs_rights("reminders.release_dunningrun")
def run_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Rest anhalten: what is not on its way yet stays here."""
    get_object_or_404(DunningRun, pk=pk)
    stopped = hold_run(pk, now=timezone.now())
    if stopped:
        messages.success(
            request, f"{plural(stopped, 'Mahnung', 'Mahnungen')} angehalten, nicht versendet."
        )
    else:
        messages.info(request, "Es gab nichts mehr anzuhalten.")
    return redirect("reminders:run-detail", pk)


@require_POST
@needs_rights("reminders.release_dunningrun")
def run_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the failed ones once more."""
    get_object_or_404(DunningRun, pk=pk)
    try:
        count = retry_failed(pk, today=timezone.localdate(), now=timezone.now())
    except RunRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if count == 0:
            messages.info(request, "In diesem Mahnlauf ist nichts fehlgeschlagen.")
    return redirect("reminders:run-detail", pk)


def _count_of(*states: ReminderState) -> Coalesce:
    """Reminders of a run in the states; counted only for the rows that a page shows."""
    counted = (
        Reminder.objects.filter(run=OuterRef("pk"), state__in=states)
        .order_by()
        .values("run")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _released(run: DunningRun) -> QuerySet[Reminder]:
    released = run.reminders.with_returns().filter(number__isnull=False)
    released = released.annotate(first_order=Min("items__order__number"))
    return released.select_related("customer").prefetch_related("items__order")


def _progress(run: DunningRun, counts: RunCounts) -> dict[str, Any]:
    return {
        "progress_url": reverse("reminders:run-progress", args=[run.pk]),
        "progress_text": run_figures.progress_words(counts),
        "progress_note": _waiting_note(run),
        "done": counts.settled,
        "total": counts.total,
        "only_letters": run_figures.has_only_letters_left(run),
    }


def _waiting_note(run: DunningRun) -> str:
    """Why mails of the run wait, "" for nothing; a stop may hold back one account alone."""
    words = run_figures.waiting_words(run, now=timezone.now())
    return words or " ".join(run_figures.stop_words(run))


def _result(
    run: DunningRun, counts: RunCounts, exclusions: Exclusions, user: AnyUser
) -> dict[str, Any]:
    revoked_why = run_figures.revoked_why(run) if counts.revoked else {}
    is_todays = run.written_on == timezone.localdate()
    return {
        "tone": "warning" if run.refusal else _tone(counts),
        "headline": run.refusal or headline(counts, excluded=exclusions.order_count),
        "statements": Remedies(user).statements() if run.refusal else None,
        "exclusions_link": _exclusions_link(exclusions.order_count),
        "remarks": remarks(counts, level=run.level, revoked_why=revoked_why),
        "figures": _figures(run, counts),
        "failures": _failures(run, counts, user),
        "hidden_failures": max(counts.failed + counts.uncertain - SHOWN_FAILURES, 0),
        "retry_label": f"{whole(counts.failed)} erneut versenden",
        "may_retry": is_todays and user.has_perm("reminders.release_dunningrun"),
        "is_too_late_to_retry": not is_todays,
    }


def _exclusions_link(count: int) -> str:
    if not count:
        return ""
    return f"{plural(count, 'ausgeschlossenen Auftrag', 'ausgeschlossene Aufträge')} ansehen"


def _tone(counts: RunCounts) -> str:
    """How the sentence of the result is coloured, as components.css names it."""
    if counts.failed or counts.uncertain:
        return "error"
    return "success" if counts.sent else ""


def _figures(run: DunningRun, counts: RunCounts) -> list[dict[str, Any]]:
    sums = run_figures.sums_sent(run)
    fees = sums.charges - sums.lump_sums
    figures: list[dict[str, Any]] = [
        {"label": "E-Mails versendet", "value": whole(sums.mails)},
        {"label": "Angemahnte Summe", "value": euro(sums.claim)},
        *(
            {"label": label, "value": value}
            for label, value, is_shown in (
                ("Briefe versendet", whole(sums.letters), sums.letters),
                ("Neue Zinsen", euro(sums.interest), sums.interest),
                ("Neue Gebühren", euro(fees), fees),
                ("Verzugspauschalen", euro(sums.lump_sums), sums.lump_sums),
            )
            if is_shown
        ),
        {
            "label": "Fehlgeschlagen",
            "value": whole(counts.failed),
            "tone": "bad" if counts.failed else "",
        },
    ]
    if counts.uncertain:
        figures.append({"label": "Ungeklärt", "value": whole(counts.uncertain), "tone": "bad"})
    if run.released_at and run.finished_at:
        span = run.finished_at - run.released_at
        figures.append({"label": "Dauer", "value": duration(span)})
    return figures


def _failures(run: DunningRun, counts: RunCounts, user: AnyUser) -> list[ShownFailure]:
    if not counts.failed and not counts.uncertain:
        return []
    remedies = Remedies(user)
    lost = _released(run).filter(state__in=(ReminderState.FAILED, ReminderState.UNCERTAIN))
    may_print = user.has_perm("reminders.release_dunningrun")
    return [
        _shown_failure(row, remedies, may_print=may_print)
        for row in lost.order_by("state", "pk")[:SHOWN_FAILURES]
    ]


def _shown_failure(reminder: Reminder, remedies: Remedies, *, may_print: bool) -> ShownFailure:
    if reminder.state == ReminderState.UNCERTAIN:
        failure = Failure(f"Ungeklärt: {reminder.outcome}", UNCERTAIN_STEP)
        return ShownFailure(reminder, failure, remedies.uncertain(reminder))
    failure = explain_failure(reminder.outcome)
    remedy = (
        remedies.change("orders.customer", reminder.customer_id, "Kunde bearbeiten")
        if failure.is_address_wrong
        else None
    )
    as_letter = may_print and may_become_letter(reminder, today=timezone.localdate())
    return ShownFailure(reminder, failure, remedy, as_letter)
