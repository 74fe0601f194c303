"""The files of banks: kept as they came, read soon, and found again after a crash."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from common.jobs import enqueue
from orders.adapters.bank import (
    MAX_BYTES,
    StatementFormatUnknown,
    read_statements,
)
from orders.models import StatementImport
from orders.rules.column_mapping import ColumnMapping
from orders.rules.statements import StatementFile, StatementRefused
from orders.services.wrong_place import check_statement_file

__all__ = ["MAX_BYTES", "StatementFormatUnknown", "StatementRefused"]
READ_TASK = "orders.tasks.read_statement_import"
# Read while the clerk waits; a file of this size takes about a second.
SMALL_BYTES = 200_000
# A statement takes seconds, matching a large file a minute.
STALLED_AFTER = timedelta(minutes=5)
State = StatementImport.State


def keep_file(
    *,
    file_name: str,
    data: bytes,
    mapping: ColumnMapping | None = None,
    actor: AbstractBaseUser | None,
) -> tuple[StatementImport, bool]:
    """Keep a file to be read; the very same file is kept once. True where it is new.

    mapping: what the columns mean, for a table.

    Raises StatementFormatUnknown and StatementRefused for a file that is no statement by its
    looks; a file that only turns out to be broken is kept and marked so.
    """
    if mapping is None:
        check_statement_file(data)
    told = mapping.to_json() if mapping else None
    sha256 = hashlib.sha256(data).hexdigest()
    same = _kept_before(sha256, told)
    if same is not None:
        return same, False
    kept = StatementImport.objects.create(
        file_name=readable_name(file_name), content=data, sha256=sha256, mapping=told, actor=actor
    )
    return kept, True


def readable_name(file_name: str) -> str:
    """The name as it can be stored: what a foreign system wrote in other letters is replaced."""
    return file_name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:200]


def _kept_before(sha256: str, mapping: dict[str, Any] | None) -> StatementImport | None:
    """The same file, read with the same meaning of its columns."""
    same = StatementImport.objects.filter(sha256=sha256).exclude(state=State.FAILED)
    return next((one for one in same.defer("content") if one.mapping == mapping), None)


def keep_refused(*, file_name: str, data: bytes, reason: str) -> StatementImport:
    """Show on the page that a file nobody uploaded by hand could not be read."""
    return StatementImport.objects.create(
        file_name=readable_name(file_name),
        content=b"",
        sha256=hashlib.sha256(data).hexdigest(),
        state=State.FAILED,
        problems=[reason],
        actor=None,
    )


def parse(statement_import: StatementImport) -> StatementFile:
    """The statements of a kept file. Raises StatementRefused."""
    mapping = statement_import.mapping
    return read_statements(
        bytes(statement_import.content),
        mapping=ColumnMapping.from_json(mapping) if mapping else None,
    )


def queue_file(import_id: int) -> None:
    """Ask the job queue to read a kept file."""
    enqueue(READ_TASK, import_id)


def stalled_files(*, now: datetime) -> QuerySet[StatementImport]:
    """Files under way on which nobody has worked for five minutes."""
    reading = StatementImport.objects.filter(state=State.READING)
    return reading.filter(progressed_at__lt=now - STALLED_AFTER) | reading.filter(
        progressed_at=None, created_at__lt=now - STALLED_AFTER
    )


def resume_stalled_files(*, now: datetime) -> int:
    """Ask the job queue once more for every file it forgot; returns how many."""
    ids = list(stalled_files(now=now).values_list("pk", flat=True))
    for import_id in ids:
        queue_file(import_id)
    return len(ids)
