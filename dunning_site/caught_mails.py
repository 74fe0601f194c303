"""The demo's mailbox: a folder of .eml files, written by the catcher, read by its pages."""

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import overload

# When it arrived, then chance: names sort by time, and two mails of one moment do not meet.
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}")
_TIME = "%Y%m%dT%H%M%S.%fZ"


class NoSuchMail(Exception):
    """There is no caught mail of that name, or no such part in it."""


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; number counts from 0."""

    number: int
    filename: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it arrived; what it says is read from the bytes when asked."""

    name: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def received_at(self) -> datetime:
        """When the catcher accepted it."""
        return datetime.strptime(self.name.partition("-")[0], _TIME).replace(tzinfo=UTC)

    @property
    def sender(self) -> str:
        """The From header."""
        return self.message.get("From", "")

    @property
    def to(self) -> str:
        """The To header."""
        return self.message.get("To", "")

    @property
    def envelope_to(self) -> str:
        """Whom the program handed it over for, copies included."""
        return self.message.get("X-Envelope-To", "")

    @property
    def subject(self) -> str:
        """The Subject header."""
        return self.message.get("Subject", "")

    @property
    def text(self) -> str:
        """The plain text, "" when it has none."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        """The HTML with embedded pictures put in as data: addresses, "" when it has none."""
        part = self.message.get_body(("html",))
        html = part.get_content() if part else ""
        for picture in self.message.walk():
            content_id = picture.get("Content-ID", "").strip("<> ")
            if content_id:
                data = base64.b64encode(picture.get_payload(decode=True)).decode("ascii")
                address = f"data:{picture.get_content_type()};base64,{data}"
                html = html.replace(f"cid:{content_id}", address)
        return html

    @property
    def attachments(self) -> list[Attachment]:
        """The attached files, in their order."""
        return [
            Attachment(
                number,
                part.get_filename(f"anhang-{number + 1}"),
                part.get_content_type(),
                part.get_payload(decode=True) or b"",
            )
            for number, part in enumerate(self.message.iter_attachments())
        ]


class Mailbox(Sequence[CaughtMail]):
    """The mails in a folder, newest first; a file is read only when its mail is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        paths = folder.glob("*.eml") if folder.is_dir() else ()
        self.names = sorted((p.stem for p in paths if _NAME.fullmatch(p.stem)), reverse=True)

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> CaughtMail: ...
    @overload
    def __getitem__(self, index: slice) -> list[CaughtMail]: ...
    def __getitem__(self, index: int | slice) -> CaughtMail | list[CaughtMail]:
        if isinstance(index, slice):
            return [read_mail(self.folder, name) for name in self.names[index]]
        return read_mail(self.folder, self.names[index])


def read_mail(folder: Path, name: str) -> CaughtMail:
    """The mail of that name; raises NoSuchMail."""
    path = folder / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NoSuchMail(name)
    return CaughtMail(name, path.read_bytes())


def read_attachment(folder: Path, name: str, number: int) -> Attachment:
    """The attachment with that number, counted from 0; raises NoSuchMail."""
    attachments = read_mail(folder, name).attachments
    if number >= len(attachments):
        raise NoSuchMail(f"{name}, Anhang {number}")
    return attachments[number]


def store_mail(
    folder: Path, content: bytes, *, sender: str, recipients: Sequence[str], received_at: datetime
) -> str:
    """Write one accepted mail, whole or not at all, and return its name."""
    name = f"{received_at.astimezone(UTC).strftime(_TIME)}-{secrets.token_hex(4)}"
    envelope = f"Return-Path: <{sender}>\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.tmp"
    draft.write_bytes(envelope.encode() + content)
    draft.replace(folder / f"{name}.eml")
    return name
