"""Start, watch and end processes of our own; each leads a session, so that its children are known.

Processes of the product are forked from one that has Django loaded: a cluster that is killed every
few seconds must be back in no time.
"""

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_KILLED = 128 + signal.SIGKILL


class Child:
    """One process of ours and all that it starts."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.exit_code: int | None = None

    def is_over(self) -> bool:
        """Whether the process itself has ended; its children may live on."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = _exit_code(status)
        return self.exit_code is not None

    def family(self) -> list[int]:
        """The ids of all living processes of its session, itself first."""
        return sorted(pid for pid, session in _sessions() if session == self.pid)

    def kill(self) -> int:
        """SIGKILL to the whole family; returns how many there were.

        Until nobody is left: one of them may have started another since we looked.
        """
        count = 0
        while family := self.family():
            count += sum(send_signal(pid, signal.SIGKILL) for pid in family)
            time.sleep(0.01)
        if self.exit_code is None:
            _, status = os.waitpid(self.pid, 0)
            self.exit_code = _exit_code(status)
        return count

    def wait(self, seconds: float) -> int | None:
        """Its exit code, None when it still runs after so long."""
        until = time.monotonic() + seconds
        while not self.is_over() and time.monotonic() < until:
            time.sleep(0.02)
        return self.exit_code


def send_signal(pid: int, number: signal.Signals) -> bool:
    """Send a signal; False when the process is gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def fork(work: Callable[[], object], log: Path) -> Child:
    """Run a function in a process of its own; the caller holds no connection and no thread."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return Child(pid)
    try:
        _become_own(parent, log)
        work()
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 1)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def launch(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Child:
    """Run a program in a session of its own, its output appended to the log."""
    parent = os.getpid()
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONPATH": f"{ROOT}"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),
        )
    # From here on Child alone waits for it.
    process.returncode = 0
    return Child(process.pid)


def _become_own(parent: int, log: Path) -> None:
    os.setsid()
    die_with(parent)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    random.seed()


def die_with(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Have this process sent a signal when its parent ends, however that happens."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, number)
    if os.getppid() != parent:
        os._exit(_KILLED)


def _sessions() -> list[tuple[int, int]]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                # The name in brackets may hold blanks and brackets itself.
                words = (entry / "stat").read_text().rpartition(")")[2].split()
                if words[0] != "Z":
                    found.append((int(entry.name), int(words[3])))
    return found


def _exit_code(status: int) -> int:
    return os.waitstatus_to_exitcode(status)
