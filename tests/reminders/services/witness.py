"""A mail server as independent witness, and mails to which something happens on their way."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from reminders.adapters.smtp import SmtpClient
from reminders.services import delivery, outbox
from tests.reminders.adapters.mail_servers import DROP, ScriptedServer

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
# The step of the dialogue and what the server answers there, once, instead of the usual.
FAULTS: dict[str, tuple[str, str]] = {
    "greeting 421": ("greeting", "421 overloaded"),
    "sender 4xx": ("MAIL", "451 try later"),
    "recipient 4xx": ("RCPT", "451 greylisted"),
    "recipient 5xx": ("RCPT", "550 unknown mailbox"),
    "cut inside the body": ("body", DROP),
    "dot 4xx": ("dot", "452 disk full"),
    "dot 5xx": ("dot", "554 rejected"),
    "dropped after the dot": ("dot", DROP),
    "gibberish after the dot": ("dot", "999 what"),
}
BODY, DECIDED, ANSWERED, JOURNALED = "body", "decided", "answered", "journaled"
PLACES = (BODY, DECIDED, ANSWERED, JOURNALED)


@dataclass(frozen=True)
class Dot:
    """The final dot of one mail as the server saw it; an answer neither yes nor no is neither."""

    message_id: str
    reply: str

    @property
    def is_accepted(self) -> bool:
        return self.reply.startswith("2")

    @property
    def is_refused(self) -> bool:
        return self.reply[:1] in ("4", "5")


@dataclass
class Witness(ScriptedServer):
    """Keeps every dot before it is answered, and counts the recipients refused for good."""

    dots: list[Dot] = field(default_factory=list)
    refused_recipients: int = 0

    def _reply(self, step: str, usual: str) -> str:
        reply = super()._reply(step, usual)
        if step == "dot":
            self.dots.append(Dot(message_id_of(self.delivered[-1]), reply))
        if step == "RCPT" and reply.startswith("5"):
            self.refused_recipients += 1
        return reply


@dataclass
class Road:
    """What happens to the next mail on its way, by place, and who is asked at each decision."""

    accidents: dict[str, Callable[[], object]] = field(default_factory=dict)
    judge: Callable[[str], None] = lambda message_id: None
    message_id: str = ""

    def reach(self, place: str) -> None:
        accident = self.accidents.pop(place, None)
        if accident is not None:
            accident()


class WorkerDied(BaseException):
    """The process was killed here; like SIGKILL nothing catches this."""


def die() -> None:
    """End the worker."""
    raise WorkerDied


def message_id_of(message: bytes) -> str:
    """The Message-ID header of a raw mail."""
    found = MESSAGE_ID.search(message)
    assert found is not None
    return found[1].decode()


@contextmanager
def watched_road() -> Iterator[Road]:
    """Watch every mail of this process from body to settlement; letters are blank."""
    road = Road()
    transfer, finish, settle = SmtpClient.transfer, SmtpClient.finish, outbox.settle_sent

    def watched_transfer(self, envelope_from, recipients, raw):
        road.message_id = message_id_of(raw)
        transfer(self, envelope_from, recipients, raw)
        road.reach(BODY)

    def watched_finish(self):
        road.judge(road.message_id)
        road.reach(DECIDED)
        reply = finish(self)
        road.reach(ANSWERED)
        return reply

    def watched_settle(*args, **kwargs):
        road.reach(JOURNALED)
        settle(*args, **kwargs)

    with (
        patch.object(SmtpClient, "transfer", watched_transfer),
        patch.object(SmtpClient, "finish", watched_finish),
        patch.object(outbox, "settle_sent", watched_settle),
        patch.object(delivery, "render_letter", lambda content: b"%PDF-1.7"),
    ):
        yield road
