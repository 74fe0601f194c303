"""The process that makes letters one after the other; renderer.py starts it and feeds it.

It knows no database, no password and no network: whatever a letter does to it ends with it. What
it says on its pipe is never unpickled, only read as a PDF or as words.
"""

import ctypes
import os
import pickle
import resource
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

READY, MADE, REFUSED, BROKEN, TOO_HEAVY = b"r", b"p", b"x", b"b", b"h"
# What ends a child whose parent is gone. Nothing else sends it: not the kernel out of memory.
ENDED_FROM_OUTSIDE = signal.SIGTERM
_LENGTH = struct.Struct("!I")
_SET_PARENT_DEATH_SIGNAL = 1
# The kernel out of memory takes the child, whose letter asked for it, before its worker.
_FIRST_TO_GO = "500"


def send(pipe: BinaryIO, data: bytes) -> None:
    """Write one message; raises BrokenPipeError when nobody reads."""
    waiting = memoryview(_LENGTH.pack(len(data)) + data)
    while waiting:
        waiting = waiting[pipe.write(waiting) :]


def receive(pipe: BinaryIO) -> bytes | None:
    """Read one message, None when the other side has ended."""
    head = _read(pipe, _LENGTH.size)
    return None if head is None else _read(pipe, *_LENGTH.unpack(head))


def main() -> None:
    """Make letters until the parent closes the pipe; the first message says how."""
    source, answers = _pipes()
    _die_with_parent()
    start = receive(source)
    if start is None:
        return
    django_settings, memory, seconds = pickle.loads(start)  # noqa: S301 - from the own parent
    _limit_memory(memory)
    _set_up(django_settings)
    send(answers, READY)
    try:
        while (request := receive(source)) is not None:
            _allow_processor_time(seconds)
            send(answers, _answer(request))
    except MemoryError:
        # Libraries that ran out of memory half-way are no ground for the next letter.
        send(answers, TOO_HEAVY)


def _answer(request: bytes) -> bytes:
    from reminders.adapters.girocode import NotAGiroCode
    from reminders.adapters.pdf import LogoUnreadable, letter_pdf

    try:
        return MADE + letter_pdf(pickle.loads(request))  # noqa: S301 - from the own parent
    except (LogoUnreadable, NotAGiroCode) as refusal:
        return REFUSED + _words(f"{type(refusal).__name__} {refusal}")
    except MemoryError:
        raise
    except Exception as error:
        # The letter's fault, whatever it is: told to the parent, and the next one is made.
        return BROKEN + _words(f"{type(error).__name__} {error}")


def _words(text: str) -> bytes:
    return text[:2000].encode(errors="backslashreplace")


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """What the parent says, and where to answer; a stray print goes to the log instead."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0), answers


def _die_with_parent() -> None:
    # Ctrl-C in a terminal reaches the parent too, which says what becomes of the letter.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (ENDED_FROM_OUTSIDE, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, ENDED_FROM_OUTSIDE)
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)


def _limit_memory(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _allow_processor_time(seconds: int) -> None:
    """This much from now on for the next letter; the kernel ends who needs more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


def _set_up(django_settings: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    settings.configure(**django_settings)
    django.setup()
    # Loaded before the first letter, whose limits are for itself alone.
    import reminders.adapters.pdf  # noqa: F401


def _read(pipe: BinaryIO, length: int) -> bytes | None:
    parts = []
    while length:
        part = pipe.read(min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
