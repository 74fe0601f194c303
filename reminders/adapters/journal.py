"""The sending journal: one line per accepted mail, on disk before the database is told.

It lies outside the database and its backups, so a crash after the server's yes, or a restored
backup, cannot forget what was sent.
"""

import fcntl
import json
import os
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

# Some two hundred mails: enough to meet one that a restored database does not know.
TAIL_BYTES = 65_536
LOCK_SECONDS, PAUSE_SECONDS = 5.0, 0.02
# Quotes inside a reply are escaped, so that none can pose as the field.
_MESSAGE_ID = re.compile(rb'"message_id":\s*("(?:[^"\\]|\\.)*")')


class JournalNotWritable(Exception):
    """The journal cannot be written; nothing may be sent until it can."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(
            f"Das Versandjournal {path} kann nicht geschrieben werden ({cause.strerror}). "
            "Solange das so ist, wird nichts versendet. Prüfen Sie Speicherplatz und Rechte."
        )


@dataclass(frozen=True, slots=True)
class JournalClaim:
    """What a mail claimed of one order: enough to know it again in a restored database."""

    sales_account: str
    order_number: str
    level: int


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One mail the server accepted: its reminder, Message-ID, the reply and the instant.

    Lines of older versions name neither the number of the reminder nor its claims.
    """

    reminder_id: int
    message_id: str
    reply: str
    at: datetime
    number: str = ""
    claims: tuple[JournalClaim, ...] = ()


class MarkKind(StrEnum):
    """What a line that is no mail says; readers of mails pass over it."""

    RECONCILED = "reconciled"
    CHAIN_HEAD = "chain_head"


@dataclass(frozen=True, slots=True)
class JournalMark:
    """A line of its own kind: a reconciled journal, or the head of the chain of dispatches."""

    kind: MarkKind
    at: datetime
    digest: str = ""


class Journal:
    """Append-only file of JSON lines; safe for several processes of one host."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, entry: JournalEntry) -> None:
        """Write the entry and force it to disk; raises JournalNotWritable."""
        self._append({**asdict(entry), "at": entry.at.isoformat()})

    def add_mark(self, mark: JournalMark) -> None:
        """Write the mark and force it to disk; raises JournalNotWritable."""
        self._append({"mark": mark.kind, "at": mark.at.isoformat(), "digest": mark.digest})

    def marks(self) -> Iterator[JournalMark]:
        """All marks, oldest first."""
        return (one for one in self._read() if isinstance(one, JournalMark))

    def tail(self) -> list[JournalEntry]:
        """The last entries, oldest first; none from before the journal was last reconciled."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            start = max(file.seek(0, os.SEEK_END) - TAIL_BYTES, 0)
            file.seek(start)
            # Where the window begins inside a line, its rest cannot be read and is left out.
            lines = [_read_line(line) for line in file]
        found: list[JournalEntry] = []
        for one in lines:
            if isinstance(one, JournalEntry):
                found.append(one)
            elif one is not None and one.kind == MarkKind.RECONCILED:
                found.clear()
        return found

    def check_writable(self) -> None:
        """Raise JournalNotWritable unless the file can be opened and forced to disk now."""
        self._write(b"")

    def find(self, message_ids: Collection[str]) -> dict[str, JournalEntry]:
        """The entries with these Message-IDs, by Message-ID; the file is read once, if at all."""
        wanted = {_quoted(message_id) for message_id in message_ids}
        if not wanted or not self._path.exists():
            return {}
        with self._path.open("rb") as file:
            # Most lines are of other mails: to parse each would take ten times as long.
            lines = [line for line in file if _message_id_in(line) in wanted]
        found = [_read_line(line) for line in lines]
        return {one.message_id: one for one in found if isinstance(one, JournalEntry)}

    def entries(self, *, is_new: bool = False) -> Iterator[JournalEntry]:
        """All entries, oldest first; torn lines are left out.

        is_new: only those written since the journal was last reconciled.
        """
        return self._entries(self._end_of_reconciled() if is_new else 0)

    def size(self) -> int:
        """How many bytes it has."""
        return self._path.stat().st_size if self._path.exists() else 0

    def _append(self, fields: dict[str, object]) -> None:
        self._write(f"{json.dumps(fields, ensure_ascii=False)}\n".encode())

    def _write(self, data: bytes) -> None:
        try:
            is_new = not self._path.exists()
            if is_new:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # Closing lets go of it: nobody writes between another's half line and its end.
                _wait_for_lock(descriptor)
                _write_line(descriptor, data)
            finally:
                os.close(descriptor)
            if is_new:
                _sync_directory(self._path.parent)
        except OSError as cause:
            raise JournalNotWritable(self._path, cause) from cause

    def _entries(self, start: int = 0) -> Iterator[JournalEntry]:
        return (one for one in self._read(start) if isinstance(one, JournalEntry))

    def _end_of_reconciled(self) -> int:
        """The byte after the last mark of a reconciled journal, 0 without one."""
        end = offset = 0
        if self._path.exists():
            with self._path.open("rb") as file:
                for line in file:
                    offset += len(line)
                    is_mark = MarkKind.RECONCILED.encode() in line and _is_reconciled(line)
                    end = offset if is_mark else end
        return end

    def _read(self, start: int = 0) -> Iterator[JournalEntry | JournalMark]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(start)
            for line in file:
                found = _read_line(line)
                if found:
                    yield found


def _wait_for_lock(descriptor: int) -> None:
    """Be alone with the file, but for no longer than some seconds.

    A process that was halted while it held the lock must not keep a server's yes from the disk;
    lines do not mix without it either, only a torn one could take the next along.
    """
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                return
        time.sleep(PAUSE_SECONDS)


def _write_line(descriptor: int, data: bytes) -> None:
    if data and _ends_torn(descriptor):
        data = b"\n" + data
    # One write call, so that lines of two processes never mix.
    if data and os.write(descriptor, data) != len(data):
        raise OSError(28, "Speicherplatz erschöpft")
    os.fsync(descriptor)


def _ends_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _quoted(message_id: str) -> bytes:
    """As it stands in a line."""
    return json.dumps(message_id, ensure_ascii=False).encode()


def _message_id_in(line: bytes) -> bytes | None:
    """The Message-ID that the line is about, as it stands in it."""
    named = _MESSAGE_ID.search(line)
    return named[1] if named else None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_reconciled(line: bytes) -> bool:
    found = _read_line(line)
    return isinstance(found, JournalMark) and found.kind == MarkKind.RECONCILED


def _read_line(line: bytes) -> JournalEntry | JournalMark | None:
    # A line torn by a power cut proves nothing; its mail stays uncertain, which is the safe side.
    try:
        fields = json.loads(line)
        return _mark(fields) if "mark" in fields else _entry(fields)
    except (ValueError, KeyError, TypeError):
        return None


def _mark(fields: dict[str, Any]) -> JournalMark:
    at = datetime.fromisoformat(fields["at"])
    return JournalMark(MarkKind(fields["mark"]), at, fields.get("digest", ""))


def _entry(fields: dict[str, Any]) -> JournalEntry:
    return JournalEntry(
        reminder_id=fields["reminder_id"],
        message_id=fields["message_id"],
        reply=fields["reply"],
        at=datetime.fromisoformat(fields["at"]),
        number=fields.get("number", ""),
        claims=tuple(JournalClaim(**claim) for claim in fields.get("claims", ())),
    )
