"""Checks 16 and 17: the disk of the database, the journal or the letters is full, or read-only.

Each lies on a small file system in memory of its own, which only root may mount.
"""

import argparse
import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import postgres
from tests.faults.plan import CALM
from tests.faults.results import say
from tests.faults.rounds import ROUND_FOLDER, workshop

SIZE_MEGABYTES = 48
# Enough that some are still to be sent when the disk is full.
REMINDERS, SENT_BEFORE = 40, 8
FULL_SECONDS = 6.0
# What was on its way when the disk became full may still be settled.
GRACE_SECONDS = 2.5
BUSY_SECONDS = 20.0
PLAN = CALM.with_options(check="disk", reminders=REMINDERS, limit=180)
DATABASE, JOURNAL, LETTERS, READ_ONLY = "database", "journal", "letters", "journal read-only"
TRIALS = (DATABASE, JOURNAL, LETTERS, READ_ONLY)
# Where the product goes on because nothing it must keep lies there: letters are made in memory.
GOES_ON = {LETTERS}


@dataclass(frozen=True)
class SmallDisk:
    """A mounted file system of a few megabytes."""

    path: Path

    def fill(self) -> None:
        """Take all its room."""
        with (self.path / "ballast").open("wb", buffering=0) as ballast:
            for size in (2**20, 4096, 1):
                with suppress(OSError):
                    while ballast.write(b"\0" * size):
                        pass

    def free(self) -> None:
        """Give the room back."""
        (self.path / "ballast").unlink()

    def forbid(self) -> None:
        """Let nobody write; waits for a moment in which nobody does. Raises OSError."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                return _mount("-o", "remount,ro", f"{self.path}")
            except OSError:
                if time.monotonic() > until:
                    raise

    def allow(self) -> None:
        """Let everybody write again."""
        _mount("-o", "remount,rw", f"{self.path}")


def try_disks(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One result per place; none without the right to mount."""
    if not may_mount():
        say("disk: needs root to mount small file systems; skipped.")
        return
    with workshop(REMINDERS) as shop:
        for name in TRIALS:
            if name == DATABASE and postgres.is_used():
                say("disk: the files of a PostgreSQL server are its own matter; SQLite only.")
                continue
            folder = shop.folder / ROUND_FOLDER
            places = {"JOURNAL_PATH": f"{folder}/journal/delivery.journal", "TMPDIR": f"{folder}"}
            arguments = (name, options.mutant)
            yield shop.attempt("disk_trial", *arguments, variables=places)


def may_mount() -> bool:
    """Whether this process can mount a file system in memory."""
    if os.geteuid() != 0:
        return False
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")
    probe = folder / f"mahnwerk-probe-{os.getpid()}"
    probe.mkdir()
    try:
        with small_disk(probe):
            return True
    except OSError:
        return False
    finally:
        probe.rmdir()


@contextmanager
def small_disk(path: Path) -> Iterator[SmallDisk]:
    """A small file system at an empty folder, unmounted in the end."""
    _mount("-t", "tmpfs", "-o", f"size={SIZE_MEGABYTES}m", "mahnwerk-faults", f"{path}")
    try:
        yield SmallDisk(path)
    finally:
        _unmount(path)


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    if done.returncode:
        raise OSError(errno.EPERM, done.stderr.decode().strip())


def _unmount(path: Path) -> None:
    """Lazily: a process that was killed may not be gone yet."""
    subprocess.run(["umount", "-l", f"{path}"], capture_output=True, check=True)
