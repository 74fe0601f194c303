"""A folder of a mailbox, read by IMAP over TLS: nothing in it is ever deleted unread.

RFC 3501; moving needs RFC 6851 (MOVE) or RFC 4315 (UIDPLUS), else mails stay where they are.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

TIMEOUT_SECONDS = 30.0
# What is beyond is not fetched: reports stand at the front of a mail.
LARGEST_PIECE = 1_000_000
# Some servers keep all folders below the inbox.
READ_FOLDERS = ("Mahnwerk", "INBOX.Mahnwerk", "INBOX/Mahnwerk")
_NO_LONGER_NEW = r"(\Flagged)"
_UNDERSTOOD = r"(\Flagged \Seen)"
_TROUBLE = (OSError, imaplib.IMAP4.error, UnicodeError)


class MailboxAccess(Protocol):
    """Where a mailbox is and who may read it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def folder(self) -> str: ...


class MailboxUnreachable(Exception):
    """The mailbox cannot be read now; the message says why, without the password."""


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """One mail: its number in the folder and its bytes, at most a million of them."""

    uid: str
    raw: bytes


class Mailbox:
    """A folder, open while it is used as a context; every method raises MailboxUnreachable.

    New is what carries no flag: a person who opens a mail in another program takes nothing away
    from us. What was understood is moved away or flagged as read, the rest is flagged only.
    """

    def __init__(self, access: MailboxAccess, *, is_read_only: bool = False) -> None:
        self._access = access
        self._is_read_only = is_read_only
        self._imap: imaplib.IMAP4_SSL | None = None
        self._can: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        access = self._access
        try:
            self._imap = imaplib.IMAP4_SSL(
                access.host,
                access.port,
                ssl_context=ssl.create_default_context(),
                timeout=TIMEOUT_SECONDS,
            )
            self._imap.login(access.user, access.password)
            # Many servers tell all they can do only to whom they know.
            told = self._ask("CAPABILITY", *self._imap.capability())
            self._can = frozenset(str(told[-1], "ascii", "replace").upper().split())
            self._ask("SELECT", *self._imap.select(_quoted(access.folder), self._is_read_only))
        except (*_TROUBLE, MailboxUnreachable) as error:
            self._hang_up()
            raise MailboxUnreachable(
                f"Das Postfach {access.user} auf {access.host} ist nicht lesbar: {error}"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def new_mails(self, *, at_most: int) -> Iterator[ArrivedMail]:
        """The oldest mails that nobody has flagged; each without marking it as read."""
        for uid in self._search("UNFLAGGED", "UNDELETED")[:at_most]:
            data = self._uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST_PIECE}>)")
            raw = next((one[1] for one in data if isinstance(one, tuple)), None)
            # Else somebody has moved it away meanwhile.
            if raw is not None:
                yield ArrivedMail(uid, bytes(raw))

    def holds(self, message_id: str) -> bool:
        """Whether the folder has a mail with this Message-ID, angle brackets included."""
        return bool(self._search("HEADER", "Message-ID", _quoted(message_id)))

    def file_away(self, mail: ArrivedMail) -> None:
        """Move a mail that was understood into a folder of ours, or flag it where none can be."""
        if not any(self._move(mail.uid, folder) for folder in READ_FOLDERS):
            self._uid("STORE", mail.uid, "+FLAGS.SILENT", _UNDERSTOOD)

    def leave_for_person(self, mail: ArrivedMail) -> None:
        """Flag what was not understood, unread and where it is, so that somebody looks at it."""
        self._uid("STORE", mail.uid, "+FLAGS.SILENT", _NO_LONGER_NEW)

    def _move(self, uid: str, folder: str) -> bool:
        """Whether the mail is in the other folder now, and only there."""
        can_move = "MOVE" in self._can
        if not can_move and "UIDPLUS" not in self._can:
            return False
        command = "MOVE" if can_move else "COPY"
        if not self._tries(command, uid, _quoted(folder)):
            self._create(folder)
            if not self._tries(command, uid, _quoted(folder)):
                return False
        if not can_move:
            self._uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            self._uid("EXPUNGE", uid)
        return True

    def _create(self, folder: str) -> None:
        try:
            self._server.create(_quoted(folder))
        except _TROUBLE as error:
            raise MailboxUnreachable(str(error)) from error

    def _search(self, *criteria: str) -> list[str]:
        found: list[str] = []
        for line in self._uid("SEARCH", *criteria):
            if isinstance(line, bytes):
                found += line.decode("ascii", "replace").split()
        return sorted((uid for uid in found if uid.isdecimal()), key=int)

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        try:
            return self._ask(command, *self._server.uid(command, *arguments))
        except _TROUBLE as error:
            raise MailboxUnreachable(f"{command}: {error}") from error

    def _tries(self, command: str, *arguments: str) -> bool:
        try:
            answer, _ = self._server.uid(command, *arguments)
        except _TROUBLE as error:
            raise MailboxUnreachable(f"{command}: {error}") from error
        return answer == "OK"

    @staticmethod
    def _ask(command: str, answer: str, data: list[Any]) -> list[Any]:
        if answer != "OK":
            words = b" ".join(one for one in data if isinstance(one, bytes))
            raise MailboxUnreachable(f"{command}: {words.decode('ascii', 'replace')[:200]}")
        return data

    @property
    def _server(self) -> imaplib.IMAP4_SSL:
        if self._imap is None:
            raise MailboxUnreachable("the mailbox is not open")
        return self._imap

    def _hang_up(self) -> None:
        if self._imap is not None:
            # Over a broken line there is nothing to say good-bye to.
            with suppress(*_TROUBLE):
                self._imap.logout()
            self._imap = None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
