"""What this host knows of the installation that it belongs to: a small file beside the journal.

Like the journal it lies outside the database and its backups; it must never be restored with them.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from reminders.adapters.journal import JournalNotWritable

NAME = "instance.json"
LOCK_NAME = "instance.lock"
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.02
_SHOWN_LENGTH = 30


class HostFileUnreadable(Exception):
    """The file is there, but says nothing that this program wrote."""


def new_host_name() -> str:
    """A name for this host that stays: containers change their own, so part of it is chance."""
    return f"{socket.gethostname()[:_SHOWN_LENGTH]}-{uuid4().hex[:8]}"


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """Which installation this host sends for, and how often it had begun to when last asked.

    host: how the database knows this host; a file from before hosts had names gets one.
    """

    instance_id: UUID
    send_epoch: int
    host: str = field(default_factory=new_host_name, compare=False)


class HostFile:
    """The file in the folder of the journal; replaced whole, so that no crash leaves half of it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock_path = folder / LOCK_NAME

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among the processes of this host; raises JournalNotWritable after ten seconds."""
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as cause:
            raise JournalNotWritable(self._lock_path, cause) from cause
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)

    def read(self) -> HostIdentity | None:
        """What the file says, None without one; raises HostFileUnreadable."""
        fields = self._fields()
        if fields is None:
            return None
        try:
            host = str(fields.get("host") or new_host_name())
            return HostIdentity(UUID(fields["instance_id"]), int(fields["send_epoch"]), host)
        except (ValueError, KeyError, TypeError, AttributeError) as cause:
            raise HostFileUnreadable(str(self._path)) from cause

    def name(self) -> str:
        """How the database knows this host, "" while the file does not say so."""
        fields = self._fields()
        return str(fields.get("host") or "") if isinstance(fields, dict) else ""

    def keep_name(self) -> None:
        """Give the host of a file from before hosts had names one that stays; once.

        Raises JournalNotWritable and HostFileUnreadable.
        """
        known = self.read()
        if known is not None and not self.name():
            self.write(known)

    def write(self, identity: HostIdentity) -> None:
        """Replace the file and force it to disk; raises JournalNotWritable."""
        fields = {**asdict(identity), "instance_id": str(identity.instance_id)}
        new = self._path.with_suffix(".new")
        try:
            with new.open("w") as file:
                file.write(json.dumps(fields))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
            descriptor = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as cause:
            raise JournalNotWritable(self._path, cause) from cause

    def _fields(self) -> Any:
        try:
            return json.loads(self._path.read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as cause:
            raise HostFileUnreadable(str(self._path)) from cause

    def _wait_for(self, descriptor: int) -> None:
        """Take the lock; a process that was halted while it held it must not halt all others."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError as cause:
                if time.monotonic() > until:
                    raise JournalNotWritable(self._lock_path, cause) from cause
            time.sleep(PAUSE_SECONDS)
