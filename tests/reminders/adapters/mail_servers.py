"""Mail servers for tests: a real one that keeps what it accepts, and one that misbehaves."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Server:
    """Where a test's mail server listens."""

    port: int
    host: str = "127.0.0.1"
    user: str = ""
    password: str = ""
    security: str = "none"
    allowed: tuple[str, ...] = ()


@dataclass
class Sink:
    """Keeps every accepted envelope and counts the connections."""

    envelopes: list[Envelope] = field(default_factory=list)
    peers: set[tuple[str, int]] = field(default_factory=set)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        self.peers.add(session.peer)
        return "250 2.0.0 Ok: queued as 4711"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("weg@"):
            return "550 5.1.1 unknown mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def sink_server(kind: Callable[[], Sink] = Sink, **arguments: object) -> Iterator[tuple[Sink, int]]:
    """A real SMTP server on a free port; extra arguments go to aiosmtpd."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = kind()
    controller = Controller(sink, hostname="127.0.0.1", port=port, **arguments)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


DROP = "drop"
SILENT = "silent"


@dataclass
class ScriptedServer:
    """Answers as told: `replies` names per command (or "greeting", "body", "dot") what to say.

    DROP cuts the connection there, SILENT says nothing until the client gives up. A list is used
    up one by one. `delivered` holds the messages whose dot arrived.
    """

    replies: dict[str, str | list[str]]
    delivered: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    hung_up: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Accept clients, one after the other, until the listener is closed."""
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with client:
                self._talk(client)
            self.hung_up.set()

    def _talk(self, client: socket.socket) -> None:
        lines = client.makefile("rb")
        try:
            if not self._say(client, "greeting", "220 test"):
                return
            for line in lines:
                command = line.partition(b" ")[0].strip().decode(errors="replace").upper()
                reply = self._say(client, command, self._usual(command))
                if not reply:
                    return
                if reply.startswith("354") and not self._receive(client, lines):
                    return
        except OSError:
            return

    def _receive(self, client: socket.socket, lines: Iterator[bytes]) -> bool:
        message = b""
        if self.replies.get("body") == DROP:
            next(lines, b"")
            return False
        for line in lines:
            if line == b".\r\n":
                self.delivered.append(message)
                return bool(self._say(client, "dot", "250 Ok"))
            message += line
        return False

    def _say(self, client: socket.socket, step: str, usual: str) -> str:
        """What was said, "" when that was the end of the connection."""
        reply = self._reply(step, usual)
        if reply == DROP:
            return ""
        if reply != SILENT:
            client.sendall(f"{reply}\r\n".encode())
        return "" if reply.startswith("421") else reply

    def _reply(self, step: str, usual: str) -> str:
        reply = self.replies.get(step, usual)
        if isinstance(reply, list):
            return reply.pop(0) if reply else usual
        return reply

    @staticmethod
    def _usual(command: str) -> str:
        return "354 go on" if command == "DATA" else "250 Ok"


Kind = TypeVar("Kind", bound=ScriptedServer)


@contextmanager
def scripted_server(
    kind: type[Kind] = ScriptedServer, **replies: str | list[str]
) -> Iterator[Kind]:
    """A misbehaving server on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = kind(dict(replies), port=listener.getsockname()[1])
    thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
