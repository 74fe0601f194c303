"""From the bytes of a file to text: UTF-8 or Windows-1252, else a sentence that says where not."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from orders.rules.drafts import FileRefused, ImportProblem
from orders.rules.file_kinds import LOOKED_AT, FileKind, kind_of

# Opens the file from its first byte; called once for every time that it is read.
Source = Callable[[], BinaryIO]

MAX_MEGABYTES = 100
MAX_BYTES = MAX_MEGABYTES * 1_000_000
MAX_HEADING = 40
UTF_8, WINDOWS_1252 = "utf-8-sig", "cp1252"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CHUNK_BYTES = 1 << 20
# No order of a shop comes near; a file without line breaks must not fill the memory.
_MAX_RECORD = 1_000_000
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTED = re.compile(r'"[^"]*"')
_DELIMITERS = ",;\t"
_WHAT_TO_DO = (
    "Exportieren Sie die Bestellungen im Shop neu, oder öffnen Sie die Datei in Excel, speichern "
    "Sie sie als „CSV UTF-8“ und importieren Sie sie erneut."
)


@dataclass(frozen=True, slots=True)
class _Break:
    """The byte at which a decoding breaks, and whether letters beyond ASCII went before it."""

    offset: int
    is_after_umlauts: bool


def detect_encoding(source: Source) -> str:
    """UTF_8, with or without byte order mark, or WINDOWS_1252 for bytes that are no UTF-8.

    Raises FileRefused for a file over 100 MB, or in any other encoding.
    """
    with source() as stream:
        start = stream.read(LOOKED_AT)
    if kind := kind_of(start):
        raise refused(f"Die Datei ist {kind}, keine CSV-Datei. {_what_to_do_with(kind)}")
    if start.startswith(_UTF16_MARKS):
        raise _wrong_encoding(source, 0, _not_utf8("UTF-16"))
    wrong = _first_break(source, "utf-8")
    if wrong is None:
        return UTF_8
    if wrong.is_after_umlauts or start.startswith(codecs.BOM_UTF8):
        raise _wrong_encoding(
            source, wrong.offset, "Hier steht ein Zeichen, das kein UTF-8 ist, wie es davor steht."
        )
    undefined = _first_break(source, WINDOWS_1252)
    if undefined is not None:
        raise _wrong_encoding(
            source,
            undefined.offset,
            "Die Datei ist weder in UTF-8 noch in Windows-1252 gespeichert.",
        )
    return WINDOWS_1252


def decode(data: bytes) -> str:
    """The text of a file held in memory, without byte order mark. Raises FileRefused."""
    return data.decode(detect_encoding(lambda: io.BytesIO(data)))


def open_text(source: Source, encoding: str) -> TextIO:
    """The file as text with its own line breaks; closing it closes the source."""
    return io.TextIOWrapper(source(), encoding=encoding, newline="")


class GuardedLines(Iterator[str]):
    """The lines of a text for a CSV reader; `last` is the one handed out last."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._count = self._length = 0
        self.last = ""

    def __next__(self) -> str:
        """The next line. Raises FileRefused when line or record have no end."""
        line = self._text.readline(_MAX_RECORD)
        if not line:
            raise StopIteration
        self._count += 1
        self._length += len(line)
        if self._length >= _MAX_RECORD:
            raise _endless(self._count)
        self.last = line
        return line

    def end_record(self) -> None:
        """Count the next line as the first one of a record."""
        self._length = 0


def detect_delimiter(first_line: str) -> str:
    """Comma, semicolon or tab, whichever parts most headings of the line."""
    plain = _QUOTED.sub("", first_line)
    return max(_DELIMITERS, key=plain.count)


def refused(message: str) -> FileRefused:
    """The refusal of the whole file for a reason that has no place in it."""
    return FileRefused(ImportProblem(None, "", message))


def _what_to_do_with(kind: FileKind) -> str:
    if kind in (FileKind.ZIP, FileKind.GZIP):
        return "Entpacken Sie sie und importieren Sie die CSV-Datei daraus."
    if kind in (FileKind.EXCEL, FileKind.OPEN_DOCUMENT):
        return _WHAT_TO_DO
    return "Exportieren Sie die Bestellungen im Shop als CSV-Datei und importieren Sie diese."


def empty_file() -> FileRefused:
    """The refusal of a file in which nothing stands."""
    return refused(f"Die Datei ist leer. {_WHAT_TO_DO}")


def _chunks(source: Source) -> Iterator[bytes]:
    """The bytes of the file piece by piece. Raises FileRefused once they are too many."""
    size = 0
    with source() as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_BYTES:
                raise refused(
                    f"Die Datei ist größer als {MAX_MEGABYTES} MB. Exportieren Sie einen kürzeren "
                    "Zeitraum und importieren Sie die Dateien nacheinander."
                )
            yield chunk


def _first_break(source: Source, encoding: str) -> _Break | None:
    """Where the encoding breaks, None if nowhere. Raises FileRefused for NUL bytes and size."""
    decoder = codecs.getincrementaldecoder(encoding)()
    found: _Break | None = None
    offset, is_ascii = 0, True
    for chunk in _chunks(source):
        if (nul := chunk.find(b"\0")) >= 0:
            what = _not_utf8("UTF-16, oder sie ist keine Textdatei")
            raise _wrong_encoding(source, offset + nul, what)
        if found is None:
            kept = len(decoder.getstate()[0])
            try:
                is_ascii = decoder.decode(chunk).isascii() and is_ascii
            except UnicodeDecodeError as error:
                is_ascii = error.object[: error.start].isascii() and is_ascii
                found = _Break(offset - kept + error.start, not is_ascii)
        offset += len(chunk)
    rest = len(decoder.getstate()[0])
    return found or (_Break(offset - rest, not is_ascii) if rest else None)


def _not_utf8(encoding: str) -> str:
    return f"Die Datei ist nicht in UTF-8 gespeichert, vermutlich in {encoding}."


def _wrong_encoding(source: Source, offset: int, what: str) -> FileRefused:
    """The refusal that names line, character and column of the byte at the offset."""
    line, character, column = _place(source, offset)
    place = f"Zeile {line}, Zeichen {character}{f', Spalte „{column}“' if column else ''}"
    return FileRefused(ImportProblem(line, column, f"{place}: {what} {_WHAT_TO_DO}"))


class _Before(io.RawIOBase):
    """The bytes of a file before an offset."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        """Always: it is there to be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:
        """Fill the buffer as far as the bytes before the offset reach."""
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


def _place(source: Source, offset: int) -> tuple[int, int, str]:
    """Line, character and column heading of the byte at the offset; "" if no column is known."""
    with source() as stream:
        before = io.BufferedReader(_Before(stream, offset))
        text = io.TextIOWrapper(before, encoding="utf-8-sig", errors="replace", newline="")
        lines = _Marked(text)
        column = _last_column(lines)
        # Where quotes are broken the CSV reader stops early; the rest is still to be counted.
        for _ in lines:
            pass
    return lines.count, lines.length, column


class _Marked(Iterator[str]):
    """The lines of a text that breaks off inside a cell, closed by one character that marks it.

    A carriage return alone ends a line too, as the CSV reader counts them. `count` and `length`
    are those of the line handed out last.
    """

    def __init__(self, text: TextIO) -> None:
        self._lines = GuardedLines(text)
        self._next: str | None = next(self._lines, "")
        self.count = self.length = 0

    def __next__(self) -> str:
        """The next line, the last one with its mark."""
        if self._next is None:
            raise StopIteration
        line = self._next
        self._lines.end_record()
        self._next = next(self._lines, "" if line.endswith(("\n", "\r")) else None)
        marked = line if line.endswith(("\n", "\r")) else f"{line}x"
        self.count, self.length = self.count + 1, len(marked)
        return marked


def _last_column(lines: Iterator[str]) -> str:
    """The heading of the cell in which the lines end; "" if that cannot be told."""
    first = next(lines)
    reader = csv.reader(_again(first, lines), delimiter=detect_delimiter(first))
    headings: list[str] = []
    row: list[str] = []
    try:
        for row in reader:
            headings = headings or row
    except csv.Error:
        return ""
    if row is headings or len(row) > len(headings):
        return ""
    heading = headings[len(row) - 1].strip()
    # Of a picture or a program the "heading" is noise, which helps nobody to find the place.
    is_readable = heading.isprintable() and REPLACEMENT not in heading
    return heading[:MAX_HEADING] if is_readable else ""


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _endless(line: int) -> FileRefused:
    message = (
        f"Zeile {line}: Die Zeile hat mehr als eine Million Zeichen, oder ein Anführungszeichen "
        "ist nicht geschlossen. Exportieren Sie die Bestellungen im Shop neu."
    )
    return FileRefused(ImportProblem(line, "", message))
