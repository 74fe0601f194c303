"""A mail server that swears to what it accepted: on disk before it says 250, with seeded faults.

Started as a process of its own: python -m tests.faults.witness_server PORT FOLDER SEED FAULTS,
the last as JSON, a probability for each name of FAULTS.
"""

import asyncio
import json
import os
import random
import re
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time

ACCEPTED, MISHAPS = "accepted.log", "mishaps.log"
# What follows the final dot and leaves the client in doubt; some of it was accepted in truth.
AMBIGUOUS = frozenset({"accept_drop", "accept_hang", "drop_at_dot", "gibberish"})
FAULTS = AMBIGUOUS | {
    "greeting4", "mail4", "rcpt4", "rcpt5", "greylist", "data4", "cut_in_body", "dot4", "dot5"
}  # fmt: skip
# Longer than any client waits for a reply here.
HANG_SECONDS = 60
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(rb"<([^>]*)>")


class Hangup(Exception):
    """The server breaks the connection here."""


@dataclass
class Witness:
    """What all connections share: the log, the dice and whom the server has sent away once."""

    folder: Path
    seed: int
    faults: Mapping[str, float]
    greeted: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._log = _open(self.folder / ACCEPTED)
        self._mishaps = _open(self.folder / MISHAPS)

    def strikes(self, name: str) -> bool:
        """Throw the dice for one fault; a hit is noted."""
        is_hit = self._dice.random() < self.faults.get(name, 0)
        if is_hit:
            os.write(self._mishaps, f"{name}\n".encode())
        return is_hit

    def is_greylisted(self, recipient: bytes) -> bool:
        """True once for a seeded share of the recipients."""
        share = zlib.crc32(recipient + str(self.seed).encode()) / 2**32
        if share >= self.faults.get("greylist", 0) or recipient in self.greeted:
            return False
        self.greeted.add(recipient)
        os.write(self._mishaps, b"greylist\n")
        return True

    def swear(self, message: bytes, recipients: list[bytes]) -> None:
        """Write what was accepted, one line per recipient, and force it to disk."""
        found = _MESSAGE_ID.search(message)
        message_id = found[1].decode() if found else ""
        lines = [
            json.dumps({"message_id": message_id, "recipient": one.decode(), "at": time()})
            for one in recipients
        ]
        os.write(self._log, ("\n".join(lines) + "\n").encode())
        os.fsync(self._log)


@dataclass
class Dialogue:
    """One connection."""

    witness: Witness
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    recipients: list[bytes] = field(default_factory=list)

    async def run(self) -> None:
        """Speak until the client leaves or the server hangs up."""
        try:
            await self._greet()
            while line := await self.reader.readline():
                await self._answer(line)
        except (Hangup, ConnectionError, asyncio.IncompleteReadError):
            self.writer.transport.abort()
        finally:
            with suppress(OSError):
                self.writer.close()

    async def _say(self, words: str) -> None:
        self.writer.write(f"{words}\r\n".encode())
        await self.writer.drain()

    async def _greet(self) -> None:
        if self.witness.strikes("greeting4"):
            await self._say("421 overloaded")
            raise Hangup
        await self._say("220 witness")

    async def _answer(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"EHLO":
            await self._say("250-witness\r\n250 8BITMIME")
        elif verb == b"MAIL":
            self.recipients.clear()
            await self._say("451 later" if self.witness.strikes("mail4") else "250 ok")
        elif verb == b"RCPT":
            await self._say(self._about_recipient(line))
        elif verb == b"DATA":
            await self._take_message()
        elif verb == b"QUIT":
            await self._say("221 bye")
            raise Hangup
        else:
            await self._say("250 ok")

    def _about_recipient(self, line: bytes) -> str:
        found = _ADDRESS.search(line)
        address = found[1] if found else b""
        if self.witness.is_greylisted(address):
            return "451 greylisted"
        if self.witness.strikes("rcpt4"):
            return "450 busy"
        if self.witness.strikes("rcpt5"):
            return "550 5.1.1 no such user"
        self.recipients.append(address)
        return "250 ok"

    async def _take_message(self) -> None:
        if self.witness.strikes("data4"):
            return await self._say("451 no room")
        await self._say("354 go on")
        if self.witness.strikes("cut_in_body"):
            await self.reader.readline()
            raise Hangup
        message = await self._read_message()
        return await self._judge(message)

    async def _read_message(self) -> bytes:
        """The message; raises IncompleteReadError when the client leaves before the dot."""
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line.endswith(b"\n"):
                raise asyncio.IncompleteReadError(line, None)
            lines.append(line)
        return b"".join(lines)

    async def _judge(self, message: bytes) -> None:
        strikes = self.witness.strikes
        if strikes("dot4"):
            return await self._say("452 later")
        if strikes("dot5"):
            return await self._say("554 rejected")
        if strikes("drop_at_dot"):
            raise Hangup
        if strikes("gibberish"):
            return await self._say("999 what")
        self.witness.swear(message, self.recipients)
        if strikes("accept_drop"):
            raise Hangup
        if strikes("accept_hang"):
            await asyncio.sleep(HANG_SECONDS)
            raise Hangup
        return await self._say("250 2.0.0 kept")


def _open(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


async def serve(port: int, witness: Witness, host: str) -> None:
    """Serve for ever."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Dialogue(witness, reader, writer).run()

    server = await asyncio.start_server(connected, host, port, limit=2**22)
    async with server:
        await server.serve_forever()


def main(arguments: list[str]) -> None:
    """Run the server of the command line."""
    port, folder, seed, faults, *host = arguments
    chances = json.loads(faults)
    if unknown := set(chances) - FAULTS:
        raise SystemExit(f"Unknown faults: {', '.join(sorted(unknown))}")
    witness = Witness(Path(folder), int(seed), chances)
    asyncio.run(serve(int(port), witness, host[0] if host else "127.0.0.1"))


if __name__ == "__main__":
    main(sys.argv[1:])
