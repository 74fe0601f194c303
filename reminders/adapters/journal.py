"""The sending journal: one line per accepted mail, on disk before the database is told.

It lies outside the database and its backups, so a crash after the server's yes, or a restored
backup, cannot forget what was sent.
"""

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


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


class Journal:
    """Append-only file of JSON lines; safe for several processes on one local disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, entry: JournalEntry) -> None:
        """Write the entry and force it to disk; raises JournalNotWritable."""
        line = json.dumps({**asdict(entry), "at": entry.at.isoformat()}, ensure_ascii=False)
        self._write(f"{line}\n".encode())

    def check_writable(self) -> None:
        """Raise JournalNotWritable unless the file can be opened and forced to disk now."""
        self._write(b"")

    def find(self, message_ids: Collection[str]) -> dict[str, JournalEntry]:
        """The entries with these Message-IDs, by Message-ID."""
        wanted = set(message_ids)
        return {entry.message_id: entry for entry in self._entries() if entry.message_id in wanted}

    def entries(self) -> Iterator[JournalEntry]:
        """All entries, oldest first; torn lines are left out."""
        return self._entries()

    def _write(self, data: bytes) -> None:
        try:
            is_new = not self._path.exists()
            if is_new:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                _write_line(descriptor, data)
            finally:
                os.close(descriptor)
            if is_new:
                _sync_directory(self._path.parent)
        except OSError as cause:
            raise JournalNotWritable(self._path, cause) from cause

    def _entries(self) -> Iterator[JournalEntry]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for line in file:
                entry = _read_line(line)
                if entry:
                    yield entry


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


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_line(line: bytes) -> JournalEntry | None:
    # A line torn by a power cut proves nothing; its mail stays uncertain, which is the safe side.
    try:
        fields = json.loads(line)
        return JournalEntry(
            reminder_id=fields["reminder_id"],
            message_id=fields["message_id"],
            reply=fields["reply"],
            at=datetime.fromisoformat(fields["at"]),
            number=fields.get("number", ""),
            claims=tuple(JournalClaim(**claim) for claim in fields.get("claims", ())),
        )
    except (ValueError, KeyError, TypeError):
        return None
