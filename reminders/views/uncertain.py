"""Ungeklärt: reminders of which nobody knows whether they went out, and the decisions on them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.rules.german import plural, whole
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights, refuse_without_rights
from reminders.models import Reminder, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services.evidence import evidence_of, evidence_of_all
from reminders.services.uncertain import UncertainRefused, decide_uncertain, uncertain
from reminders.uncertain_forms import DONE, MOST_AT_ONCE, DecisionForm, ManyDecisionForm
from reminders.uncertain_list import DECIDED, TAB_NAME, UncertainFilter, UncertainTable, listed
from reminders.views.uncertain_parts import page_parts

UNPROCESSABLE = 422
LOOK, SETTLE = "reminders.view_reminder", "reminders.settle_uncertain"
REFUSALS_SHOWN = 5
Choice = UncertainDecision.Choice


@never_cache
@require_safe
@needs_rights(LOOK)
def uncertain_list(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision, oldest first; in the second tab what was decided."""
    is_decided = request.GET.get(TAB_NAME) == DECIDED
    may_settle = request.user.has_perm(SETTLE)
    found = UncertainFilter(request.GET, listed(is_decided=is_decided))
    rows = found.qs if found.is_valid() else found.queryset.none()
    has_filters = any(found.data.get(name) for name in found.filters)
    table = UncertainTable(
        rows, is_decided=is_decided, may_settle=may_settle, has_filters=has_filters
    )
    show_page(request, table)
    hits = rows.count()
    context = {
        "filter": found,
        "table": table,
        "filter_is_set": has_filters,
        "reset_url": f"{request.path}?{TAB_NAME}={DECIDED}" if is_decided else request.path,
        "hidden_inputs": [(TAB_NAME, DECIDED)] if is_decided else [],
        "hits": hits,
        "can_choose": may_settle and not is_decided and bool(hits),
        "bulk_summary": plural(hits, "Mahnung", "Mahnungen"),
        "bulk_actions": [{"label": "Gemeinsam entscheiden", "symbol": "check", "is_primary": True}],
        **_tabs(is_decided),
    }
    return list_answer(request, "reminders/uncertain_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(LOOK)
def uncertain_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All that is known of one reminder, and the decision on it."""
    reminder = _reminder(pk)
    decisions = reminder.uncertain_decisions.count()
    if request.method != "POST":
        form = DecisionForm(initial={"seen": decisions})
        return _page(request, reminder, form)
    refuse_without_rights(request, SETTLE)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, reminder, form)
    try:
        decided = decide_uncertain(
            pk,
            form.cleaned_data["choice"],
            reason=form.cleaned_data["reason"],
            evidence=[one.as_kept() for one in evidence_of(reminder)],
            actor=request.user,
            now=timezone.now(),
            seen_decisions=form.cleaned_data["seen"],
        )
    except UncertainRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _reminder(pk), form)
    done = DONE[Choice(form.cleaned_data["choice"])]
    messages.success(request, f"Entschieden: Mahnung {decided} {done}.")
    return redirect("reminders:uncertain-page", pk)


@never_cache
@require_POST
@needs_rights(LOOK, SETTLE)
def uncertain_many(request: HttpRequest) -> HttpResponseBase:
    """Prüfen: one decision for many, with what is known of each; then the decision itself."""
    is_decision = "chosen" in request.POST
    form = ManyDecisionForm(request.POST if is_decision else None)
    if is_decision and form.is_valid():
        return _decide_many(request, form)
    ids = _posted_ids(request.POST.get("chosen", "")) if is_decision else _chosen(request)
    if not ids:
        messages.info(request, "Wählen Sie zuerst Mahnungen aus.")
        return redirect("reminders:uncertain-list")
    rows = list(listed(is_decided=False).filter(pk__in=ids[:MOST_AT_ONCE]))
    seen = dict(_decision_counts(rows))
    context = {
        "form": form,
        "chosen": ",".join(f"{one.pk}:{seen[one.pk]}" for one in rows),
        "rows": [(one, UncertainTable.hints_of(one) or "–") for one in rows],
        "count": len(rows),
        "left_out": whole(len(ids) - MOST_AT_ONCE) if len(ids) > MOST_AT_ONCE else "",
        "limit": MOST_AT_ONCE,
    }
    status = UNPROCESSABLE if is_decision else None
    return render(request, "reminders/uncertain_check.html", context, status=status)


def _decide_many(request: HttpRequest, form: ManyDecisionForm) -> HttpResponse:
    """Each by itself: what one is refused for keeps no other back."""
    choice, refusals, count = Choice(form.cleaned_data["choice"]), [], 0
    rows = {row.pk: row for row in Reminder.objects.filter(pk__in=[pk for pk, _ in form.pairs])}
    evidence = evidence_of_all(list(rows.values()))
    for pk, seen in form.pairs:
        if pk not in rows:
            continue
        try:
            decide_uncertain(
                pk,
                choice,
                reason=form.cleaned_data["reason"],
                evidence=[one.as_kept() for one in evidence[pk]],
                actor=request.user,
                now=timezone.now(),
                seen_decisions=seen,
            )
            count += 1
        except UncertainRefused as refusal:
            refusals.append(f"Mahnung {rows[pk]}: {refusal}")
    _tell(request, choice, count, refusals)
    return redirect("reminders:uncertain-list")


def _tell(request: HttpRequest, choice: Choice, count: int, refusals: list[str]) -> None:
    if count:
        decided = plural(count, "Mahnung", "Mahnungen")
        messages.success(request, f"{decided} entschieden: {choice.label}.")
    for refusal in refusals[:REFUSALS_SHOWN]:
        messages.warning(request, refusal)
    if more := refusals[REFUSALS_SHOWN:]:
        words = plural(len(more), "weitere Mahnung bleibt", "weitere Mahnungen bleiben")
        messages.warning(request, f"{words} ungeklärt.")


def _chosen(request: HttpRequest) -> list[int]:
    """The reminders that were ticked, or all hits of the filter, oldest first."""
    if request.POST.get("all_hits") == "1":
        found = UncertainFilter(
            QueryDict(request.POST.get("filters", "")), listed(is_decided=False)
        )
        hits = found.qs if found.is_valid() else found.queryset.none()
        return list(hits.values_list("pk", flat=True))
    ticked = request.POST.getlist("reminder")
    ids = [int(text) for text in ticked if text.isdecimal() and len(text) < 16]
    return list(uncertain().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _posted_ids(chosen: str) -> list[int]:
    """The keys of a check page that is shown once more; [] for what no such page has sent."""
    keys = [pair.partition(":")[0] for pair in chosen.split(",")]
    return [int(key) for key in keys if key.isdecimal() and len(key) < 16]


def _decision_counts(rows: list[Reminder]) -> list[tuple[int, int]]:
    counted = Reminder.objects.filter(pk__in=[row.pk for row in rows])
    return list(counted.annotate(n=Count("uncertain_decisions")).values_list("pk", "n"))


def _tabs(is_decided: bool) -> dict[str, Any]:
    address = reverse("reminders:uncertain-list")
    return {
        "tabs": [
            {
                "label": "Zu klären",
                "count": uncertain().count(),
                "url": address,
                "is_current": not is_decided,
            },
            {
                "label": "Entschieden",
                "count": listed(is_decided=True).count(),
                "url": f"{address}?{TAB_NAME}={DECIDED}",
                "is_current": is_decided,
            },
        ],
        "tabs_label": "Ungeklärt",
    }


def _reminder(pk: int) -> Reminder:
    reminders = Reminder.objects.select_related("run", "customer", "sales_account")
    return get_object_or_404(reminders.prefetch_related("items__order"), pk=pk)


def _page(request: HttpRequest, reminder: Reminder, form: DecisionForm) -> HttpResponse:
    """The page; with a form that holds errors it answers 422."""
    is_open = reminder.state == ReminderState.UNCERTAIN
    context = {
        "reminder": reminder,
        "form": form if is_open and request.user.has_perm(SETTLE) else None,
        "refusals": form.non_field_errors() if form.is_bound else (),
        "is_open": is_open,
        **page_parts(reminder, request.user),
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "reminders/uncertain_page.html", context, status=status)
