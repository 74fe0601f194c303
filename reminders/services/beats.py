"""Note when a part of the program got something done: progress, not mere life."""

import logging
import socket
from datetime import datetime

from django.conf import settings

from reminders.adapters.host_file import HostFile, HostFileUnreadable
from reminders.adapters.journal import Journal, JournalNotWritable
from reminders.models import Beat

logger = logging.getLogger(__name__)
JOURNAL = "journal"
# The beats of hosts, by their names: where workers did work lately.
HOST = "host:"
# The same names: where the journal could be written when it did.
JOURNAL_ON = "journal:"
# The hosts that began to send, by the names in their host files.
SENDER = "sender:"
_NAME_LENGTH = 60
HOST_LENGTH = 50


def beat(name: str, now: datetime) -> None:
    """Note that the part of this name got something done at the instant; one statement."""
    _note([name], now)


def note_work(task: str, now: datetime) -> None:
    """Note that a task, by its dotted path, was done on this host; one statement.

    With it whether the journal of this host can be written, as any host may be the next to send,
    and that a host which has sent is there: a restored database may not know it.
    """
    # Room for what stands before it.
    host = socket.gethostname()[:HOST_LENGTH]
    names = [task, HOST + host]
    if _has_journal():
        names.append(JOURNAL_ON + host)
    if sender := own_host():
        names.append(SENDER + sender)
    _note(names, now)


def note_journal(now: datetime) -> None:
    """Note that the journal can be written where the mails are sent; if not, the log says why."""
    if _has_journal():
        beat(JOURNAL, now)


def host_file() -> HostFile:
    """What this host knows, beside the journal."""
    return HostFile(settings.JOURNAL_PATH.parent)


def own_host() -> str:
    """How the database knows this host, "" if it never began to send."""
    try:
        return host_file().name()
    except HostFileUnreadable:
        return ""


def _has_journal() -> bool:
    try:
        Journal(settings.JOURNAL_PATH).check_writable()
    except JournalNotWritable as hindrance:
        # No reason to stop the task: the missing beat turns the health red.
        logger.error("%s", hindrance)
        return False
    return True


def _note(names: list[str], now: datetime) -> None:
    # In the order of the names: two workers that lock the same rows never wait in a circle.
    beats = [Beat(name=name[:_NAME_LENGTH], at=now) for name in sorted(names)]
    Beat.objects.bulk_create(
        beats, update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
