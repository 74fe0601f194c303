"""Simulated processes that take turns by seed: one runs, all others wait at a point.

Nobody is interrupted but at a point. Outside of transactions a point is a turn: another process
goes on, hours pass, or the process dies there. Inside a transaction nobody else sees anything, so
there a process can only die, and its transaction rolls back.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import CodeType

from django.db import connection
from greenlet import greenlet

# How likely a process dies at one point; where it matters most, around the final dot, more often.
DIES, DIES_AT_THE_DOT, DIES_INSIDE = 0.006, 0.04, 0.002
# How likely a process stands still for longer than a lease.
STALLS, STALLS_AT_THE_DOT = 0.004, (0.03, 0.05, 0.05, 0.3)
STALL_SECONDS = (30, 400, 800, 1500)
CLOCK_JUMPS = 0.0015
JUMPS = (timedelta(hours=-2), timedelta(days=3), timedelta(days=-1))
PASSING_SECONDS = (0, 0, 0, 0, 0, 0, 0.2, 0.5, 2, 20)
AT_THE_DOT = ("server", "journal", "outbox.decide begins")
PRODUCT = ("/reminders/", "/orders/", "/common/")


class Crash(BaseException):
    """The process was killed here; as with SIGKILL nothing it would still do takes place."""


@dataclass(eq=False)
class Process:
    """One process on a host of its own clock; it lives until its action ends or it is killed."""

    name: str
    greenlet: greenlet
    is_dead: bool = False
    resumes_at: datetime | None = None


@dataclass(eq=False)
class Stage:
    """One simulated installation for one seed: who lives, what time it is, what happened."""

    seed: int
    now: datetime
    trace: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    processes: dict[str, Process] = field(default_factory=dict)
    current: Process | None = None
    is_calm: bool = False
    clock_jumps: float = CLOCK_JUMPS
    crashes: int = 0
    stalls: int = 0
    jumps: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        # Some seeds switch at every point, others let a process go on for a while.
        self.patience = self.random.choice((0.0, 0.5, 0.85, 0.95))
        # In some seeds hardly a worker comes to a mail's end before its lease does.
        self.stalls_at_the_dot = self.random.choice(STALLS_AT_THE_DOT)
        self.offsets: dict[str, timedelta] = {}
        self.frozen: dict[str, datetime] = {}
        self._hub = greenlet.getcurrent()

    @property
    def clock(self) -> datetime:
        """What the clock on the host of the running process shows."""
        host = self.current.name if self.current else ""
        return self.frozen.get(host) or self.now + self.offsets.get(host, timedelta())

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of all cases; never in the calm."""
        return not self.is_calm and self.random.random() < share

    def note(self, what: str) -> None:
        """Add a line to the trace."""
        name = self.current.name if self.current else "-"
        self.trace.append(f"{self.now:%d %H:%M:%S} {name:9} {what}")

    def start(self, name: str, action: Callable[[], object]) -> None:
        """Let a process begin at its next turn, unless one of that name lives."""
        if name in self.processes:
            return
        body = greenlet(lambda: self._live(name, action), parent=self._hub)
        self.processes[name] = Process(name, body)

    def point(self, label: str) -> None:
        """A place where the running process may have to wait, or die."""
        process = self.current
        if process is None:
            return
        if process.is_dead:
            raise Crash(label)
        if connection.in_atomic_block:
            if self.chance(DIES_INSIDE):
                self._die(process, f"dies inside {product_place()}")
            return
        self.note(label)
        is_at_the_dot = label.startswith(AT_THE_DOT)
        if self.chance(DIES_AT_THE_DOT if is_at_the_dot else DIES):
            self._die(process, "dies")
        if self.chance(self.stalls_at_the_dot if is_at_the_dot else STALLS):
            self.stalls += 1
            self.sleep(self.random.choice(STALL_SECONDS) + self.random.random())
            return
        self._wait(process)

    def sleep(self, seconds: float) -> None:
        """Let the running process wait for so many seconds while others go on."""
        process = self.current
        if process is None or connection.in_atomic_block:
            self.now += timedelta(seconds=seconds)
            return
        if process.is_dead:
            raise Crash
        self.note(f"waits {seconds:.0f} s")
        process.resumes_at = self.now + timedelta(seconds=seconds)
        self._wait(process)

    def die(self, why: str) -> None:
        """Let the running process die here."""
        assert self.current is not None
        self._die(self.current, why)

    def kill_all(self, why: str) -> None:
        """A power cut: every process dies where it stands."""
        self.note(why)
        for process in list(self.processes.values()):
            process.is_dead = True
            self.crashes += 1
            self._resume(process)
        self.processes.clear()

    def step(self) -> bool:
        """Let time pass and one process go on to its next point; False when nobody lives."""
        if not self.processes:
            return False
        self.now += timedelta(seconds=self.random.choice(PASSING_SECONDS))
        if self.chance(self.clock_jumps):
            self._jump_clock()
        self._resume(self._next())
        return True

    @property
    def is_idle(self) -> bool:
        """Whether nobody can go on now: all wait, or nobody lives."""
        return not any(self._is_ready(one) for one in self.processes.values())

    def perform(self, action: Callable[[], object]) -> None:
        """Do something outside of all processes; what it raises was not foreseen."""
        try:
            action()
        except Exception as error:
            self.problems.append(f"exception at the end: {type(error).__name__}: {error}"[:300])

    def right_the_clocks(self) -> None:
        """All clocks show the right time again."""
        self.offsets.clear()
        self.frozen.clear()

    def _next(self) -> Process:
        ready = [one for one in self.processes.values() if self._is_ready(one)]
        if not ready:
            first = min(self.processes.values(), key=lambda one: one.resumes_at or self.now)
            assert first.resumes_at is not None
            self.now = first.resumes_at
            return first
        if self._last in ready and self.random.random() < self.patience:
            return self._last
        return self.random.choice(ready)

    _last: Process | None = None

    def _is_ready(self, process: Process) -> bool:
        return process.resumes_at is None or process.resumes_at <= self.now

    def _resume(self, process: Process) -> None:
        process.resumes_at = None
        self._last = self.current = process
        process.greenlet.switch()
        self.current = None
        if process.greenlet.dead:
            self.processes.pop(process.name, None)
        if connection.in_atomic_block or not connection.get_autocommit():
            raise AssertionError(f"{process.name} was left inside a transaction")

    def _wait(self, process: Process) -> None:
        self._hub.switch()
        if process.is_dead:
            raise Crash

    def _die(self, process: Process, why: str) -> None:
        self.note(why)
        self.crashes += 1
        process.is_dead = True
        raise Crash(why)

    def _live(self, name: str, action: Callable[[], object]) -> None:
        try:
            if self.current is not None and self.current.is_dead:
                return
            self.note("starts")
            action()
            self.note("ends")
        except Crash:
            pass
        except Exception as error:
            self.note(f"raises {type(error).__name__}: {error}")
            self.problems.append(f"exception in {name}: {type(error).__name__}: {error}"[:300])

    def _jump_clock(self) -> None:
        self.jumps += 1
        host = self.random.choice(sorted(self.processes))
        if self.random.random() < 0.25:
            self.frozen[host] = self.now + self.offsets.get(host, timedelta())
            self.note(f"the clock of {host} stands still")
        else:
            self.frozen.pop(host, None)
            self.offsets[host] = self.random.choice(JUMPS)
            self.note(f"the clock of {host} is off by {self.offsets[host]}")


_places: dict[CodeType, str] = {}


def product_place() -> str:
    """The function of the product that is running, such as outbox.decide; "" when none is."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        place = _places.get(code)
        if place is None:
            place = _places[code] = _place_of(code)
        if place:
            return place
        frame = frame.f_back
    return ""


def _place_of(code: CodeType) -> str:
    name = code.co_filename
    if "site-packages" in name or "/tests/" in name or not any(one in name for one in PRODUCT):
        return ""
    return f"{name.rpartition('/')[2].removesuffix('.py')}.{code.co_name}"
