"""Mahnsystem aktivieren: whom a procedure would reach today, then on; and off at once."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.jobs import enqueue
from common.rules.german import euro, plural, whole
from common.rules.money import ZERO
from common.web.lists import show_page
from common.web.permissions import needs_rights
from reminders.activation_list import ActivationForm, ReachedTable, StartForm
from reminders.models import AutomaticDunning, DunningProcedure
from reminders.rules.procedure_words import step_titles, step_words
from reminders.services.activation import (
    ActivationRefused,
    StepReach,
    activate,
    assess_reached,
    deactivate,
    exclude,
    excluded_orders,
    faults_against,
    reach,
    reached_standings,
)
from reminders.services.activation_trial import MOST_MAILS
from reminders.services.blocks import BlockRefused, lift_block
from reminders.services.trial_mails import TrialMailNotSent, trial_address
from reminders.services.versions import step_plan

CHANGE = "reminders.change_dunningprocedure"
TRIAL_TASK = "reminders.tasks.send_trial_reminders"


@require_safe
@needs_rights(CHANGE, "orders.view_order")
def procedure_activation(request: HttpRequest, pk: int) -> HttpResponse:
    """How many orders the procedure would dun today, and which."""
    procedure = _procedure(pk)
    today = timezone.localdate()
    start_form = StartForm(request.GET if "ab" in request.GET else None, initial=_start(procedure))
    starts_on = _starts_on(start_form, procedure)
    reached = reach(procedure, on=today, starts_on=starts_on)
    context = {
        "procedure": procedure,
        "start_form": start_form,
        "form": ActivationForm(
            initial={"starts_on": starts_on, "is_automatic": procedure.is_automatic}
        ),
        "faults": faults_against(procedure),
        "sentence": reach_sentence(procedure, reached),
        "figures": _figures(reached),
        "steps": _steps(procedure),
        "table": _table(request, procedure, today, starts_on),
        "excluded": excluded_orders(procedure),
        "most_mails": MOST_MAILS,
        **_bulk_bar(reached),
    }
    return render(request, "reminders/activation.html", context)


@require_POST
@needs_rights(CHANGE)
def procedure_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it on with the start day that the page showed."""
    get_object_or_404(DunningProcedure, pk=pk)
    form = ActivationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Der Starttag ist kein Tag. Geben Sie ihn noch einmal ein.")
        return redirect("reminders:procedure-activation", pk)
    try:
        procedure = activate(
            pk,
            starts_on=form.cleaned_data["starts_on"],
            is_automatic=form.cleaned_data["is_automatic"],
            actor=request.user,
        )
    except ActivationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"„{procedure.name}“ ist aktiv. {_what_follows(procedure)}")
    return redirect("reminders:procedure-activation", pk)


@require_POST
@needs_rights(CHANGE)
def procedure_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off; nothing more goes out by it."""
    procedure = get_object_or_404(DunningProcedure, pk=pk)
    taken_back = deactivate(pk, actor=request.user)
    sentence = f"„{procedure.name}“ ist ausgeschaltet."
    if taken_back:
        sentence += f" {plural(taken_back, 'Mahnung wurde', 'Mahnungen wurden')} zurückgenommen."
    messages.success(request, sentence)
    return redirect("reminders:procedure-activation", pk)


@require_POST
@needs_rights(CHANGE, "reminders.add_dunningblock")
def procedure_exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the ticked orders from being dunned, or all that the page counted."""
    procedure = get_object_or_404(DunningProcedure, pk=pk)
    today = timezone.localdate()
    chosen = [int(text) for text in request.POST.getlist("order") if text.isdecimal()]
    if request.POST.get("all_hits") == "1":
        start_form = StartForm(QueryDict(request.POST.get("filters", "")))
        starts_on = _starts_on(start_form, procedure)
        reached = reached_standings(procedure, on=today, starts_on=starts_on)
        chosen = list(reached.values_list("order", flat=True))
    count = exclude(pk, chosen, actor=request.user, today=today)
    if count:
        messages.success(request, f"{plural(count, 'Auftrag', 'Aufträge')} ausgenommen.")
    else:
        messages.error(request, "Es ist kein Auftrag ausgewählt.")
    return _back(request, pk)


@require_POST
@needs_rights(CHANGE, "reminders.change_dunningblock")
def procedure_include(request: HttpRequest, pk: int, order_id: int) -> HttpResponse:
    """Let an excluded order in again."""
    get_object_or_404(DunningProcedure, pk=pk)
    try:
        block = lift_block(order_id, actor=request.user, today=timezone.localdate())
    except BlockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Auftrag {block.order} wird wieder gemahnt.")
    return redirect("reminders:procedure-activation", pk)


@require_POST
@needs_rights(CHANGE, "orders.view_order")
def procedure_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what would go out today to the clerk's own address; the queue does the work."""
    procedure = get_object_or_404(DunningProcedure, pk=pk)
    form = ActivationForm(request.POST)
    starts_on = form.cleaned_data["starts_on"] if form.is_valid() else procedure.starts_on
    try:
        address = trial_address(request.user)
    except TrialMailNotSent as refusal:
        messages.error(request, str(refusal))
        return _back(request, pk)
    enqueue(TRIAL_TASK, pk, request.user.pk, starts_on.isoformat() if starts_on else "")
    messages.success(
        request,
        f"Die heutigen Mahnungen gehen in den nächsten Minuten an {address}, jede als Test "
        f"gekennzeichnet und höchstens {MOST_MAILS}. Verbucht wird nichts.",
    )
    return _back(request, pk)


def reach_sentence(procedure: DunningProcedure, reached: list[StepReach]) -> str:
    """How many orders are reached today, in one sentence."""
    count = sum(one.orders for one in reached)
    if procedure.is_active:
        return f"Heute {'ist' if count <= 1 else 'sind'} {_orders(count)} zur Mahnung fällig."
    verb = "würde" if count <= 1 else "würden"
    return f"Bei Aktivierung {verb} heute {_orders(count)} gemahnt."


def _orders(count: int) -> str:
    return plural(count, "Auftrag", "Aufträge") if count else "kein Auftrag"


def _procedure(pk: int) -> DunningProcedure:
    found = DunningProcedure.objects.select_related("sales_account", "payment_method")
    return get_object_or_404(found.prefetch_related("levels__template"), pk=pk)


def _start(procedure: DunningProcedure) -> dict[str, date | None]:
    return {"ab": procedure.starts_on}


def _starts_on(form: StartForm, procedure: DunningProcedure) -> date | None:
    """The day asked for; the stored one when none or no day was asked for."""
    return form.cleaned_data["ab"] if form.is_valid() else procedure.starts_on


def _steps(procedure: DunningProcedure) -> list[tuple[str, str]]:
    plans = [step_plan(level) for level in procedure.levels.all()]
    anchor = str(procedure.anchor)
    return [
        (title, step_words(plan, anchor))
        for title, plan in zip(step_titles(plans), plans, strict=True)
    ]


def _figures(reached: list[StepReach]) -> list[dict[str, str]]:
    """The steps from left to right, then all together."""
    total = sum((one.open_amount for one in reached), ZERO)
    count = sum(one.orders for one in reached)
    shown = [
        {"label": one.title, "value": whole(one.orders), "note": f"offen {euro(one.open_amount)}"}
        for one in reached
    ]
    return [*shown, {"label": "Zusammen", "value": whole(count), "note": f"offen {euro(total)}"}]


def _table(
    request: HttpRequest, procedure: DunningProcedure, today: date, starts_on: date | None
) -> ReachedTable:
    rows = reached_standings(procedure, on=today, starts_on=starts_on)
    may_exclude = request.user.has_perm("reminders.add_dunningblock")
    table = ReachedTable(
        rows.select_related("order__customer"), exclude=() if may_exclude else ("select",)
    )
    show_page(request, table)
    ids = [row.record.order_id for row in table.paginated_rows]
    table.assessments = assess_reached(ids, today)
    return table


def _bulk_bar(reached: list[StepReach]) -> dict[str, Any]:
    count = sum(one.orders for one in reached)
    return {
        "hits": count,
        "bulk_summary": plural(count, "Auftrag", "Aufträge"),
        "bulk_actions": [{"label": "Vom Mahnen ausnehmen", "symbol": "stop"}],
    }


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it was filtered."""
    address = QueryDict(request.POST.get("filters", "")).urlencode()
    page = reverse("reminders:procedure-activation", args=[pk])
    return redirect(f"{page}?{address}" if address else page)


def _what_follows(procedure: DunningProcedure) -> str:
    """Who sends what from now on."""
    if not procedure.is_automatic:
        return "Versendet wird nur, was Sie unter Aufträge benachrichtigen."
    if AutomaticDunning.objects.filter(is_enabled=True).exists():
        return "Der nächste tägliche Mahnlauf versendet die automatischen Schritte."
    return "Der tägliche Mahnlauf ist ausgeschaltet und versendet noch nichts."
