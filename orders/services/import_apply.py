"""Apply the file of a started import, batch by batch in short transactions."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, transaction

from common.rules.german import whole
from common.rules.money import ZERO, cents
from orders.adapters.shops.decoding import Source
from orders.models import OrderImport, SalesAccount
from orders.rules.column_mapping import ColumnMapping
from orders.rules.drafts import FileRefused, ImportProblem, OrderDraft, RejectedOrder
from orders.services.import_files import open_import
from orders.services.import_plan import (
    LOOKUP_SIZE,
    Action,
    PlannedOrder,
    batches,
    known_orders,
    locked_plan,
)
from orders.services.import_preview import FLAGGED_SHOWN, flagged_row
from orders.services.import_questions import Answers, ImportRefused
from orders.services.import_reading import end_import, keep_import, read_kept
from orders.services.locks import lock_account
from orders.services.matching import match_waiting
from orders.services.new_orders import create_orders
from orders.services.order_import import start_import
from orders.services.shop_orders import update_orders

# Short transactions: nobody else waits long for the one writer of SQLite. A known order that
# changes takes far longer than a new one.
BATCH_SIZE = 1000
CHANGED_AT_ONCE = 100
State = OrderImport.State


def apply_import(import_id: int, *, today: date, clock: Callable[[], datetime]) -> OrderImport:
    """Store all orders of a started import, batch by batch.

    What was stored before a failure stays. A failure other than a database that is away or busy
    ends the import with a sentence for the clerk, and is raised.
    """
    order_import = OrderImport.objects.get(pk=import_id)
    if newer := _overtaken_by(order_import):
        end_import(import_id, failure=_old_news(order_import, newer), now=clock())
        order_import.refresh_from_db()
        return order_import
    try:
        done = position = order_import.done_count
        drafts = islice(_drafts(order_import), position, None)
        for batch in batches(drafts, BATCH_SIZE):
            while done is not None and done < position + len(batch):
                with _no_collector():
                    done = apply_batch(
                        import_id, batch, position=position, today=today, now=clock()
                    )
            if done is None:
                break
            position += len(batch)
        _match_waiting(order_import, today=today)
        finish_import(import_id, now=clock())
    except OperationalError:
        raise
    except Exception as error:
        end_import(import_id, failure=_failure(import_id, error), now=clock())
        raise
    order_import.refresh_from_db()
    return order_import


def _match_waiting(order_import: OrderImport, *, today: date) -> None:
    """Book payments that came before their order, and keep how many; no person decided on them."""
    result = match_waiting(order_import.sales_account.creditor_id, today=today, actor=None)
    if result.matched:
        _count_matched(order_import.pk, result.matched)


@transaction.atomic
def _count_matched(import_id: int, count: int) -> None:
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    seen = order_import.preview or {}
    order_import.preview = {**seen, "matched": order_import.matched_count + count}
    order_import.save(update_fields=["preview"])


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep Python from searching the many rows of a batch for cycles again and again.

    They have none, and are gone after the batch; the search takes a tenth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _drafts(order_import: OrderImport) -> Iterator[OrderDraft]:
    # A file of which nothing could be read is not read again in vain.
    if order_import.total_count:
        yield from (one for one in open_import(order_import) if isinstance(one, OrderDraft))


def _overtaken_by(order_import: OrderImport) -> OrderImport | None:
    """A later file of the account that was taken over while this one lay interrupted."""
    if not order_import.done_count or order_import.progressed_at is None:
        return None
    later = OrderImport.objects.filter(
        sales_account=order_import.sales_account_id,
        pk__gt=order_import.pk,
        state=State.APPLIED,
        applied_at__gt=order_import.progressed_at,
    )
    return later.first()


def _old_news(order_import: OrderImport, newer: OrderImport) -> str:
    return (
        f"Die Übernahme war nach {order_import.done_count} von {order_import.total_count} "
        f"Aufträgen unterbrochen, und inzwischen wurde die spätere Datei „{newer.file_name}“ "
        "übernommen. Was diese sagt, gilt. Importieren Sie die ältere Datei noch einmal, wenn "
        "etwas fehlt."
    )


def _failure(import_id: int, error: Exception) -> str:
    if isinstance(error, FileRefused):
        return str(error)
    row = OrderImport.objects.get(pk=import_id)
    return (
        f"Die Übernahme ist nach {row.done_count} von {row.total_count} Aufträgen mit einem Fehler "
        f"abgebrochen ({type(error).__name__})."
    )


def apply_batch(
    import_id: int, batch: Sequence[OrderDraft], *, position: int, today: date, now: datetime
) -> int | None:
    """Store orders of the batch in one transaction, as many as that can bear.

    Returns how many orders of the file are stored by now, None when the import is not to go on.
    position: how many orders of the file come before the batch. Safe to run twice at once and
    again after a crash: the row's lock and its count of done orders tell what is stored already.
    """
    with transaction.atomic():
        order_import = OrderImport.objects.select_for_update().get(pk=import_id)
        if order_import.state != State.APPLYING:
            return None
        # Two files of one account hold the same orders: their batches take turns.
        account = lock_account(order_import.sales_account_id)
        rest = batch[max(order_import.done_count - position, 0) :]
        planned = _bearable(locked_plan(account, rest))
        _store(order_import, account, planned, today=today)
        _count(order_import, planned)
        order_import.progressed_at = now
        order_import.save()
        return order_import.done_count


def _bearable(planned: Sequence[PlannedOrder]) -> Sequence[PlannedOrder]:
    """The first of the orders, up to as many changed ones as fit into a short transaction."""
    changed = 0
    for index, one in enumerate(planned):
        changed += one.action == Action.CHANGED
        if changed > CHANGED_AT_ONCE:
            return planned[:index]
    return planned


@transaction.atomic
def finish_import(import_id: int, *, now: datetime) -> None:
    """Note that all of the file is stored, unless the import was stopped."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    if order_import.state == State.APPLYING:
        order_import.state, order_import.progressed_at = State.APPLIED, now
        order_import.applied_at = now
        order_import.save(update_fields=["state", "progressed_at", "applied_at"])


def _store(
    order_import: OrderImport,
    account: SalesAccount,
    planned: Iterable[PlannedOrder],
    *,
    today: date,
) -> None:
    """Store new and changed orders many at a time, in the order of the file."""
    actor = order_import.actor
    for action, group in groupby(
        (one for one in planned if one.action != Action.UNCHANGED), key=lambda one: one.action
    ):
        if action == Action.NEW:
            drafts = [one.draft for one in group]
            assumed = order_import.assumed_state
            create_orders(account, drafts, actor=actor, today=today, assumed=assumed)
        else:
            told = [(one.order, one.draft) for one in group if one.order]
            update_orders(told, actor=actor, today=today)


def _count(order_import: OrderImport, planned: Sequence[PlannedOrder]) -> None:
    order_import.done_count += len(planned)
    for one in planned:
        name = f"{one.action.value}_count"
        setattr(order_import, name, getattr(order_import, name) + 1)
    flagged = (order_import.preview or {}).setdefault("flagged", {"rows": [], "count": 0})
    rows = [flagged_row(one) for one in planned if one.is_flagged]
    flagged["count"] += len(rows)
    flagged["rows"] = [*flagged["rows"], *rows][:FLAGGED_SHOWN]


def matched_sentence(order_import: OrderImport) -> str:
    """How many payments that waited are booked thanks to the import, "" without any."""
    count = order_import.matched_count
    if not count:
        return ""
    if count == 1:
        return "1 wartende Zahlung hat ihren Auftrag gefunden und ist gebucht."
    return f"{whole(count)} wartende Zahlungen haben ihren Auftrag gefunden und sind gebucht."


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
    source: Source,
    format: str,
    mapping: ColumnMapping | None = None,
    answers: Answers | None = None,
    actor: AbstractBaseUser | None,
    today: date,
    clock: Callable[[], datetime],
) -> ImportedFile:
    """Upload and apply a file without a preview, taking it over in any case.

    Raises FileRefused, and ImportRefused when a question about the file is not answered; nothing
    of it is kept then.
    """
    order_import, _ = keep_import(
        account, file_name=file_name, source=source, format=format, mapping=mapping, actor=actor
    )
    try:
        read_kept(order_import.pk, clock=clock)
        start_import(order_import.pk, now=clock(), answers=answers)
    except (FileRefused, ImportRefused):
        order_import.delete()
        raise
    order_import = apply_import(order_import.pk, today=today, clock=clock)
    return _outcome(account, order_import)


def _outcome(account: SalesAccount, order_import: OrderImport) -> ImportedFile:
    """What is open of the file's orders now, and what was left out of it."""
    count, total = 0, ZERO
    problems: list[ImportProblem] = []
    for batch in batches(open_import(order_import), LOOKUP_SIZE):
        drafts = [one for one in batch if isinstance(one, OrderDraft)]
        amounts = known_orders(account, drafts).open().values_list("open_amount", flat=True)
        count, total = count + len(amounts), sum(amounts, total)
        for one in batch:
            if isinstance(one, RejectedOrder):
                problems += one.problems
    return ImportedFile(order_import, tuple(problems), count, cents(total))
