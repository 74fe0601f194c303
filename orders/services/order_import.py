"""Take the previewed file of an import over: start, cancel, go on, resume what lies still."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from common.jobs import enqueue
from orders.models import OrderImport, SalesAccount
from orders.services.import_questions import (
    Answers,
    ImportRefused,
    asks_payment,
    asks_platform,
    check_answers,
)
from orders.services.import_reading import READ_TASK

APPLY_TASK = "orders.tasks.apply_order_import"
# A batch takes seconds: after two minutes without one, nobody is working on the import.
STALLED_AFTER = timedelta(minutes=2)
State = OrderImport.State
_IS_OVER = {
    State.READING: "wird noch gelesen",
    State.APPLYING: "wird schon übernommen",
    State.APPLIED: "wurde schon übernommen",
    State.DISCARDED: "wurde schon verworfen",
    State.CANCELLED: "ist angehalten",
    State.FAILED: "ist abgebrochen",
}


@transaction.atomic
def start_import(import_id: int, *, now: datetime, answers: Answers | None = None) -> OrderImport:
    """Release a previewed import for applying.

    Raises ImportRefused when it was done before, or a question about the file is not answered.
    """
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    _check_previewed(order_import)
    answers = answers or Answers(is_confirmed=True)
    check_answers(order_import, answers)
    if answers.is_reseller and asks_platform(order_import):
        SalesAccount.objects.filter(pk=order_import.sales_account_id).update(is_reseller=True)
    order_import.state, order_import.progressed_at = State.APPLYING, now
    order_import.assumed_state = answers.assumed if asks_payment(order_import) else ""
    order_import.new_count = order_import.changed_count = order_import.unchanged_count = 0
    order_import.preview = {**(order_import.preview or {}), "flagged": {"rows": [], "count": 0}}
    order_import.save()
    return order_import


@transaction.atomic
def queue_import(import_id: int, *, now: datetime, answers: Answers) -> OrderImport:
    """Start a previewed import and ask the job queue to apply it. Raises ImportRefused."""
    order_import = start_import(import_id, now=now, answers=answers)
    enqueue(APPLY_TASK, import_id)
    return order_import


@transaction.atomic
def discard_import(import_id: int) -> OrderImport:
    """Drop an import of which nothing is stored. Raises ImportRefused when it is too late."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    if order_import.state != State.READING:
        _check_previewed(order_import)
    order_import.state = State.DISCARDED
    order_import.save(update_fields=["state"])
    return order_import


@transaction.atomic
def cancel_import(import_id: int) -> OrderImport:
    """Stop an import that is being applied after its present batch; what is stored stays.

    Raises ImportRefused when it is not being applied.
    """
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    if order_import.state != State.APPLYING:
        raise _over(order_import)
    order_import.state = State.CANCELLED
    order_import.save(update_fields=["state"])
    return order_import


@transaction.atomic
def continue_import(import_id: int, *, now: datetime) -> OrderImport:
    """Let a cancelled import go on where it stopped. Raises ImportRefused for any other."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    if order_import.state != State.CANCELLED:
        raise _over(order_import)
    order_import.state, order_import.progressed_at = State.APPLYING, now
    order_import.save(update_fields=["state", "progressed_at"])
    enqueue(APPLY_TASK, import_id)
    return order_import


def stalled_imports(*, now: datetime) -> QuerySet[OrderImport]:
    """Imports being read or applied on which nobody has worked for two minutes."""
    return OrderImport.objects.annotate(worked_at=Coalesce("progressed_at", "created_at")).filter(
        state__in=[State.READING, State.APPLYING], worked_at__lt=now - STALLED_AFTER
    )


def resume_stalled_imports(*, now: datetime) -> int:
    """Ask the job queue once more for every import it forgot; returns how many."""
    stalled = list(stalled_imports(now=now).values_list("pk", "state"))
    for import_id, state in stalled:
        enqueue(READ_TASK if state == State.READING else APPLY_TASK, import_id)
    return len(stalled)


def _check_previewed(order_import: OrderImport) -> None:
    if order_import.state != State.PREVIEWED:
        raise _over(order_import)


def _over(order_import: OrderImport) -> ImportRefused:
    if order_import.state == State.PREVIEWED:
        return ImportRefused(f"Der Import „{order_import.file_name}“ ist noch nicht gestartet.")
    is_over = _IS_OVER[State(order_import.state)]
    return ImportRefused(f"Der Import „{order_import.file_name}“ {is_over}.")
