"""Kill -9 of the worker at random points: one complete handover or none, never two.

MAHNWERK_KILLS=50 kills that often; without it a few kills keep the suite fast.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="works on a copy of a file"),
    pytest.mark.timeout(900),
]
ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("MAHNWERK_KILLS", "3"))
# A little longer than a worker needs for one handover: some are spared, some die at the very end.
LONGEST_LIFE = 0.35
SEED = 4711


@dataclass
class Workshop:
    """A process that forks workers, one after the other, each an hour later than the one before."""

    process: subprocess.Popen[str]
    hours: int = 0
    seeded: int = 0

    def seed(self) -> None:
        """One more released handover."""
        self.seeded += 1
        self.ask("seed 1")
        assert self.answer()["ended"] == 0

    def work(self, life: float | None) -> bool:
        """Let a worker live so many seconds, None: as it likes; whether it was killed."""
        self.hours += 1
        child = self.ask(f"work {self.hours}")["child"]
        if life is not None:
            time.sleep(life)
            kill(child)
        ended = self.answer()["ended"]
        assert ended in (0, -signal.SIGKILL)
        return bool(ended)

    def left(self) -> int:
        """How many handovers are not delivered yet; fails on anything that must not be."""
        self.ask("check")
        told = self.answer()
        assert told["wrong"] == []
        assert self.answer()["ended"] == 0
        return int(told["left"])

    def ask(self, command: str) -> dict[str, Any]:
        """Send a command; returns the first answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next answer."""
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where the agency receives its files."""
    path = tmp_path / "agency"
    path.mkdir()
    return path


@pytest.fixture
def workshop(db, tmp_path, folder) -> Iterator[Workshop]:
    """Somebody who forks workers on a copy of the empty database."""
    database = tmp_path / "copy.sqlite3"
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as empty,
        closing(sqlite3.connect(database)) as copy,
    ):
        empty.backup(copy)
    serve = f"from tests.inkasso.doomed_worker import *; serve(Path({str(folder)!r}))"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", serve],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{database}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Workshop(process)
    assert process.stdin is not None
    process.stdin.close()
    process.wait(120)


def test_a_killed_worker_leaves_one_complete_handover_or_none(workshop, folder):
    chance, killed = random.Random(SEED), 0

    while killed < KILLS:
        if not workshop.left():
            workshop.seed()
        killed += workshop.work(chance.uniform(0, LONGEST_LIFE))
    while workshop.left():
        workshop.work(None)

    assert len(list(folder.glob("*.zip"))) == workshop.seeded


def kill(child: int) -> None:
    """Kill -9; who was done before is left alone."""
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return
