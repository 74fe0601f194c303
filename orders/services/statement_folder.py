"""Import what lies in the watched folder."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from orders.adapters.bank.folder import put_away, read_bytes, waiting_files
from orders.models import StatementImport
from orders.rules.statements import StatementRefused
from orders.services.statement_files import keep_refused, readable_name
from orders.services.statement_import import read_import
from orders.services.statement_tables import keep_file_or_table

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class FolderCount:
    """How many files were read, and how many could not be."""

    read: int = 0
    refused: int = 0


def import_folder(folder: Path, *, today: date, clock: Callable[[], datetime]) -> FolderCount:
    """Import every file of the folder and put it away; the outcome stands on the page.

    A file is put away only when what it says is stored: after a crash it is read again, which
    changes nothing. Raises OSError where the folder cannot be read or written.
    """
    count = FolderCount()
    for path in waiting_files(folder, now=clock()):
        is_read = _import(path, today=today, clock=clock)
        put_away(path, is_read=is_read)
        count.read += is_read
        count.refused += not is_read
    return count


def _import(path: Path, *, today: date, clock: Callable[[], datetime]) -> bool:
    data = read_bytes(path)
    try:
        kept, _ = keep_file_or_table(file_name=path.name, data=data)
    except StatementRefused as refusal:
        keep_refused(file_name=path.name, data=data, reason=str(refusal))
        logger.warning("Kontoauszug nicht lesbar: %s", readable_name(path.name))
        return False
    read = read_import(kept.pk, today=today, clock=clock)
    return read.statement_import.state == StatementImport.State.READ
