"""An iCalendar file of whole days, as calendar programs read it (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE_BYTES = 75
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n"))


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """An entry for a whole day; key stays the same when the file is made anew."""

    key: str
    on: date
    title: str
    text: str


def calendar_file(days: Iterable[CalendarDay], *, name: str, made_at: datetime) -> bytes:
    """The file: UTF-8, lines ended by CR LF and folded at 75 bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mahnwerk//Gerichtsfristen//DE",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for one in days:
        lines += _entry(one, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _entry(one: CalendarDay, made_at: datetime) -> list[str]:
    following = one.on + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{one.key}@mahnwerk",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{following:%Y%m%d}",
        f"SUMMARY:{_escaped(one.title)}",
        f"DESCRIPTION:{_escaped(one.text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for letter, written in _ESCAPED:
        text = text.replace(letter, written)
    return text


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, the following ones after a blank."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return "\r\n".join([*pieces, piece])
