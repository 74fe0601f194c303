"""Read what mail servers send back: delivery reports, other bounces, complaints about spam.

RFC 3464 (delivery reports), RFC 6533 (the same with international addresses), RFC 5965
(complaints). Everything here may come from anybody, so nothing of it is believed: it only says
which mail it claims to be about. Headers and bodies are read leniently, sizes are limited.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from reminders.rules.delivery_kinds import (
    DeliveryKind,
    kind_of_action,
    kind_of_failure,
    status_in,
)

LARGEST_REPORT = 1_000_000
MOST_PARTS = 40
MOST_RECIPIENTS = 50
_LONGEST_TEXT = 100_000
_LONGEST_HEADER = 2_000
_LONGEST_DETAILS = 300
# Above the server's words the recipient is named.
_LINES_ABOVE = 4
# Where a server says to whom the report itself was addressed; that is our signed return path.
_ARRIVED_AT = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-RCPT-To")
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    *("message/rfc822", "message/global"),
    *("text/rfc822-headers", "message/global-headers"),
)
_ABUSE = frozenset({"abuse", "fraud", "virus", "opt-out"})
# Besides blanks, what no database takes: zeros, and the halves of characters that UTF-7 lets in.
_NO_TEXT = r"\s\x00-\x1f\x7f\ud800-\udfff"
_MESSAGE_ID = re.compile(rf"<[^<>@{_NO_TEXT}]{{1,100}}@[^<>@{_NO_TEXT}]{{1,150}}>")
_NAMED_MESSAGE_ID = re.compile(rf"message-id:\s*({_MESSAGE_ID.pattern})", re.IGNORECASE)
_ADDRESS = re.compile(rf"[^{_NO_TEXT}<>()\[\],;:\"]{{1,64}}@[A-Za-z0-9.-]{{3,150}}")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery", re.IGNORECASE)
# What the standard library raises over malformed headers, charsets and encodings.
_RUBBISH = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)


class UnreadableReport(Exception):
    """Not a mail that can be read, or one built to wear out its reader."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What happened for one recipient; addresses and words as the report has them, or ""."""

    kind: DeliveryKind
    addresses: tuple[str, ...]
    details: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One report: where it arrived, which mail it is about, what it says of the recipients.

    report_id: its own Message-ID, else a digest of its bytes. message_ids: of the mail that it is
    about. sent_at: as the report says, None without a readable date.
    """

    report_id: str
    arrived_at: tuple[str, ...]
    message_ids: tuple[str, ...]
    findings: tuple[Finding, ...]
    sent_at: datetime | None


def read_report(raw: bytes) -> DeliveryReport | None:
    """The report in a mail, None for any other mail; what is beyond a million bytes is not read.

    Raises UnreadableReport.
    """
    raw = raw[:LARGEST_REPORT]
    _check_nesting(raw)
    try:
        return _read(message_from_bytes(raw), raw)
    except _RUBBISH as error:
        raise UnreadableReport(f"{type(error).__name__} while reading") from error


def _check_nesting(raw: bytes) -> None:
    lower = raw.lower()
    if lower.count(b"multipart/") + lower.count(b"message/") > MOST_PARTS:
        raise UnreadableReport("too many parts")


def _read(mail: Message, raw: bytes) -> DeliveryReport | None:
    parts = list(mail.walk())[:MOST_PARTS]
    returned = [one for part in parts for one in _returned(part)]
    complaint = next((p for p in parts if p.get_content_type() == "message/feedback-report"), None)
    statuses = [part for part in parts if part.get_content_type() in _STATUS_TYPES]
    if complaint is not None:
        findings, arrived = _of_complaint(complaint)
    elif statuses:
        findings, arrived = [one for part in statuses for one in _of_status(part)], []
    else:
        findings, arrived = _of_other(mail, parts), []
    if not findings:
        return None
    ids = [_message_id(one) for one in returned]
    if not any(ids):
        ids = _NAMED_MESSAGE_ID.findall(_text_of(parts))
    return DeliveryReport(
        report_id=_message_id(mail) or hashlib.sha256(raw).hexdigest(),
        arrived_at=tuple(dict.fromkeys([*arrived, *_addresses(mail, _ARRIVED_AT)])),
        message_ids=tuple(dict.fromkeys(one for one in ids[:MOST_PARTS] if one)),
        findings=tuple(findings[:MOST_RECIPIENTS]),
        sent_at=_sent_at(mail),
    )


def _of_status(part: Message) -> Iterator[Finding]:
    """One finding for each recipient whose block says what happened."""
    for block in _blocks(part):
        action = _field(block, "Action").split(" ")[0].lower()
        status, diagnostic = _field(block, "Status"), _field(block, "Diagnostic-Code")
        kind = kind_of_action(action, status, diagnostic)
        if kind is not None:
            told = [_typed(block, name) for name in ("Final-Recipient", "Original-Recipient")]
            # "smtp; 550 …": by what the server was asked is of no use to a clerk.
            words = f"{status} {diagnostic.removeprefix('smtp;').lstrip()}".strip() or action
            yield Finding(kind, tuple(one for one in told if one), words[:_LONGEST_DETAILS])


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a status part, whichever way the parser has split it."""
    payload = part.get_payload()
    if isinstance(payload, list) and part.get_content_type() == _STATUS_TYPES[0]:
        return [one for one in payload if isinstance(one, Message)]
    text = _flat(payload)[:_LONGEST_TEXT].replace("\r\n", "\n")
    return [HeaderParser().parsestr(block) for block in re.split(r"\n{2,}", text.strip())]


def _flat(payload: object) -> str:
    if isinstance(payload, list):
        return "\n\n".join(one.as_string() for one in payload if isinstance(one, Message))
    return payload if isinstance(payload, str) else ""


def _of_complaint(part: Message) -> tuple[list[Finding], list[str]]:
    """The complaint, unless it takes an earlier one back, and the return path it names."""
    block = next(iter(_blocks(part)), Message())
    kind = _field(block, "Feedback-Type").lower()
    if kind not in _ABUSE:
        return [], []
    told = _addresses(block, ("Original-Rcpt-To", "Removal-Recipient"))
    finding = Finding(DeliveryKind.COMPLAINT, told, f"Feedback-Type: {kind}")
    return [finding], list(_addresses(block, ("Original-Mail-From",)))


def _of_other(mail: Message, parts: list[Message]) -> list[Finding]:
    """A bounce without the standard's form: by a mail system, with a status in its text.

    No sender but a mail system counts: absence notes come with an empty return path too.
    """
    failed = _addresses(mail, ("X-Failed-Recipients",))
    if not failed and _DAEMON.search(_field(mail, "From")) is None:
        return []
    lines = _text_of(parts).splitlines()
    at = next((number for number, line in enumerate(lines) if status_in(line)), None)
    if at is None:
        # Exim's header names those it has given up, even where the text holds no code.
        return [Finding(DeliveryKind.SOFT_BOUNCE, failed, "")] if failed else []
    near = "\n".join(lines[max(0, at - _LINES_ABOVE) : at + 1])
    told = failed or tuple(dict.fromkeys(_ADDRESS.findall(near)))[:MOST_RECIPIENTS]
    kind = kind_of_failure(status_in(lines[at]), lines[at])
    return [Finding(kind, told, _one_line(lines[at])[:_LONGEST_DETAILS])]


def _text_of(parts: list[Message]) -> str:
    """The readable text, the returned headers included, cut off where it gets too long."""
    texts: list[str] = []
    for part in parts:
        if part.get_content_maintype() == "text" and sum(map(len, texts)) < _LONGEST_TEXT:
            texts.append(_decoded(part)[:_LONGEST_TEXT])
    return "\n".join(texts)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _returned(part: Message) -> Iterator[Message]:
    """The mail that came back, or its headers."""
    if part.get_content_type() not in _RETURNED_TYPES:
        return
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (one for one in payload[:1] if isinstance(one, Message))
    else:
        yield HeaderParser().parsestr(_decoded(part)[:_LONGEST_TEXT].lstrip())


def _message_id(mail: Message) -> str:
    match = _MESSAGE_ID.search(_field(mail, "Message-ID"))
    return match[0] if match else ""


def _typed(block: Message, name: str) -> str:
    """The address of a field like "rfc822; name@example.de"."""
    match = _ADDRESS.search(_field(block, name).rpartition(";")[2])
    return match[0] if match else ""


def _addresses(mail: Message, names: tuple[str, ...]) -> tuple[str, ...]:
    fields = [
        str(one)[:_LONGEST_HEADER]
        for name in names
        for one in mail.get_all(name, [])[:MOST_RECIPIENTS]
    ]
    found = [address for _, address in getaddresses(fields) if "@" in address]
    return tuple(dict.fromkeys(found))[:MOST_RECIPIENTS]


def _field(mail: Message, name: str) -> str:
    """The first such header, decoded, in one line."""
    value = str(mail.get(name, ""))[:_LONGEST_HEADER]
    try:
        value = str(make_header(decode_header(value)))
    except _RUBBISH:
        # An unknown charset: the field as it stands still tells most.
        value = value.encode("ascii", "replace").decode("ascii")
    return _one_line(value)


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip()


def _sent_at(mail: Message) -> datetime | None:
    value = _field(mail, "Date")
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except _RUBBISH:
        return None
