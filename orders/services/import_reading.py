"""Keep an uploaded file of orders and read it for its preview."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.jobs import enqueue
from orders.adapters.shops import AUTO, MAX_BYTES, SHOPS, OrderFile, csv_mapping
from orders.adapters.shops.decoding import Source
from orders.models import OrderImport, SalesAccount
from orders.rules.column_mapping import ColumnMapping
from orders.rules.drafts import FileRefused
from orders.services.import_files import KeptFile, keep_file, measure, open_import
from orders.services.import_preview import Preview, read_preview
from orders.services.import_questions import Answers, check_questions
from orders.services.wrong_place import open_shop_file

__all__ = ["AUTO", "FORMAT_LABELS", "MAX_BYTES", "Source"]
# What the edge offers to choose from, besides AUTO.
FORMAT_LABELS = {name: shop.label for name, shop in SHOPS.items()}
READ_TASK = "orders.tasks.read_order_import"
# Larger files are read by the job queue: nobody waits for a page that long.
READ_AT_ONCE_BYTES = 2_000_000
PROGRESS_EVERY = timedelta(seconds=2)
State = OrderImport.State


def format_label(name: str) -> str:
    """What people call the format of an import, also one by a mapping."""
    return {**FORMAT_LABELS, csv_mapping.FORMAT: csv_mapping.LABEL}.get(name, name)


def check_importable(
    source: Source, format: str, answers: Answers, mapping: ColumnMapping | None = None
) -> None:
    """Read a whole file for an account that does not exist yet; nothing is stored.

    Raises FileRefused, and ImportRefused for a question about the file that is not answered.
    """
    file = open_shop_file(source, format, mapping)
    check_questions(answers, payment=file.asks_payment, platform=file.is_platform)
    for _ in file:
        pass


@transaction.atomic
def upload_import(
    account: SalesAccount,
    *,
    file_name: str,
    source: Source,
    format: str = AUTO,
    mapping: ColumnMapping | None = None,
    actor: AbstractBaseUser | None,
) -> OrderImport:
    """Keep the file for its preview; a large one is read by the job queue.

    Raises FileRefused when it cannot be read at all, FormatUnknown when its columns have to be
    mapped first.
    """
    order_import, size = keep_import(
        account, file_name=file_name, source=source, format=format, mapping=mapping, actor=actor
    )
    if size > READ_AT_ONCE_BYTES:
        enqueue(READ_TASK, order_import.pk)
        return order_import
    file = open_import(order_import)
    return _store_preview(order_import, file, read_preview(account, file))


@transaction.atomic
def keep_import(
    account: SalesAccount,
    *,
    file_name: str,
    source: Source,
    format: str,
    mapping: ColumnMapping | None,
    actor: AbstractBaseUser | None,
) -> tuple[OrderImport, int]:
    """Keep a file that is still to be read; also its size in bytes. Raises FileRefused."""
    file = open_shop_file(source, format, mapping)
    size, digest = measure(source)
    order_import = OrderImport.objects.create(
        sales_account=account,
        file_name=file_name[:200],
        sha256=digest,
        format=file.format,
        mapping=mapping.to_json() if mapping else None,
        state=State.READING,
        actor=actor,
    )
    keep_file(order_import, source)
    return order_import, size


class _Stopped(Exception):
    """The clerk does not want the file any more."""


def read_import(import_id: int, *, clock: Callable[[], datetime]) -> OrderImport:
    """Read the kept file of an import for its preview, telling how far it has come.

    A file that turns out to be broken ends the import with the reason.
    """
    try:
        return read_kept(import_id, clock=clock)
    except FileRefused as refusal:
        return end_import(import_id, failure=str(refusal), now=clock())


def read_kept(import_id: int, *, clock: Callable[[], datetime]) -> OrderImport:
    """Read the kept file for its preview. Raises FileRefused where it turns out to be broken."""
    order_import = OrderImport.objects.select_related("sales_account").get(pk=import_id)
    kept = KeptFile(order_import)
    file = open_import(order_import, kept)
    try:
        preview = read_preview(order_import.sales_account, file, _Teller(import_id, kept, clock))
    except _Stopped:
        order_import.refresh_from_db()
        return order_import
    with transaction.atomic():
        order_import = OrderImport.objects.select_for_update().get(pk=import_id)
        if order_import.state == State.READING:
            _store_preview(order_import, file, preview)
    return order_import


class _Teller:
    """Writes now and then how far the reading of a file has come."""

    def __init__(self, import_id: int, kept: KeptFile, clock: Callable[[], datetime]) -> None:
        self._reading = OrderImport.objects.filter(pk=import_id, state=State.READING)
        self._kept, self._clock = kept, clock
        self._told_at: datetime | None = None

    def __call__(self, preview: Preview) -> None:
        now = self._clock()
        if self._told_at and now - self._told_at < PROGRESS_EVERY:
            return
        self._told_at = now
        done = preview.total + preview.rejected
        about = round(done / self._kept.share_read)
        if not self._reading.update(done_count=done, total_count=about, progressed_at=now):
            raise _Stopped


def _store_preview(order_import: OrderImport, file: OrderFile, preview: Preview) -> OrderImport:
    asked = {"asks_payment": file.asks_payment, "is_platform": file.is_platform}
    order_import.preview = {**preview.as_json(), **asked}
    order_import.state, order_import.done_count = State.PREVIEWED, 0
    for name, count in preview.counts().items():
        setattr(order_import, name, count)
    order_import.save()
    return order_import


@transaction.atomic
def end_import(import_id: int, *, failure: str, now: datetime) -> OrderImport:
    """Note that an import cannot go on, and why: a sentence for the clerk."""
    order_import = OrderImport.objects.select_for_update().get(pk=import_id)
    if order_import.state not in (State.READING, State.APPLYING):
        return order_import
    order_import.state, order_import.progressed_at = State.FAILED, now
    order_import.failure = failure[:500]
    order_import.save(update_fields=["state", "progressed_at", "failure"])
    return order_import
