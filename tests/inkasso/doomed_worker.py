"""A worker in a process of its own that delivers handovers until somebody kills it.

Runs in `manage.py shell` on a database of its own: `serve` reads one command a line from stdin and
does each in a child, so that any of them can be killed at any point.
"""

import io
import json
import os
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

from inkasso.adapters.agencies.base import Package, Receipt
from inkasso.models import CaseEvent, CollectionAgency, Handover, HandoverFile
from inkasso.rules.states import CaseState
from inkasso.services import handover_delivery, handover_writing
from inkasso.services.documents import Document
from tests.inkasso.handovers import NOW, ready_case, released
from tests.inkasso.receiving import Folder
from tests.reminders.services import claim_bench

PIECES = 20
CASES_EACH = 2
State = Handover.State


class SlowFolder(Folder):
    """Receives piece by piece, so that a kill can hit the middle of a file."""

    def deliver(self, package: Package) -> Receipt:
        """The same as every folder, only slowly."""
        part = self.path / f"{package.file_name}.part"
        with part.open("wb") as file:
            for _ in range(PIECES):
                file.write(b"?" * 100)
                file.flush()
                time.sleep(0.001)
        return super().deliver(package)


def serve(folder: Path) -> None:
    """Answer each command with the child's id, its own answer, if any, and how it ended."""
    for line in sys.stdin:
        command, _, number = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            _obey(command, number, folder)
            os._exit(0)
        _say({"child": child})
        _, status = os.waitpid(child, 0)
        _say({"ended": os.waitstatus_to_exitcode(status)})


def _obey(command: str, number: str, folder: Path) -> None:
    if command == "seed":
        for _ in range(int(number)):
            # Each child counts from the start: its own number keeps what it makes apart.
            claim_bench._numbers = count(1_000_000 + os.getpid() * 10)
            cases = [ready_case(number=f"K-{os.getpid()}-{one}") for one in range(CASES_EACH)]
            released(*cases, way=CollectionAgency.Way.SFTP)
    elif command == "work":
        work(folder, int(number))
    else:
        left = Handover.objects.exclude(state=State.DELIVERED).count()
        _say({"left": left, "wrong": list(faults(folder))})


def work(folder: Path, hours: int) -> None:
    """Deliver one handover, that many hours after the release: leases of the dead are over."""
    receiver = SlowFolder(folder)
    handover_delivery.agency_channel = lambda agency: receiver  # type: ignore[assignment]
    handover_writing.documents_for = _papers  # type: ignore[assignment]
    now = NOW + timedelta(hours=hours)
    due = handover_delivery.due(now).first()
    if due is not None:
        handover_delivery.work_on(due.pk, clock=lambda: now)


def faults(folder: Path) -> Iterator[str]:
    """Everything that must not be: half a file, another file, delivered and not there."""
    arrived = {path.name: path.read_bytes() for path in folder.glob("*.zip")}
    files = {file.file_name: file for file in HandoverFile.objects.select_related("handover")}
    yield from (f"nobody sent {name}" for name in arrived if name not in files)
    for name, file in files.items():
        content = bytes(file.content)
        if zipfile.ZipFile(io.BytesIO(content)).testzip() is not None:
            yield f"half a file {name}"
        if arrived.get(name, content) != content:
            yield f"another file arrived as {name}"
        if file.handover.state not in (State.WRITTEN, State.DELIVERED):
            yield f"file of {file.handover}, which is {file.handover.state}"
        if file.handover.state == State.DELIVERED and name not in arrived:
            yield f"{file.handover} never arrived"
    for handover in Handover.objects.filter(state=State.DELIVERED):
        yield from _wrong_cases(handover)


def _wrong_cases(handover: Handover) -> Iterator[str]:
    """Cases of a delivered handover that are not handed over, or twice."""
    items = list(handover.items.filter(is_live=True).select_related("case"))
    if len(items) != CASES_EACH:
        yield f"{handover} holds {len(items)} cases"
    for item in items:
        told = item.case.events.filter(kind=CaseEvent.Kind.STATE, text__startswith="Übergeben:")
        if item.case.state != CaseState.HANDED_OVER or told.count() != 1:
            yield f"{item.case} is {item.case.state}, told {told.count()} times"


def _papers(case: object, day: object) -> list[Document]:
    """A paper that takes a moment, as real ones do."""
    time.sleep(0.005)
    return [Document("01-Akte.pdf", "application/pdf", b"%PDF-1.7" * 500)]


def _say(answer: dict[str, object]) -> None:
    os.write(sys.stdout.fileno(), f"{json.dumps(answer)}\n".encode())
