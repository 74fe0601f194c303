"""The archive of copies as a witness: what lies there was accepted by the mail server.

The copy is a second recipient of the same transaction, so it shares the fate of the reminder.
"""

from collections.abc import Iterable

from django.conf import settings

from reminders.adapters.mailbox import Mailbox, MailboxUnreachable

NOT_SET_UP = "Kein Archivpostfach eingerichtet."


class ArchiveNotAsked(Exception):
    """The archive mailbox could not be asked; the message says why."""


def find_in_archive(message_ids: Iterable[str]) -> set[str]:
    """Those of the Message-IDs with a copy in the archive mailbox. Raises ArchiveNotAsked."""
    if settings.ARCHIVE_MAILBOX is None:
        raise ArchiveNotAsked(NOT_SET_UP)
    wanted = set(message_ids)
    if not wanted:
        return set()
    try:
        with Mailbox(settings.ARCHIVE_MAILBOX, is_read_only=True) as mailbox:
            return {one for one in sorted(wanted) if mailbox.holds(one)}
    except MailboxUnreachable as trouble:
        raise ArchiveNotAsked(f"Nicht gefragt: {trouble}") from trouble
