"""What happens to a process of the product: crash points, stalls, a mutant, small letters.

The functions of the product are wrapped at the start of the process; its code knows nothing of it.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

VARIABLE = "FAULTS_ARMS"
KILL, STALL = "kill", "stall"
SMALL_LETTER = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

# Where a process can die, in the order of reliability.md 3.2; payment and planning have their own.
AFTER_CLAIM, AFTER_CONNECT = "after_claim", "after_connect"
BEFORE_DECIDE, IN_DECIDE, AFTER_DECIDE = "before_decide", "in_decide", "after_decide"
AFTER_ACCEPT, AFTER_JOURNAL = "after_accept", "after_journal"
IN_SETTLE, AFTER_SETTLE = "in_settle", "after_settle"
IN_PAYMENT, AFTER_PAYMENT = "in_payment", "after_payment"
IN_PLANNING, AFTER_PLANNING, IN_RELEASE = "in_planning", "after_planning", "in_release"
ON_THE_ROAD = (
    AFTER_CLAIM, AFTER_CONNECT, BEFORE_DECIDE, IN_DECIDE, AFTER_DECIDE, AFTER_ACCEPT,
    AFTER_JOURNAL, IN_SETTLE, AFTER_SETTLE
)  # fmt: skip


@dataclass(frozen=True)
class Arms:
    """What may strike at which label, with what probability.

    log: gets a line for each strike; is_once: the first strike of all processes is the last;
    is_stopping: a stall is a SIGSTOP, which somebody else must end.
    """

    log: str
    seed: int = 0
    kills: Mapping[str, float] = field(default_factory=dict)
    stalls: Mapping[str, float] = field(default_factory=dict)
    stall_seconds: float = 0.0
    is_stopping: bool = False
    is_once: bool = False
    mutant: str = ""
    has_real_letters: bool = False

    @classmethod
    def from_environment(cls) -> Self | None:
        """The arms of this process, None for an unarmed one."""
        text = os.environ.get(VARIABLE)
        return cls(**json.loads(text)) if text else None

    def as_environment(self) -> dict[str, str]:
        """The variable that arms a process."""
        return {VARIABLE: json.dumps(asdict(self))}


class Points:
    """Strikes at labels; every process throws dice of its own, also after a fork."""

    def __init__(self, arms: Arms) -> None:
        self._arms = arms
        self._dice: tuple[int, random.Random] = (0, random.Random(0))

    def reach(self, label: str) -> None:
        """Die or stall here, if the dice say so."""
        chance = self._throw()
        if chance < self._arms.kills.get(label, 0) and self._note(KILL, label):
            os.kill(os.getpid(), signal.SIGKILL)
        elif chance < self._arms.stalls.get(label, 0) and self._note(STALL, label):
            self._stall()

    def _stall(self) -> None:
        if self._arms.is_stopping:
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            time.sleep(self._arms.stall_seconds)

    def _throw(self) -> float:
        if self._dice[0] != os.getpid():
            self._dice = os.getpid(), random.Random(f"{self._arms.seed}-{os.getpid()}")
        return self._dice[1].random()

    def _note(self, what: str, label: str) -> bool:
        """Write the strike down before it happens; False when the only one was before."""
        if self._arms.is_once:
            try:
                Path(f"{self._arms.log}.once").touch(exist_ok=False)
            except FileExistsError:
                return False
        log = os.open(self._arms.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(log, f"{what} {label}\n".encode())
        os.close(log)
        return True


def arm(arms: Arms) -> None:
    """Change this process; call once, when all apps are loaded."""
    if not arms.has_real_letters:
        _write_small_letters()
    if arms.mutant:
        from tests.faults.mutants import apply_mutant

        apply_mutant(arms.mutant)
    reach = Points(arms).reach
    _watch_the_road(reach)
    _watch_the_books(reach)


def _write_small_letters() -> None:
    from reminders.services import delivery

    for name in ("letter_pdf", "render_letter"):
        if hasattr(delivery, name):
            setattr(delivery, name, lambda content: SMALL_LETTER)
    if hasattr(delivery, "renderer"):
        delivery.renderer.render_letter = lambda content: SMALL_LETTER


def _watch_the_road(reach: Callable[[str], None]) -> None:
    from reminders.adapters.journal import Journal
    from reminders.adapters.smtp import SmtpClient
    from reminders.rules.states import ReminderState
    from reminders.services import outbox

    _after(outbox, "claim_next", lambda lease: lease and reach(AFTER_CLAIM))
    _after(SmtpClient, "connect", lambda _: reach(AFTER_CONNECT))
    _before(outbox, "decide", lambda: reach(BEFORE_DECIDE))
    _after(outbox, "decide", lambda made: made == outbox.Decision.SEND and reach(AFTER_DECIDE))
    _after(SmtpClient, "finish", lambda _: reach(AFTER_ACCEPT))
    _after(Journal, "append", lambda _: reach(AFTER_JOURNAL))
    _after(outbox, "settle_sent", lambda _: reach(AFTER_SETTLE))
    inside = {ReminderState.SENDING: IN_DECIDE, ReminderState.SENT: IN_SETTLE}
    plain_move = outbox.move

    def move(reminder: Any, state: Any, **changes: Any) -> None:
        plain_move(reminder, state, **changes)
        if state in inside:
            reach(inside[state])

    outbox.move = move


def _watch_the_books(reach: Callable[[str], None]) -> None:
    from orders.services import payments
    from reminders.services import proposals, runs

    _after(payments, "refresh_figures", lambda _: reach(IN_PAYMENT))
    _after(payments, "record_payment", lambda _: reach(AFTER_PAYMENT))
    _after(proposals, "plan_run", lambda _: reach(IN_PLANNING))
    _before(runs, "release_run", lambda: reach(AFTER_PLANNING))
    _after(runs, "_queue_proposed", lambda _: reach(IN_RELEASE))


def _after(place: Any, name: str, then: Callable[[Any], object]) -> None:
    plain = getattr(place, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        result = plain(*args, **kwargs)
        then(result)
        return result

    setattr(place, name, watched)


def _before(place: Any, name: str, first: Callable[[], object]) -> None:
    plain = getattr(place, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        first()
        return plain(*args, **kwargs)

    setattr(place, name, watched)
