"""Mahnsperren: every block of an order, those that have run out on top."""

from datetime import date

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.web.lists import show_page
from common.web.permissions import needs_rights
from orders.models import Order
from reminders.filters import BlockFilter
from reminders.models import DunningBlock
from reminders.services.blocks import BlockRefused, lift_block
from reminders.tables import BlockTable


@require_safe
@needs_rights("reminders.view_dunningblock")
def block_list(request: HttpRequest) -> HttpResponse:
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
    }
    return render(request, "reminders/block_list.html", context)


@require_POST
@needs_rights("reminders.change_dunningblock")
def block_lift(request: HttpRequest, order_id: int) -> HttpResponse:
    """Lift an order's block."""
    order = get_object_or_404(Order, pk=order_id)
    try:
        lift_block(order.pk, actor=request.user, today=timezone.localdate())
    except BlockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Mahnsperre von Auftrag {order} aufgehoben.")
    return redirect("reminders:block-list")


def _with_status(*, on: date) -> QuerySet[DunningBlock]:
    is_lifted = When(lifted_on__isnull=False, then=Value("lifted"))
    is_expired = When(until_on__lt=on, then=Value("expired"))
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(_BY_URGENCY)]
    return DunningBlock.objects.select_related("order__customer", "set_by").annotate(
        status=Case(is_lifted, is_expired, default=Value("active")),
        rank=Case(*ranks, output_field=IntegerField()),
    )


_BY_URGENCY = ("expired", "active", "lifted")
