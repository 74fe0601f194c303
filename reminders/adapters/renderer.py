"""Letters made in a child process of their own, with limits: a monstrous one ends only the child.

One child for each process that makes letters, started with the first letter and kept for the next
ones; it ends with its parent. A preview at a clerk's desk is made by `letter_pdf` itself.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from reminders.adapters import pdf_child
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.pdf import LogoUnreadable
from reminders.rules.content import ReminderContent

# Every letter leaves some kilobytes behind in the libraries (docs/performance.md).
LETTERS_PER_CHILD = 800
_START_SECONDS = 120.0
# A child that shares its processor needs longer by the clock than by the processor.
_WALL_FACTOR = 3
_BASE = Path(__file__).resolve().parents[2]
_REFUSALS = {one.__name__: one for one in (LogoUnreadable, NotAGiroCode)}
# All that laying out a letter asks of the settings: no database, no key, no mail server.
_SETTINGS = (
    "FORMAT_MODULE_PATH",
    "LANGUAGE_CODE",
    "LOGGING",
    "TEMPLATES",
    "TIME_ZONE",
    "USE_I18N",
    "USE_THOUSAND_SEPARATOR",
    "USE_TZ",
)
# The environment holds passwords; the child gets what Python and the fonts need.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "TZ", "LANG")
_ENVIRONMENT_BEGINNINGS = ("LC_", "LD_", "DYLD_", "PYTHON", "FONTCONFIG_", "XDG_", "WEASYPRINT_")


class LetterTooHeavy(Exception):
    """The letter needs more memory or time than one letter may; its child was ended."""


class LetterBroken(Exception):
    """Laying out the letter failed at its data; the message names the error."""


class RendererUnavailable(Exception):
    """No child can be started: a matter of this machine, and no letter's fault."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one letter may take: bytes of address space, seconds of the processor."""

    memory: int
    seconds: int

    @property
    def wall_seconds(self) -> float:
        """Seconds by the clock after which the child is ended."""
        return float(self.seconds * _WALL_FACTOR)


class _Ended(Exception):
    """The child has ended before it answered."""


def _start() -> "subprocess.Popen[bytes]":
    """A fresh process; raises RendererUnavailable where the machine has no room for one."""
    try:
        return subprocess.Popen(
            [sys.executable, "-m", pdf_child.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=_BASE,
            env=_environment(),
        )
    except OSError as error:
        why = f"Der Prozess für Briefe startet nicht ({error})."
        raise RendererUnavailable(why) from error


class _Child:
    """A running child process and its two pipes."""

    def __init__(self, limits: Limits) -> None:
        """Start it and wait until it is ready; raises RendererUnavailable."""
        self.limits = limits
        self.letters = 0
        self._is_asked = False
        self._process = _start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: BinaryIO = self._process.stdin
        self._from: BinaryIO = self._process.stdout
        start = pickle.dumps((_django_settings(), limits.memory, limits.seconds))
        try:
            self._ask(start, within=_START_SECONDS)
        except _Ended as error:
            why = f"Der Prozess für Briefe startet nicht (Ende mit {self.end()})."
            raise RendererUnavailable(why) from error

    @property
    def is_idle(self) -> bool:
        """Whether it runs and owes no answer, which the next letter would take for its own."""
        return not self._is_asked and self._process.poll() is None

    def make(self, content: ReminderContent) -> bytes:
        """The child's answer; raises _Ended."""
        self.letters += 1
        return self._ask(pickle.dumps(content), within=self.limits.wall_seconds)

    def end(self) -> int:
        """End the process, if it still runs; how it ended: its code, or minus the signal."""
        self.let_go()
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def let_go(self) -> None:
        """Close the pipes of this process: without another owner the child ends by itself."""
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()

    def _ask(self, request: bytes, *, within: float) -> bytes:
        self._is_asked = True
        with _killed_after(self._process, within):
            try:
                pdf_child.send(self._to, request)
                answer = pdf_child.receive(self._from)
            except OSError as error:
                raise _Ended from error
        if not answer:
            raise _Ended
        self._is_asked = False
        return answer


_lock = threading.Lock()
_children: list[_Child] = []


def render_letter(content: ReminderContent) -> bytes:
    """The finished letter as letter_pdf makes it, made in the child of this process.

    Raises LetterTooHeavy, LetterBroken, RendererUnavailable, and LogoUnreadable and NotAGiroCode
    as letter_pdf does.
    """
    limits = Limits(settings.LETTER_MEMORY_MB * 1024 * 1024, settings.LETTER_SECONDS)
    with _lock:
        # Somebody else may end a child, above all the end of the thread that has started it.
        for _attempt in range(2):
            child = _ready_child(limits)
            try:
                return _read(child.make(content))
            except _Ended:
                _children.clear()
                code = child.end()
            if code != -pdf_child.ENDED_FROM_OUTSIDE:
                raise LetterTooHeavy(_too_heavy(limits))
    raise RendererUnavailable("Der Prozess für Briefe wurde mehrmals von außen beendet.")


def end_child() -> None:
    """End the child of this process, if it has one; the next letter starts another."""
    while _children:
        _children.pop().end()


def _ready_child(limits: Limits) -> _Child:
    """The running child, or a new one in its place."""
    for child in _children:
        is_fresh = child.letters < LETTERS_PER_CHILD and child.limits == limits
        if is_fresh and child.is_idle:
            return child
    end_child()
    _children.append(_Child(limits))
    return _children[0]


def _read(answer: bytes) -> bytes:
    kind, data = answer[:1], answer[1:]
    if kind == pdf_child.MADE:
        return data
    if kind == pdf_child.TOO_HEAVY:
        raise _Ended
    name, _, words = data.decode().partition(" ")
    if kind == pdf_child.REFUSED and name in _REFUSALS:
        raise _REFUSALS[name](words)
    raise LetterBroken(f"Der Brief ließ sich nicht erstellen ({name}: {words[:200]})")


def _too_heavy(limits: Limits) -> str:
    return (
        "Der Brief ist zu umfangreich: Er braucht mehr als "
        f"{limits.memory // 1024**2} MB Speicher oder {limits.seconds} Sekunden Rechenzeit."
    )


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill the process when the block takes longer; who waits for it then sees its end."""
    watchdog = threading.Timer(seconds, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()


def _django_settings() -> dict[str, object]:
    chosen = {name: getattr(settings, name) for name in _SETTINGS}
    return {**chosen, "INSTALLED_APPS": ["common"]}


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in _ENVIRONMENT or name.startswith(_ENVIRONMENT_BEGINNINGS)
    }


def _after_fork() -> None:
    """A forked worker shares no child with its parent: two would read each other's letters."""
    global _lock
    _lock = threading.Lock()
    while _children:
        _children.pop().let_go()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(end_child)
