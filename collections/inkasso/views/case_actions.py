"""What a clerk does with a case: each on a page that tells the effect before it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.rules.german import euro
from common.web.permissions import needs_rights, refuse_without_rights
from inkasso.forms import CaseForm, NoteForm, ReasonForm, RecallForm, ReferenceForm
from inkasso.models import CollectionCase
from inkasso.services.candidates import start_case, stop_case
from inkasso.services.case_endings import (
    add_note,
    cancel_case,
    recall_case,
    set_agency_reference,
    why_no_cancellation,
    why_no_recall,
    why_no_reference,
    why_no_write_off,
    write_off_case,
)
from inkasso.services.cases import CaseRefused
from inkasso.views import case_action_words as words
from orders.services.by_hand import BookingRefused

VIEW = "collections.view_collectioncase"
CHANGE, RECALL = "collections.change_collectioncase", "collections.recall_collectioncase"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who does it, and on which day."""

    user: Any
    today: date

    @property
    def of_case(self) -> dict[str, Any]:
        """As services of cases want it."""
        return {"actor": self.user, "today": self.today}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; obstacle and effect are told before it is done."""

    slug: str
    title: str
    button: str
    hint: str
    right: str
    form: type[CaseForm]
    obstacle: Callable[[CollectionCase], str]
    effect: Callable[[CollectionCase], str]
    run: Callable[[CollectionCase, Mapping[str, Any], Clerk], str]
    busy: str
    is_dangerous: bool = False


def shown_actions(case: CollectionCase, user: AbstractBaseUser | Any) -> list[dict[str, str]]:
    """What this person can do with the case now, for its page."""
    return [
        {
            "title": action.title,
            "hint": action.hint,
            "url": reverse("collections:case-action", args=[case.pk, action.slug]),
        }
        for action in ACTIONS.values()
        if user.has_perm(action.right) and not action.obstacle(case)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW)
def case_action(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """Say what will happen and ask for what it needs; on a valid POST do it."""
    action = ACTIONS.get(slug)
    if action is None:
        raise Http404("Das gibt es bei einem Inkassofall nicht.")
    refuse_without_rights(request, action.right)
    case = get_object_or_404(
        CollectionCase.objects.select_related("agency", "order__customer", "order__sales_account"),
        pk=pk,
    )
    if obstacle := action.obstacle(case):
        messages.error(request, obstacle)
        return redirect("collections:case-page", pk)
    if request.method != "POST":
        return _page(request, case, action, action.form(case=case))
    return _do(request, case, action)


def _do(request: HttpRequest, case: CollectionCase, action: Action) -> HttpResponseBase:
    """Do what the form says; what is refused stands in the form again."""
    form = action.form(request.POST, case=case)
    if not form.is_valid():
        return _page(request, case, action, form)
    try:
        done = action.run(case, form.cleaned_data, Clerk(request.user, timezone.localdate()))
    except (CaseRefused, BookingRefused) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, case, action, form)
    messages.success(request, done)
    return redirect("collections:case-page", case.pk)


def _page(
    request: HttpRequest, case: CollectionCase, action: Action, form: CaseForm
) -> HttpResponseBase:
    context = {"case": case, "action": action, "effect": action.effect(case), "form": form}
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "collections/case_action.html", context, status=status)


def _stop(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    stop_case(case.pk, reason=told["reason"], **clerk.of_case)
    return f"Inkassoprozess {case} abgebrochen."


def _start(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    start_case(case.pk, reason=told["reason"], **clerk.of_case)
    return f"Mahnprozess {case} gestartet. Der Fall steht wieder unter „Zu prüfen“ oder „Bereit“."


def _recall(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    recall_case(case.pk, reason=told["reason"], **clerk.of_case)
    if case.agency is None or case.handed_over_on is None:
        return f"Fall {case} zurückgerufen."
    return f"Fall {case} zurückgerufen. {case.agency} wird es gemeldet."


def _write_off(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    amount = write_off_case(case.pk, reason=told["reason"], **clerk.of_case)
    return f"{euro(amount)} ausgebucht. Der Fall {case} ist beendet."


def _cancel(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    cost = cancel_case(case.pk, reason=told["reason"], **clerk.of_case)
    booked = f" {euro(cost)} Stornokosten sind gebucht." if cost else ""
    return f"Auftrag {case.order} gekündigt.{booked} Der Fall {case} ist beendet."


def _note(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    add_note(case.pk, text=told["text"], **clerk.of_case)
    return "Notiz gespeichert."


def _reference(case: CollectionCase, told: Mapping[str, Any], clerk: Clerk) -> str:
    set_agency_reference(case.pk, reference=told["reference"], **clerk.of_case)
    return "Aktenzeichen gespeichert."


ACTIONS = {
    action.slug: action
    for action in (
        Action(
            "abbrechen",
            "Prozess abbrechen",
            "Prozess abbrechen",
            "der Fall geht an kein Inkassobüro",
            CHANGE,
            ReasonForm,
            words.not_waiting,
            words.stop_effect,
            _stop,
            "Wird abgebrochen …",
        ),
        Action(
            "starten",
            "Mahnprozess starten",
            "Mahnprozess starten",
            "der Fall wird wieder geprüft",
            CHANGE,
            ReasonForm,
            words.not_stopped,
            words.start_effect,
            _start,
            "Wird gestartet …",
        ),
        Action(
            "kuendigen",
            "Auftrag kündigen",
            "Auftrag kündigen",
            "Mahnoption b: stornieren und Stornokosten buchen",
            RECALL,
            ReasonForm,
            why_no_cancellation,
            words.cancel_effect,
            _cancel,
            "Wird gekündigt …",
            is_dangerous=True,
        ),
        Action(
            "zurueckrufen",
            "Fall zurückrufen",
            "Fall zurückrufen",
            "Inkassobüro oder Gericht sollen nichts mehr tun",
            RECALL,
            RecallForm,
            why_no_recall,
            words.recall_effect,
            _recall,
            "Wird zurückgerufen …",
            is_dangerous=True,
        ),
        Action(
            "ausbuchen",
            "Ausbuchen",
            "Ausbuchen",
            "der offene Betrag wird aufgegeben",
            RECALL,
            ReasonForm,
            why_no_write_off,
            words.write_off_effect,
            _write_off,
            "Wird ausgebucht …",
            is_dangerous=True,
        ),
        Action(
            "aktenzeichen",
            "Aktenzeichen des Inkassobüros",
            "Aktenzeichen speichern",
            "daran werden seine Rückmeldungen erkannt",
            CHANGE,
            ReferenceForm,
            why_no_reference,
            words.reference_effect,
            _reference,
            "Wird gespeichert …",
        ),
        Action(
            "notiz",
            "Notiz hinzufügen",
            "Notiz speichern",
            "für alle, die den Fall sehen",
            CHANGE,
            NoteForm,
            words.nothing,
            words.note_effect,
            _note,
            "Wird gespeichert …",
        ),
    )
}
