"""Approval by a second person of runs with a reminder over its account's limit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet

from common.rules.german import euro, plural
from reminders.models import DunningRun, DunningSettings, Reminder
from reminders.rules.eligibility import Code, Reason
from reminders.services.locks import lock_run

APPROVE = "reminders.approve_dunningrun"
CLAIM = F("principal") + F("other_costs") + F("interest") + F("dunning_fee") + F("lump_sum")
MAX_REASON = 300


class ApprovalRefused(Exception):
    """The run cannot be handed in or sent back; the message tells the clerk why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Up to which claim a reminder needs no second person, in euros, by sales account."""

    by_account: Mapping[int, Decimal]

    @classmethod
    def read(cls) -> Self:
        """The limits of all accounts that have one; one query."""
        limited = DunningSettings.objects.filter(approval_limit__isnull=False)
        return cls(dict(limited.values_list("sales_account", "approval_limit")))

    @classmethod
    def none(cls) -> Self:
        """No limit at all, where a clerk asks the second person himself."""
        return cls({})

    def reason_against(self, reminder: Reminder) -> Reason | None:
        """Why the reminder cannot go out without a clerk, or None."""
        limit = self.by_account.get(reminder.sales_account_id)
        if limit is None or reminder.claim <= limit:
            return None
        return Reason(
            Code.APPROVAL_NEEDED,
            f"Die Forderung von {euro(reminder.claim)} liegt über {euro(limit)}; das gibt eine "
            "zweite Person frei. Benachrichtigen Sie den Auftrag von Hand.",
        )


def over_limit(run: DunningRun) -> QuerySet[Reminder]:
    """The proposed reminders of a run that claim more than their account's limit."""
    return (
        run.reminders.proposed()
        .annotate(whole_claim=CLAIM)
        .filter(whole_claim__gt=F("sales_account__dunning_settings__approval_limit"))
    )


def why_no_release(run: DunningRun, actor: AbstractBaseUser | None) -> str:
    """Why the person must not release the proposed run, "" when he may.

    Over the limit nobody releases what he put together himself, and only who may approve does.
    """
    count = over_limit(run).count()
    if not count:
        return ""
    over = plural(count, "Mahnung liegt", "Mahnungen liegen")
    if actor is None or actor.pk == run.created_by_id:
        next_step = (
            "er wartet auf sie." if run.needs_approval else "legen Sie ihn zur Freigabe vor."
        )
        return f"{over} über dem Limit. Eine zweite Person muss den Mahnlauf freigeben; {next_step}"
    if not actor.has_perm(APPROVE):
        return f"{over} über dem Limit. Zur Freigabe fehlt Ihnen das Recht."
    return ""


def awaiting_approval() -> QuerySet[DunningRun]:
    """The runs that were handed in and wait for a second person, oldest first."""
    waiting = DunningRun.objects.filter(state=DunningRun.State.PROPOSED, needs_approval=True)
    return waiting.order_by("pk")


@transaction.atomic
def hand_in(run_id: int, *, actor: AbstractBaseUser) -> DunningRun:
    """Hand a proposed run in for approval; it then survives its author's next proposal.

    Raises ApprovalRefused once it is released, and for a run that needs no approval.
    """
    run = _locked_proposal(run_id)
    if not over_limit(run).exists():
        raise ApprovalRefused("Keine Mahnung liegt über dem Limit. Sie können selbst versenden.")
    run.needs_approval, run.refusal = True, ""
    run.save(update_fields=["needs_approval", "refusal"])
    return run


@transaction.atomic
def send_back(run_id: int, *, actor: AbstractBaseUser, why: str) -> DunningRun:
    """Give a run back to its author with a reason. Raises ApprovalRefused if it does not wait."""
    run = _locked_proposal(run_id)
    if not run.needs_approval:
        raise ApprovalRefused(f"{run} wartet nicht auf eine Freigabe.")
    if not why.strip():
        raise ApprovalRefused("Nennen Sie einen Grund, damit der Mahnlauf geändert werden kann.")
    name = actor.get_full_name() or actor.get_username()  # type: ignore[attr-defined]
    run.needs_approval = False
    run.refusal = f"Von {name} zurückgegeben: {why.strip()[:MAX_REASON]}"
    run.save(update_fields=["needs_approval", "refusal"])
    return run


def _locked_proposal(run_id: int) -> DunningRun:
    run = lock_run(run_id)
    if run.state != DunningRun.State.PROPOSED:
        raise ApprovalRefused(run.progress_sentence)
    return run
