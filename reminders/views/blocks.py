"""Mahnstopps: blocks, stopped orders and payment plans, so that none is forgotten."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from orders.models import HistoryEntry, Order
from reminders.filters import BlockFilter
from reminders.forms import ExtensionForm
from reminders.hold_tables import BlockTable, PlanTable, StopTable
from reminders.models import DunningBlock, InstalmentPlan
from reminders.services.blocks import BlockRefused, extend_block, lift_any_block

UNPROCESSABLE = 422
_BY_URGENCY = ("expired", "active", "lifted")
# How the history begins to tell of a stop.
STOPPED = "Mahnen angehalten"


@require_safe
@needs_rights("reminders.view_dunningblock")
def block_list(request: HttpRequest) -> HttpResponseBase:
    """All blocks: first those that ran out and want a decision, then active, then lifted ones."""
    blocks = BlockFilter(request.GET, _with_status(on=timezone.localdate()))
    rows = blocks.qs if blocks.is_valid() else blocks.queryset.none()
    has_filters = any(blocks.data.get(name) for name in blocks.filters)
    table = BlockTable(
        rows.order_by("rank", "until_on", "-pk"),
        may_lift=request.user.has_perm("reminders.change_dunningblock"),
        has_filters=has_filters,
    )
    show_page(request, table)
    context = {
        "filter": blocks,
        "table": table,
        "filter_is_set": has_filters,
        "reset_url": request.path,
        **_tabs("reminders:block-list"),
    }
    return list_answer(request, "reminders/block_list.html", context)


@require_safe
@needs_rights("reminders.view_dunningblock", "orders.view_order")
def stop_list(request: HttpRequest) -> HttpResponseBase:
    """Open orders that nobody duns until a person has decided."""
    told = HistoryEntry.objects.filter(order=OuterRef("pk"), text__startswith=STOPPED)
    newest = told.order_by("-pk")
    stopped = _stopped().annotate(
        told=Subquery(newest.values("text")[:1]),
        stopped_at=Subquery(newest.values("created_at")[:1]),
        stopped_by=Subquery(newest.values("actor__username")[:1]),
    )
    return _list(request, StopTable(stopped.select_related("customer")), "reminders:stop-list")


@require_safe
@needs_rights("reminders.view_dunningblock", "orders.view_order")
def plan_list(request: HttpRequest) -> HttpResponseBase:
    """Payment plans: running ones by their next rate, then those that ended."""
    is_running = Case(
        When(state=InstalmentPlan.State.RUNNING, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    plans = InstalmentPlan.objects.select_related("order__customer").annotate(rank=is_running)
    table = PlanTable(plans.order_by("rank", "order__oldest_due_on", "-pk"))
    return _list(request, table, "reminders:plan-list")


@require_POST
@needs_rights("reminders.change_dunningblock")
def block_lift(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lift a block of an order or a customer."""
    block = get_object_or_404(DunningBlock, pk=pk)
    try:
        lift_any_block(pk, actor=request.user, today=timezone.localdate())
    except BlockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Mahnsperre von {_held(block)} aufgehoben.")
    return redirect(_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_dunningblock", "reminders.add_dunningblock")
def block_extend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a block hold longer, also one that has run out."""
    block = get_object_or_404(DunningBlock.objects.select_related("order", "customer"), pk=pk)
    form = ExtensionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            extend_block(
                pk,
                until_on=form.cleaned_data["until_on"],
                actor=request.user,
                today=timezone.localdate(),
            )
        except BlockRefused as refusal:
            form.add_error("until_on", str(refusal))
        else:
            messages.success(request, f"Mahnsperre von {_held(block)} verlängert.")
            return redirect("reminders:block-list")
    context = {"dunning_block": block, "held": _held(block), "form": form}
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "reminders/block_extend.html", context, status=status)


def _list(request: HttpRequest, table: Any, url_name: str) -> HttpResponseBase:
    show_page(request, table)
    context = {"table": table, **_tabs(url_name)}
    return list_answer(request, "reminders/block_list.html", context)


def _tabs(current: str) -> dict[str, Any]:
    """The three lists; the numbers are what waits for an end or a decision."""
    counts = {
        "reminders:block-list": ("Mahnsperren", DunningBlock.objects.filter(lifted_on=None)),
        "reminders:stop-list": ("Angehalten", _stopped()),
        "reminders:plan-list": ("Ratenpläne", InstalmentPlan.objects.running()),
    }
    return {
        "tabs": [
            {
                "label": label,
                "count": rows.count(),
                "url": reverse(name),
                "is_current": name == current,
            }
            for name, (label, rows) in counts.items()
        ],
        "tabs_label": "Mahnstopps",
    }


def _stopped() -> QuerySet[Order]:
    to_decide = ~Q(stop_reason=Order.StopReason.NONE) | Q(reported_total__isnull=False)
    return Order.objects.open().filter(to_decide)


def _held(block: DunningBlock) -> str:
    return f"Auftrag {block.order}" if block.order else f"Kunde {block.customer}"


def _back(request: HttpRequest) -> str:
    """The order's page, when the button was there, else the list."""
    order_id = request.POST.get("order", "")
    is_number = order_id.isascii() and order_id.isdigit() and len(order_id) < 10
    return reverse("order-page", args=[order_id]) if is_number else reverse("reminders:block-list")


def _with_status(*, on: date) -> QuerySet[DunningBlock]:
    is_lifted = When(lifted_on__isnull=False, then=Value("lifted"))
    is_expired = When(until_on__lt=on, then=Value("expired"))
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(_BY_URGENCY)]
    return DunningBlock.objects.select_related("order__customer", "customer", "set_by").annotate(
        status=Case(is_lifted, is_expired, default=Value("active")),
        rank=Case(*ranks, output_field=IntegerField()),
        held_name=Coalesce(F("order__customer__last_name"), F("customer__last_name")),
    )
