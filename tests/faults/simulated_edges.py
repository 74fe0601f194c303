"""Where the product meets the world outside: clock, network, disk, queue, chance.

Replaced is only what lies beyond the code under test, and what is slow and proven elsewhere: the
letter as PDF, the texts of the mail. Every query is a point where processes may change or die.
"""

import os
import select
import smtplib
import socket
import ssl
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import connection, transaction
from django.utils import timezone

from common import jobs
from reminders import tasks
from reminders.adapters import host_file, journal, smtp
from reminders.adapters.mail import BuiltMail
from reminders.services import beats, delivery, mail_road, patience
from tests.faults.simulated_disk import SimulatedDisk
from tests.faults.simulated_server import SimulatedPoll, SimulatedServer
from tests.faults.simulated_stage import Stage, product_place

RING_IS_LOST, RINGS_TWICE = 0.1, 0.2
# Who waits for another process or for the database.
WAITING = (delivery, host_file, journal, patience)
ALWAYS_RUNS = ("ROLLBACK", "RELEASE")


@dataclass(eq=False)
class Edges:
    """What one seed's processes meet; rings: jobs that nobody has taken up yet."""

    stage: Stage
    server: SimulatedServer
    disk: SimulatedDisk
    chance: Random
    rings: list[str] = field(default_factory=list)

    def ring(self, function: str, *args: object) -> None:
        """A job is asked for: it may get lost, or come twice."""
        if self.stage.chance(RING_IS_LOST):
            return
        self.rings += [function] * (2 if self.stage.chance(RINGS_TWICE) else 1)


_now_playing: list[Edges] = []


def _edges() -> Edges:
    return _now_playing[-1]


@contextmanager
def staged(stage: Stage) -> Iterator[Edges]:
    """Let the product meet this stage for a while."""
    edges = Edges(
        stage,
        SimulatedServer(stage, log_position),
        SimulatedDisk(stage, settings.JOURNAL_PATH),
        Random(stage.seed),
    )
    _now_playing.append(edges)
    try:
        with connection.execute_wrapper(_at_each_query):
            yield edges
    finally:
        _now_playing.pop()


def log_position() -> int:
    """How far the log that triggers keep has come."""
    if connection.in_atomic_block:
        _edges().stage.problems.append("the mail server is spoken to inside a transaction")
    return int(connection.connection.execute(LAST_OF_LOG).fetchone()[0])


LAST_OF_LOG = "SELECT COALESCE(MAX(id), 0) FROM simulated_log"


def process_name() -> str:
    """Which process runs; the triggers write it down."""
    stage = _edges().stage if _now_playing else None
    return stage.current.name if stage and stage.current else "-"


def plan_and_deliver() -> None:
    """What the timetable does in a morning."""
    tasks.daily_run()
    tasks.deliver()


@contextmanager
def replaced() -> Iterator[None]:
    """Put the edges of this process in place."""
    with ExitStack() as stack:
        for where, name, what in _replacements():
            stack.enter_context(patch.object(where, name, what))
        yield


def _replacements() -> list[tuple[Any, str, Any]]:
    letter = "render_letter" if hasattr(delivery, "render_letter") else "letter_pdf"
    return [
        (uuid, "uuid4", _uuid4),
        (jobs, "async_task", _ring),
        (jobs, "queue_size", lambda: 0),
        (smtplib, "socket", _Through(socket, create_connection=_connect)),
        (smtp, "select", SimpleNamespace(poll=SimulatedPoll, POLLIN=select.POLLIN)),
        (DNS_NAME, "get_fqdn", lambda: "mahnwerk.example"),
        (journal, "os", _ThroughDisk()),
        *(
            (module, "time", _Through(time, sleep=_sleep, monotonic=_monotonic))
            for module in WAITING
        ),
        (timezone, "datetime", SimulatedDatetime),
        (smtp, "ssl", _Through(ssl, create_default_context=lambda: None)),
        (beats, "_note", lambda *of_what: None),
        (tasks, "ring_for_batches", lambda *, now: None),
        (tasks, "verify_own_journal", lambda now: False),
        (mail_road, "why_not_durable", lambda: ""),
        (delivery.logger, "exception", _unforeseen),
        (delivery, letter, lambda content: b"%PDF-1.7"),
        (delivery, "content_of_items", lambda reminder, items: SimpleNamespace(reply_to="")),
        (delivery, "enclosures_of", lambda reminder: []),
        (delivery, "build_mail", _build_mail),
    ]


class SimulatedDatetime(datetime):
    """Shows the clock of the host of the running process."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        if not _now_playing:
            return datetime.now(tz)
        return _edges().stage.clock.astimezone(tz)


def _sleep(seconds: float) -> None:
    _edges().stage.sleep(seconds)


def _unforeseen(text: str, *of_what: object) -> None:
    """The worker goes on after whatever one reminder raises; here nothing should."""
    _edges().stage.problems.append(f"{text % of_what}: {sys.exc_info()[1]!r}"[:300])


def _monotonic() -> float:
    return _edges().stage.now.timestamp()


class _Through:
    """A module with some of its names replaced."""

    def __init__(self, module: object, **names: object) -> None:
        self._module = module
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


class _ThroughDisk:
    def __getattr__(self, name: str) -> Any:
        return getattr(_edges().disk if _now_playing else os, name)


def _uuid4() -> uuid.UUID:
    return uuid.UUID(int=_edges().chance.getrandbits(128), version=4)


def _ring(function: str, *args: object, **options: object) -> None:
    transaction.on_commit(lambda: _edges().ring(function, *args))


def _connect(*address: object, **options: object) -> object:
    return _edges().server.connect(*address, **options)


def _build_mail(content: object, *, sender: str, recipient: str, **rest: Any) -> BuiltMail:
    raw = f"Message-ID: {rest['message_id']}\r\nTo: {recipient}\r\n\r\nGuten Tag\r\n".encode()
    envelope_from = rest.get("envelope_from") or sender
    return BuiltMail(raw, envelope_from, (recipient,), "Guten Tag", "<p>Guten Tag</p>")


def _at_each_query(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    stage = _edges().stage
    if stage.current is not None and not sql.startswith(ALWAYS_RUNS):
        if connection.in_atomic_block:
            stage.point("")
        else:
            stage.point(f"{product_place()} {'begins' if sql.startswith('BEGIN') else 'reads'}")
    return execute(sql, params, many, context)
