"""How much room a disk has left."""

import errno
import os
from pathlib import Path

from reminders.adapters.journal import JournalNotWritable

# Thousands of lines: several workers may each write one before any of them looks again.
ENOUGH_BYTES = 2 * 1024 * 1024


def check_room(journal: Path) -> None:
    """Raise JournalNotWritable unless the journal can be opened and its disk has room for more.

    Cheap, to be asked before every decision: nothing is written or forced to disk.
    """
    try:
        os.close(os.open(journal, os.O_RDWR | os.O_APPEND))
        disk = os.statvfs(journal)
        if disk.f_bavail * disk.f_frsize < ENOUGH_BYTES:
            raise OSError(errno.ENOSPC, "der Speicherplatz ist fast erschöpft")
    except OSError as cause:
        raise JournalNotWritable(journal, cause) from cause
