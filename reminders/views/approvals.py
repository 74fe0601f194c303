"""Zweite Freigabe: hand a run in, send it back, and what its review says of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from common.web.permissions import needs_rights
from reminders.models import DunningRun
from reminders.services.approvals import (
    APPROVE,
    ApprovalRefused,
    hand_in,
    over_limit,
    send_back,
    why_no_release,
)
from reminders.views.remedies import AnyUser


@dataclass(frozen=True, slots=True)
class ShownApproval:
    """What a proposal's page says of the second person.

    hindrance: why this person cannot release, "" when he may; returned: who sent it back and why.
    """

    reminder_ids: frozenset[int]
    hindrance: str
    is_waiting: bool
    may_hand_in: bool
    may_approve: bool
    returned: str

    @property
    def is_needed(self) -> bool:
        """Whether a reminder is over its account's limit."""
        return bool(self.reminder_ids)


def approval_of(run: DunningRun, user: AnyUser) -> ShownApproval:
    """Where a proposed run stands with its approval, as this person sees it."""
    reminder_ids = frozenset(over_limit(run).values_list("pk", flat=True))
    hindrance = why_no_release(run, user) if reminder_ids else ""
    return ShownApproval(
        reminder_ids=reminder_ids,
        hindrance=hindrance,
        is_waiting=run.needs_approval,
        may_hand_in=bool(hindrance) and not run.needs_approval,
        may_approve=bool(reminder_ids) and not hindrance,
        returned=run.refusal,
    )


@require_POST
@needs_rights("reminders.add_dunningrun")
def run_hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Zur Freigabe vorlegen."""
    get_object_or_404(DunningRun, pk=pk)
    try:
        run = hand_in(pk, actor=request.user)
    except ApprovalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"{run} wartet auf Freigabe durch eine zweite Person. Nichts ist versendet."
        )
    return redirect("reminders:run-review", pk)


@require_POST
@needs_rights(APPROVE)
def run_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a run back to its author with a reason."""
    get_object_or_404(DunningRun, pk=pk)
    try:
        run = send_back(pk, actor=request.user, why=request.POST.get("grund", ""))
    except ApprovalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:run-review", pk)
    messages.success(request, f"{run} zurückgegeben. Nichts wurde versendet.")
    return redirect("reminders:run-list")
