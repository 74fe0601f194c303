"""Import a shop's file of orders: preview it, then apply it in short transactions."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, transaction
from django.db.models import Count, QuerySet, Sum

from common.jobs import enqueue
from common.rules.money import ZERO, cents
from orders.adapters.shops import AUTO, MAX_BYTES, SHOPS, read_orders
from orders.models import ImportChunk, OrderImport, SalesAccount
from orders.rules.drafts import ImportProblem, OrderDraft, ParsedFile
from orders.services.import_plan import (
    LOOKUP_SIZE,
    Action,
    PlannedOrder,
    known_elsewhere,
    known_orders,
    plan,
)
from orders.services.locks import lock_orders
from orders.services.shop_orders import create_order, update_order

__all__ = ["AUTO", "FORMAT_LABELS", "MAX_BYTES"]
# What the edge offers to choose from, besides AUTO.
FORMAT_LABELS = {name: shop.label for name, shop in SHOPS.items()}
# Short transactions: nobody else waits long for the one writer of SQLite.
BATCH_SIZE = 100
APPLY_TASK = "orders.tasks.apply_order_import"
# A batch takes seconds: after two minutes without one, nobody is working on the import.
STALLED_AFTER = timedelta(minutes=2)
State = OrderImport.State
_IS_OVER = {
    State.APPLYING: "wird schon übernommen",
    State.APPLIED: "wurde schon übernommen",
    State.DISCARDED: "wurde schon verworfen",
    State.FAILED: "ist abgebrochen",
}


class ImportRefused(Exception):
    """The import cannot go on; the message tells the clerk why."""


def check_readable(data: bytes, format: str = AUTO) -> None:
    """Raise FileRefused when a file cannot be read as a whole; nothing is stored."""
    read_orders(data, format)


def upload_import(
    account: SalesAccount,
    *,
    file_name: str,
    data: bytes,
    format: str = AUTO,
    actor: AbstractBaseUser | None,
) -> OrderImport:
    """Keep the file for its preview. Raises FileRefused when it cannot be read at all."""
    parsed = read_orders(data, format)
    planned = plan(account, parsed.orders)
    order_import = OrderImport.objects.create(
        sales_account=account,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        format=parsed.format,
        rejected_count=parsed.rejected,
        total_count=len(parsed.orders),
        actor=actor,
        **_counts(planned),
    )
    ImportChunk.objects.create(order_import=order_import, position=0, content=data)
    return order_import


def read_import(order_import: OrderImport) -> tuple[ParsedFile, list[PlannedOrder]]:
    """The kept file, read again, and what applying it would do now."""
    parsed = read_orders(order_import.content, order_import.format)
    return parsed, plan(order_import.sales_account, parsed.orders)


def _counts(planned: Iterable[PlannedOrder]) -> dict[str, int]:
    actions = [one.action for one in planned]
    return {f"{action.value}_count": actions.count(action) for action in Action}


@transaction.atomic
def start_import(import_id: int, *, now: datetime) -> OrderImport:
    """Release a previewed import for applying. Raises ImportRefused when it was done before."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    _check_previewed(order_import)
    order_import.state, order_import.progressed_at = State.APPLYING, now
    order_import.new_count = order_import.changed_count = order_import.unchanged_count = 0
    order_import.save()
    return order_import


@transaction.atomic
def queue_import(import_id: int, *, now: datetime, is_confirmed: bool) -> OrderImport:
    """Start a previewed import and ask the job queue to apply it. Raises ImportRefused.

    is_confirmed: the clerk knows that another sales account has some of the order numbers.
    """
    if not is_confirmed:
        _check_account(OrderImport.objects.select_related("sales_account").get(pk=import_id))
    order_import = start_import(import_id, now=now)
    enqueue(APPLY_TASK, import_id)
    return order_import


def _check_account(order_import: OrderImport) -> None:
    if order_import.state != State.PREVIEWED:
        return
    _, planned = read_import(order_import)
    if known_elsewhere(order_import.sales_account, planned):
        raise ImportRefused(
            "Einige Bestellnummern gibt es schon bei einem anderen Verkaufsaccount. Prüfen Sie, ob "
            "der Verkaufsaccount stimmt, und bestätigen Sie mit „Trotzdem übernehmen“."
        )


def stalled_imports(*, now: datetime) -> QuerySet[OrderImport]:
    """Started imports on which nobody has worked for two minutes."""
    return OrderImport.objects.filter(state=State.APPLYING, progressed_at__lt=now - STALLED_AFTER)


def resume_stalled_imports(*, now: datetime) -> int:
    """Ask the job queue once more for every import it forgot; returns how many."""
    ids = list(stalled_imports(now=now).values_list("pk", flat=True))
    for import_id in ids:
        enqueue(APPLY_TASK, import_id)
    return len(ids)


@transaction.atomic
def discard_import(import_id: int) -> OrderImport:
    """Drop a previewed import. Raises ImportRefused when it was applied meanwhile."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    _check_previewed(order_import)
    order_import.state = State.DISCARDED
    order_import.save(update_fields=["state"])
    return order_import


def _check_previewed(order_import: OrderImport) -> None:
    if order_import.state != State.PREVIEWED:
        is_over = _IS_OVER[State(order_import.state)]
        raise ImportRefused(f"Der Import „{order_import.file_name}“ {is_over}.")


def apply_batch(
    import_id: int, drafts: Sequence[OrderDraft], *, today: date, now: datetime
) -> bool:
    """Store the next batch of the file in one transaction; True while there is more to do.

    Safe to run twice at once and again after a crash: the row's lock and its count of done
    orders decide which batch is next.
    """
    with transaction.atomic():
        order_import = OrderImport.objects.select_for_update().get(pk=import_id)
        if order_import.state != State.APPLYING:
            return False
        # Two files of one account hold the same orders: their batches take turns.
        account = SalesAccount.objects.select_for_update(no_key=True).get(
            pk=order_import.sales_account_id
        )
        batch = drafts[order_import.done_count : order_import.done_count + BATCH_SIZE]
        known = known_orders(account, batch).values_list("pk", flat=True)
        lock_orders(known)
        planned = plan(account, batch)
        for one in planned:
            _store(account, one, actor=order_import.actor, today=today)
        for name, count in _counts(planned).items():
            setattr(order_import, name, getattr(order_import, name) + count)
        order_import.done_count += len(batch)
        order_import.progressed_at = now
        if order_import.done_count >= len(drafts):
            order_import.state, order_import.applied_at = State.APPLIED, now
        order_import.save()
        return order_import.state == State.APPLYING


def apply_import(import_id: int, *, today: date, clock: Callable[[], datetime]) -> OrderImport:
    """Store all orders of a started import, batch by batch.

    What was stored before a failure stays. A failure other than a database that is away or busy
    ends the import with a sentence for the clerk, and is raised.
    """
    order_import = OrderImport.objects.select_related("sales_account").get(pk=import_id)
    try:
        drafts = read_orders(order_import.content, order_import.format).orders
        while apply_batch(import_id, drafts, today=today, now=clock()):
            pass
    except OperationalError:
        raise
    except Exception as error:
        _fail_import(import_id, error, now=clock())
        raise
    order_import.refresh_from_db()
    return order_import


@transaction.atomic
def _fail_import(import_id: int, error: Exception, *, now: datetime) -> None:
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    order_import.state, order_import.progressed_at = State.FAILED, now
    order_import.failure = (
        f"Die Übernahme ist nach {order_import.done_count} von {order_import.total_count} "
        f"Aufträgen mit einem Fehler abgebrochen ({type(error).__name__})."
    )
    order_import.save(update_fields=["state", "progressed_at", "failure"])


def _store(
    account: SalesAccount,
    planned: PlannedOrder,
    *,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    if planned.order_id is None:
        create_order(account, planned.draft, actor=actor, today=today)
    elif planned.action == Action.CHANGED:
        update_order(planned.order_id, planned.draft, actor=actor, today=today)


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of a file that was imported in one go; sums in euros."""

    order_import: OrderImport
    problems: tuple[ImportProblem, ...]
    open_count: int
    open_sum: Decimal


def import_file(
    account: SalesAccount,
    *,
    file_name: str,
    data: bytes,
    format: str,
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> ImportedFile:
    """Upload and apply a file without a preview. Raises FileRefused."""
    order_import = upload_import(
        account, file_name=file_name, data=data, format=format, actor=actor
    )
    start_import(order_import.pk, now=now)
    order_import = apply_import(order_import.pk, today=today, clock=lambda: now)
    parsed = read_orders(data, order_import.format)
    count, total = _open_of(account, parsed.orders)
    return ImportedFile(order_import, parsed.problems, count, total)


def _open_of(account: SalesAccount, drafts: Sequence[OrderDraft]) -> tuple[int, Decimal]:
    count, total = 0, ZERO
    for start in range(0, len(drafts), LOOKUP_SIZE):
        known = known_orders(account, drafts[start : start + LOOKUP_SIZE]).open()
        sums = known.aggregate(count=Count("pk"), total=Sum("open_amount"))
        count, total = count + sums["count"], total + (sums["total"] or ZERO)
    return count, cents(total)
