"""A mail server without a network: it keeps what it accepts, and misbehaves by seed.

The product's own SMTP client and smtplib talk to it over a socket that is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.simulated_stage import Stage

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
DOT = b"\r\n.\r\n"
CUT, HANG, SLOW = "cut", "hang", "slow"
SLOW_SECONDS = 540
# How likely each step goes wrong, and what the server says then.
REFUSALS = {
    "greeting": [(0.01, "421 overloaded"), (0.005, CUT)],
    "AUTH": [(0.01, "535 wrong password")],
    "MAIL": [(0.01, "451 try later"), (0.005, "552 too much"), (0.005, CUT)],
    "RCPT": [(0.03, "451 greylisted"), (0.006, "550 5.1.1 unknown mailbox")],
    "DATA": [(0.01, "451 not now"), (0.005, "554 no")],
    "body": [(0.02, CUT), (0.01, "421 shutting down")],
}
# What becomes of a mail at its final dot: share, whether the server keeps it, what it says.
DOTS = [
    (0.03, False, "451 disk full"),
    (0.01, False, "554 rejected"),
    (0.01, False, "421 shutting down"),
    (0.04, False, CUT),
    (0.02, False, HANG),
    (0.01, False, "999 what"),
    (0.06, True, CUT),
    (0.03, True, HANG),
    (0.01, True, "999 what"),
    (0.02, True, SLOW),
]
REFUSED = 0.02


@dataclass(frozen=True)
class Dot:
    """One final dot as the server saw it; position: how far the database had come by then."""

    message_id: str
    process: str
    position: int
    is_accepted: bool
    says: str

    @property
    def is_refused(self) -> bool:
        """Whether the server gave a definite no."""
        return not self.is_accepted and self.says[0] in "45"


@dataclass(eq=False)
class SimulatedServer:
    """The server of one seed."""

    stage: Stage
    position: Callable[[], int]
    dots: list[Dot] = field(default_factory=list)
    is_away: bool = False

    def connect(self, *address: object, **options: object) -> "SimulatedSocket":
        """What socket.create_connection gives; raises ConnectionRefusedError."""
        self.stage.point("server connect")
        if self.is_away or self.stage.chance(REFUSED):
            raise ConnectionRefusedError(111, "Connection refused")
        return SimulatedSocket(self)

    def accepted(self, message_id: str) -> list[Dot]:
        """The dots by which it took the mail."""
        return [dot for dot in self.dots if dot.message_id == message_id and dot.is_accepted]

    def decide(self, message: bytes) -> Dot:
        """Take the mail or not, for good, and say what the client is to hear."""
        found = MESSAGE_ID.search(message)
        assert found is not None
        is_accepted, says = self._outcome()
        process = self.stage.current.name if self.stage.current else "-"
        dot = Dot(found[1].decode(), process, self.position(), is_accepted, says)
        self.dots.append(dot)
        self.stage.note(f"server {'takes' if is_accepted else 'leaves'} {dot.message_id}: {says}")
        return dot

    def _outcome(self) -> tuple[bool, str]:
        luck = self.stage.random.random() if not self.stage.is_calm else 1
        for share, is_accepted, says in DOTS:
            if luck < share:
                return is_accepted, says
            luck -= share
        return True, "250 Ok"


class SimulatedSocket:
    """One connection; what smtplib asks of a socket and of the file made from it."""

    def __init__(self, server: SimulatedServer) -> None:
        self._server, self._stage = server, server.stage
        self._replies: list[bytes] = []
        self._message: bytes | None = None
        self._is_cut = self._hangs = self._is_slow = False
        self._timeout = 30.0
        self._say("greeting", "220 mail.example")

    @property
    def has_spoken(self) -> bool:
        """Whether something is to be read: words, or the end."""
        hangs_up = self._message is not None and self._stage.chance(0.02)
        self._is_cut = self._is_cut or hangs_up
        return bool(self._replies) or self._is_cut

    def settimeout(self, seconds: float) -> None:
        self._timeout = seconds

    def setblocking(self, is_blocking: bool) -> None:
        self._timeout = 30.0 if is_blocking else 0.0

    def peek(self, size: int = 0) -> bytes:
        """What was read ahead: nothing, since every reply comes by itself."""
        return b""

    def makefile(self, *mode: object) -> "SimulatedSocket":
        return self

    def close(self) -> None:
        self._is_cut = True

    def sendall(self, data: bytes) -> None:
        if self._message is None:
            self._hear(data)
        elif data == DOT:
            self._stage.point("server dot")
            self._end(self._message)
        else:
            self._stage.point("server body")
            self._message += data
            self._say("body", "")
        if self._is_cut and not self._replies and data != DOT:
            raise BrokenPipeError(32, "Broken pipe")

    def readline(self, limit: int = -1) -> bytes:
        if self._hangs:
            self._stage.sleep(self._timeout)
            raise TimeoutError("timed out")
        if self._is_slow:
            self._is_slow = False
            self._stage.sleep(SLOW_SECONDS)
        return self._replies.pop(0) if self._replies else b""

    def _hear(self, data: bytes) -> None:
        verb = data.split()[0].decode().upper()
        usual = {"DATA": "354 go on", "AUTH": "235 welcome", "QUIT": "221 bye"}
        if verb == "EHLO":
            self._replies += [b"250-mail.example\r\n", b"250 AUTH PLAIN\r\n"]
        elif self._say(verb, usual.get(verb, "250 Ok")).startswith("354"):
            self._message = b""

    def _end(self, message: bytes) -> None:
        if self._is_cut:
            return
        dot = self._server.decide(message)
        self._message = None
        self._is_cut, self._hangs = dot.says == CUT, dot.says == HANG
        self._is_slow = dot.says == SLOW
        if not self._is_cut and not self._hangs:
            self._replies.append(b"250 Ok\r\n" if self._is_slow else f"{dot.says}\r\n".encode())
        # The client may die here and never hear it.
        self._stage.point("server answers")

    def _say(self, step: str, usual: str) -> str:
        says = usual
        for share, refusal in REFUSALS.get(step, ()):
            if self._stage.chance(share):
                says = refusal
        if says == CUT:
            self._is_cut = True
        elif says:
            self._replies.append(f"{says}\r\n".encode())
        if says.startswith(("421", "221")):
            self._is_cut = True
        return says


class SimulatedPoll:
    """What select.poll gives: whether the server has spoken before it was asked."""

    def __init__(self) -> None:
        self._sockets: list[SimulatedSocket] = []

    def register(self, one: SimulatedSocket, mask: int) -> None:
        self._sockets.append(one)

    def poll(self, timeout: float) -> list[SimulatedSocket]:
        return [one for one in self._sockets if one.has_spoken]
