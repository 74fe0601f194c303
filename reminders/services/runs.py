"""Release, hold and finish dunning runs; the daily run."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.jobs import enqueue
from common.rules.german import day as german_day
from orders.models import Order
from reminders.models import (
    Channel,
    DunningRun,
    Reminder,
    ReminderItem,
    ReminderNumber,
)
from reminders.rules.eligibility import DOUBTS, Code
from reminders.rules.states import LIVE, PENDING, ReminderState
from reminders.services.approvals import over_limit, why_no_release
from reminders.services.channels import recipient_of
from reminders.services.daily_run import runs_today
from reminders.services.locks import lock_run
from reminders.services.mail_server import lacks_mail_server
from reminders.services.proposals import discard_stale_proposals, propose_all_levels
from reminders.services.reminder_states import cancel, move

DELIVERY_TASK = "reminders.tasks.deliver"
State = DunningRun.State
RELEASED_FIELDS = [
    "state",
    "released_by",
    "released_at",
    "needs_approval",
    "approved_by",
    "approved_at",
    "refusal",
]


class RunRefused(Exception):
    """The run cannot be released or changed; the message tells the clerk why."""


def release_run(
    run_id: int, *, actor: AbstractBaseUser | None, today: date, now: datetime
) -> DunningRun:
    """Give every proposed reminder its number and queue it; rings for the delivery.

    Raises RunRefused for a run that was released before, that holds no reminder, whose deadlines
    were computed on an earlier day, or that a second person must approve, and when mails
    wait without a mail server.
    """
    if lacks_mail_server(run_id):
        raise RunRefused(
            "Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL; nichts wurde versendet."
        )
    with transaction.atomic():
        run = lock_run(run_id)
        if run.state != State.PROPOSED:
            raise RunRefused(run.progress_sentence)
        if run.written_on != today:
            raise RunRefused(
                f"Der Vorschlag ist vom {german_day(run.written_on)}; seine Fristen passen nicht "
                "mehr. Stellen Sie die Auswahl neu zusammen."
            )
        if refusal := why_no_release(run, actor):
            raise RunRefused(refusal)
        if is_approved := over_limit(run).exists():
            run.approved_by, run.approved_at = actor, now
        if not _queue_proposed(run, now=now):
            raise RunRefused("In diesem Mahnlauf ist keine Mahnung mehr zu versenden.")
        run.needs_approval = is_approved
        run.state, run.released_by, run.released_at = State.RELEASED, actor, now
        run.refusal = ""
        run.save(update_fields=RELEASED_FIELDS)
        enqueue(DELIVERY_TASK)
    return run


def hold_run(run_id: int, *, now: datetime) -> int:
    """Stop what is not on the wire yet ("Rest anhalten"); returns how many were stopped."""
    with transaction.atomic():
        run = lock_run(run_id)
        stopped = cancel(run.reminders.filter(state=ReminderState.QUEUED), "Versand angehalten")
        finish_if_done(run, now=now)
    return stopped


def retry_failed(run_id: int, *, today: date, now: datetime) -> int:
    """Queue the failed reminders of a run of today once more; returns how many.

    They go to the address that stands with the customer now; letters wait for the printer.
    Those that a newer run has taken over since are left to it.

    Raises RunRefused on a later day, when the deadlines in the letters no longer fit.
    """
    with transaction.atomic():
        run = lock_run(run_id)
        if run.written_on != today:
            raise RunRefused(
                "Die Fristen dieser Mahnungen passen nicht mehr. Die Aufträge stehen weiter in "
                "ihrer Mahnstufe; benachrichtigen Sie sie dort neu."
            )
        failed = still_due(run)
        for reminder in failed:
            move(
                reminder,
                ReminderState.QUEUED,
                recipient=recipient_of(reminder.customer, Channel(reminder.channel)),
                print_batch=None,
                not_before=now,
                attempts=0,
                outcome="",
            )
        if failed:
            run.state, run.finished_at = State.RUNNING, None
            run.save(update_fields=["state", "finished_at"])
            enqueue(DELIVERY_TASK)
    return len(failed)


def still_due(run: DunningRun) -> list[Reminder]:
    """The failed reminders of a run whose claim no other reminder has taken over."""
    live = ReminderItem.objects.filter(
        installment=OuterRef("installment"),
        level=OuterRef("level"),
        step_number=OuterRef("step_number"),
        state__in=LIVE,
    )
    taken_over = ReminderItem.objects.filter(Exists(live), reminder=OuterRef("pk"))
    failed = run.reminders.filter(state=ReminderState.FAILED)
    return list(failed.exclude(Exists(taken_over)).select_related("customer"))


def finish_if_done(run: DunningRun, *, now: datetime) -> None:
    """Mark a released run finished once nothing of it is pending."""
    if run.state not in (State.RELEASED, State.RUNNING):
        return
    if run.reminders.filter(state__in=PENDING).exists():
        return
    if _finish(run.pk, now=now):
        run.state, run.finished_at = State.FINISHED, now


def finish_idle_runs(*, now: datetime) -> None:
    """Finish released runs whose last reminders were taken back by a payment or a block."""
    for run_id in list(_idle().values_list("pk", flat=True)):
        with transaction.atomic():
            _finish(run_id, now=now)


def _finish(run_id: int, *, now: datetime) -> bool:
    """Finish the run unless something of it is pending; False if so.

    Asked under its lock: a person may have queued a reminder again since somebody looked.
    """
    locked = DunningRun.objects.select_for_update(no_key=True).filter(pk=run_id)
    list(locked.values_list("pk"))
    finished = _idle().filter(pk=run_id).update(state=State.FINISHED, finished_at=now)
    return finished == 1


def _idle() -> QuerySet[DunningRun]:
    """Released runs of which nothing is pending."""
    pending = Reminder.objects.filter(run=OuterRef("pk"), state__in=PENDING)
    released = DunningRun.objects.filter(state__in=(State.RELEASED, State.RUNNING))
    return released.exclude(Exists(pending))


def overdue_order_ids(day: date, *, sales_account_id: int | None = None) -> list[int]:
    """The ids of all open orders overdue on the day, oldest due first.

    With them those not due yet for which a payment reminder is set for the day.
    """
    is_told_before = Q(open_amount__gt=0, standing__next_reminder_on__lte=day)
    orders = Order.objects.filter(Q(open_amount__gt=0, oldest_due_on__lt=day) | is_told_before)
    orders = orders.order_by("oldest_due_on", "pk")
    if sales_account_id is not None:
        orders = orders.filter(sales_account=sales_account_id)
    return list(orders.values_list("pk", flat=True))


def run_by_hand(
    day: date,
    *,
    sales_account_id: int | None,
    selection: str,
    today: date,
    now: datetime,
) -> DunningRun:
    """Propose and release one run over every overdue order, also where automatic is off.

    Raises RunRefused for a day after today, and when no mail server is set.
    """
    if day > today:
        raise RunRefused(
            f"Der {german_day(day)} liegt in der Zukunft. Für künftige Tage geht nur --dry-run."
        )
    discard_stale_proposals(today=today)
    with transaction.atomic():
        run = propose_all_levels(
            overdue_order_ids(day, sales_account_id=sales_account_id),
            day=day,
            written_on=today,
            selection=selection,
            is_automatic=False,
            actor=None,
        )
        return _release_or_finish(run, today=today, now=now)


def run_automatically(*, today: date, now: datetime) -> DunningRun | None:
    """The daily run, at most one a day; None when switched off, not its day, or done already.

    Three switches: the installation's, the procedure's, the level's (domain.md section 5).
    """
    if not runs_today(today):
        return None
    if (
        DunningRun.objects.filter(run_on=today, is_automatic=True)
        .exclude(state=State.DISCARDED)
        .exists()
    ):
        return None
    discard_stale_proposals(today=today)
    try:
        with transaction.atomic():
            run = propose_all_levels(
                overdue_order_ids(today),
                day=today,
                written_on=today,
                selection="täglicher Mahnlauf",
                is_automatic=True,
                actor=None,
            )
            return _release_or_finish(run, today=today, now=now)
    except IntegrityError:
        # Another worker made today's run between our look and our insert.
        if DunningRun.objects.filter(run_on=today, is_automatic=True).exists():
            return None
        raise


def _release_or_finish(run: DunningRun, *, today: date, now: datetime) -> DunningRun:
    if run.reminders.exists():
        return release_run(run.pk, actor=None, today=today, now=now)
    run.state, run.released_at, run.finished_at = State.FINISHED, now, now
    run.refusal = _refusal(run)
    run.save(update_fields=["state", "released_at", "finished_at", "refusal"])
    return run


def _refusal(run: DunningRun) -> str:
    """That old bank data kept the whole run from dunning; "" when other reasons did."""
    problems = {
        reason["text"]
        for reasons in run.skipped_orders.values_list("reasons", flat=True)
        if all(one["code"] in DOUBTS for one in reasons)
        for reason in reasons
        if reason["code"] == Code.BANK_DATA_OLD
    }
    return f"Nichts versendet: {' '.join(sorted(problems))}"[:500] if problems else ""


def _queue_proposed(run: DunningRun, *, now: datetime) -> int:
    reminders = list(
        run.reminders.filter(state=ReminderState.PROPOSED)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    _number(reminders)
    for reminder in reminders:
        reminder.state, reminder.not_before = ReminderState.QUEUED, now
    Reminder.objects.bulk_update(reminders, ["number", "state", "not_before"], batch_size=200)
    ReminderItem.objects.filter(reminder__run=run, reminder__state=ReminderState.QUEUED).update(
        state=ReminderState.QUEUED
    )
    return len(reminders)


def _number(reminders: Sequence[Reminder]) -> None:
    """Give running numbers without gaps, one sequence per creditor."""
    creditor_ids = sorted({reminder.creditor_id for reminder in reminders})
    counters = {creditor_id: _counter(creditor_id) for creditor_id in creditor_ids}
    for reminder in reminders:
        counter = counters[reminder.creditor_id]
        counter.last_number += 1
        reminder.number = counter.last_number
    for counter in counters.values():
        counter.save(update_fields=["last_number"])


def _counter(creditor_id: int) -> ReminderNumber:
    ReminderNumber.objects.get_or_create(creditor_id=creditor_id)
    return ReminderNumber.objects.select_for_update().get(creditor=creditor_id)
