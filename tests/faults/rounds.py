"""Rounds one after the other, each in a fresh copy of one world; results are kept in a file."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import postgres
from tests.faults.plan import TIMES, RoundPlan
from tests.faults.ports import free_port
from tests.faults.processes import ROOT, die_with

# A SIGKILL needs no disk: memory is as good, and leaves the disk to others.
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 2**30
START = (sys.executable, "-m", "tests.faults.start")
ROUND_FOLDER = "round"
WORLD, ROUND = "mahnwerk_world", "mahnwerk_round"


class RoundFailed(Exception):
    """A round came to no result; the message holds the last lines it wrote."""


@dataclass
class Workshop:
    """A folder of its own with one world, from which rounds are copied."""

    folder: Path
    reminders: int
    is_planned: bool = True
    is_built: bool = False

    def build(self) -> None:
        """Make the world, once."""
        if self.is_built:
            return
        world = self.folder / "world"
        world.mkdir()
        if postgres.is_used():
            postgres.create(WORLD)
        self.fill(world)

    def fill(self, world: Path) -> None:
        """Fill the database that stands there, empty or without tables."""
        command = [*START, "world", f"{self.reminders}"]
        command += [] if self.is_planned else ["unplanned"]
        run(command, self.environment(world, WORLD, 9))
        self.is_built = True

    def environment(self, data: Path, database: str, port: int) -> dict[str, str]:
        """The environment of a process of the product on a copy."""
        names = {
            **os.environ,
            **TIMES,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATA_DIR": f"{data}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "PYTHONPATH": f"{ROOT}",
        }
        if postgres.is_used():
            names["DATABASE_URL"] = postgres.url_of(database)
        return names

    @contextmanager
    def copy(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """A fresh copy of the world: its folder and the environment to work on it."""
        self.build()
        folder = self.folder / ROUND_FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copytree(self.folder / "world", folder / "data")
        if postgres.is_used():
            postgres.create(ROUND, template=WORLD)
        try:
            yield folder, self.environment(folder / "data", ROUND, free_port())
        finally:
            if postgres.is_used():
                postgres.drop(ROUND)
            shutil.rmtree(folder, ignore_errors=True)

    def play(self, plan: RoundPlan) -> dict[str, Any]:
        """One round; raises RoundFailed."""
        return self.attempt("conductor", plan.as_text())

    def attempt(
        self, module: str, *arguments: str, variables: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """What a module says as JSON of one copy of the world; raises RoundFailed."""
        with self.copy() as (folder, environment):
            command = [*START, module, f"{folder}", *arguments]
            told = run(command, {**environment, **(variables or {})})
            return json.loads(told.splitlines()[-1])


@contextmanager
def workshop(reminders: int, *, is_planned: bool = True) -> Iterator[Workshop]:
    """A workshop in memory when there is room, else on disk; nothing of it stays."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    folder = Path(tempfile.mkdtemp(prefix="mahnwerk-faults-", dir=_MEMORY if has_room else None))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield Workshop(folder, reminders, is_planned)
    finally:
        if postgres.is_used():
            postgres.drop(WORLD)
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], environment: Mapping[str, str]) -> str:
    """What the command prints; raises RoundFailed. It ends with us, whatever ends us."""
    parent = os.getpid()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: die_with(parent, signal.SIGTERM),
    )
    try:
        out, err = process.communicate()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        raise RoundFailed(err[-3000:])
    return out
