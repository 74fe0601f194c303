"""Wiederherstellung: why nothing is sent, what was sent unrecorded, and letting it go on."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import plural
from common.web.permissions import needs_rights
from reminders.models import Beat, MailChannel, Reminder, UnrecordedDispatch
from reminders.restore_forms import LiftForm, SettleForm
from reminders.rules.states import ReminderState
from reminders.services.instances import (
    LiftRefused,
    is_reconciled,
    lift_quarantine,
    missing_hosts,
)
from reminders.services.sending_hosts import RECONCILED
from reminders.services.unrecorded import SettlingRefused, open_dispatches, settle_unrecorded
from reminders.services.verify import VERIFIED, known_findings, was_fine

UNPROCESSABLE = 422
OPERATE = "reminders.operate_sending"
SHOWN = 50


@never_cache
@require_safe
@needs_rights(OPERATE)
def restore_page(request: HttpRequest) -> HttpResponse:
    """Whether the sending is barred after a restore, and what is left to settle."""
    return _page(request)


@require_POST
@needs_rights(OPERATE)
def restore_lift(request: HttpRequest) -> HttpResponse:
    """Let all hosts send again."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _page(request, lift=form)
    try:
        lift_quarantine(
            form.cleaned_data["reason"],
            request.user,
            timezone.now(),
            are_lost=form.cleaned_data["are_lost"],
        )
    except LiftRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Die Sperre ist aufgehoben. Ab jetzt gehen E-Mails hinaus.")
    return redirect("reminders:restore")


@require_POST
@needs_rights(OPERATE)
def restore_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Note one dispatch as settled."""
    dispatch = get_object_or_404(UnrecordedDispatch, pk=pk)
    form = SettleForm(request.POST, prefix=f"dispatch-{pk}")
    if not form.is_valid():
        return _page(request, settle=form, settle_pk=pk)
    try:
        note = form.cleaned_data["note"]
        settle_unrecorded(dispatch.pk, note=note, actor=request.user, now=timezone.now())
    except SettlingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            f"Mahnung {dispatch.reminder_number} zu Auftrag {dispatch.order_number} ist geklärt.",
        )
    return redirect("reminders:restore")


def _page(
    request: HttpRequest,
    *,
    lift: LiftForm | None = None,
    settle: SettleForm | None = None,
    settle_pk: int | None = None,
) -> HttpResponse:
    channel = MailChannel.objects.filter(pk=MailChannel.ONLY).first() or MailChannel()
    waiting = list(open_dispatches()[: SHOWN + 1])
    uncertain = Reminder.objects.filter(state=ReminderState.UNCERTAIN).count()
    context: dict[str, Any] = {
        "channel": channel,
        "may_lift": is_reconciled(channel),
        "missing": missing_hosts(channel),
        "reconciled_at": _moment(RECONCILED),
        "lift": lift or LiftForm(),
        "refused": lift or settle,
        "uncertain": uncertain and plural(uncertain, "Mahnung", "Mahnungen"),
        "dispatches": [
            (one, settle if settle_pk == one.pk else SettleForm(prefix=f"dispatch-{one.pk}"))
            for one in waiting[:SHOWN]
        ],
        "more": open_dispatches().count() - SHOWN if len(waiting) > SHOWN else 0,
        "settled": _settled(),
        "verified_at": _moment(VERIFIED),
        "is_fine": was_fine(),
        "findings": known_findings(),
    }
    status = UNPROCESSABLE if lift or settle else None
    return render(request, "reminders/restore.html", context, status=status)


def _settled() -> list[UnrecordedDispatch]:
    """The newest that somebody settled."""
    settled = UnrecordedDispatch.objects.filter(settled_at__isnull=False)
    return list(settled.select_related("settled_by", "sales_account").order_by("-settled_at")[:20])


def _moment(name: str) -> datetime | None:
    return Beat.objects.filter(name=name).values_list("at", flat=True).first()
