"""Propose a dunning run: each reminder with its finished texts, each skipped order with reasons."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common.bulk import insert, reserve_keys
from orders.services.locks import lock_orders
from reminders.models import DunningRun, Reminder
from reminders.rules.states import ReminderState
from reminders.services.collective import with_companions
from reminders.services.drafting import Draft
from reminders.services.locks import lock_run
from reminders.services.planning import plan_run
from reminders.services.reminder_states import cancel

# 0 stands for payment reminders.
LEVELS = (0, 1, 2, 3)
TAKEN_OUT = "aus dem Mahnlauf genommen"


class ProposalRefused(Exception):
    """No run can be proposed; the message tells the clerk why."""


def propose_run(
    order_ids: Sequence[int],
    *,
    level: int | None,
    day: date,
    written_on: date,
    selection: str,
    actor: AbstractBaseUser | None,
) -> DunningRun:
    """Propose reminders of one Mahnstufe for selected orders, as the clerk's Benachrichtigen does.

    level: 0 for payment reminders; day: the day whose standing counts; written_on: the date of
    the letters. An older proposal of the same person, unless it waits for approval, and
    everybody's of earlier days are discarded. Where an account collects per customer, his other
    due orders come along. Raises ProposalRefused without a level filter or a selection.
    """
    if level not in LEVELS:
        raise ProposalRefused("Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen.")
    if not order_ids:
        raise ProposalRefused("Es ist kein Auftrag ausgewählt.")
    # Each in a transaction of its own: a run is locked after its orders, never before others.
    discard_proposals_of(actor)
    discard_stale_proposals(today=written_on)
    return _propose(
        order_ids,
        DunningRun(
            level=level, run_on=day, written_on=written_on, selection=selection, created_by=actor
        ),
    )


def propose_all_levels(
    order_ids: Sequence[int],
    *,
    day: date,
    written_on: date,
    selection: str,
    is_automatic: bool,
    actor: AbstractBaseUser | None,
) -> DunningRun:
    """Propose reminders for orders each at its own Mahnstufe, as schedule and command do."""
    return _propose(
        order_ids,
        DunningRun(
            run_on=day,
            written_on=written_on,
            selection=selection,
            is_automatic=is_automatic,
            created_by=actor,
        ),
    )


def discard_proposals_of(actor: AbstractBaseUser | None) -> None:
    """Discard the person's proposals that were never released and wait for no second person."""
    why = f"{_name(actor)} hat eine neue Auswahl zusammengestellt."
    for run in proposals_of(actor):
        discard_run(run.pk, why=why)


def proposals_of(actor: AbstractBaseUser | None) -> QuerySet[DunningRun]:
    """What the person's next proposal takes the place of."""
    mine = DunningRun.objects.filter(created_by=actor, state=DunningRun.State.PROPOSED)
    return mine.filter(needs_approval=False)


def discard_stale_proposals(*, today: date) -> int:
    """Discard proposals of earlier days, whose deadlines no longer fit; returns how many."""
    stale = DunningRun.objects.filter(state=DunningRun.State.PROPOSED, written_on__lt=today)
    for run in stale:
        discard_run(run.pk, why="Am nächsten Tag passten seine Fristen nicht mehr.")
    return len(stale)


@transaction.atomic
def discard_run(run_id: int, *, why: str = "") -> DunningRun:
    """Discard a proposed run and everything it proposed; why: a sentence for the run's page.

    Raises ProposalRefused once released.
    """
    run = lock_run(run_id)
    if run.state != DunningRun.State.PROPOSED:
        raise ProposalRefused(run.progress_sentence)
    cancel(run.reminders.filter(state=ReminderState.PROPOSED), "Vorschlag verworfen")
    run.state, run.refusal = DunningRun.State.DISCARDED, why[:500]
    run.save(update_fields=["state", "refusal"])
    return run


def cancel_run(run_id: int, *, actor: AbstractBaseUser) -> DunningRun:
    """Discard a proposed run because somebody wants it no more. Raises ProposalRefused."""
    return discard_run(run_id, why=f"{_name(actor)} hat den Vorschlag abgebrochen.")


def _name(actor: AbstractBaseUser | None) -> str:
    if actor is None:
        return "Das Programm"
    return getattr(actor, "get_full_name", str)() or actor.get_username()


@transaction.atomic
def take_out(reminder_id: int) -> Reminder:
    """Take one reminder out of its proposal. Raises ProposalRefused when it is released."""
    lock_run(Reminder.objects.only("run").get(pk=reminder_id).run_id)
    reminder = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder_id)
    if reminder.state != ReminderState.PROPOSED:
        raise ProposalRefused("Die Mahnung ist kein Vorschlag mehr.")
    cancel([reminder], TAKEN_OUT)
    return reminder


@transaction.atomic
def take_out_orders(run_id: int, order_ids: Iterable[int]) -> int:
    """Take the reminders of some orders out of their proposal; returns how many.

    Raises ProposalRefused when it is released.
    """
    run = lock_run(run_id)
    if run.state != DunningRun.State.PROPOSED:
        raise ProposalRefused(run.progress_sentence)
    proposed = run.reminders.proposed().filter(items__order__in=list(order_ids))
    return cancel(proposed.select_for_update(of=("self",)), TAKEN_OUT)


@transaction.atomic
def _propose(order_ids: Sequence[int], run: DunningRun) -> DunningRun:
    everybody = with_companions(order_ids, run.run_on)
    lock_orders(everybody)
    run.selected_count = len(order_ids)
    run.save()
    plan = plan_run(run, everybody, companions=everybody[len(order_ids) :])
    _store(plan.drafts)
    insert([one.as_row(run) for one in plan.left_out])
    return run


def _store(drafts: Sequence[Draft]) -> None:
    """Store reminders and their items, the keys of the one known to the other beforehand."""
    for key, drafted in zip(reserve_keys(Reminder, len(drafts)), drafts, strict=True):
        drafted.reminder.pk = key
        for item in drafted.items:
            item.reminder = drafted.reminder
    insert([drafted.reminder for drafted in drafts])
    insert([item for drafted in drafts for item in drafted.items])
