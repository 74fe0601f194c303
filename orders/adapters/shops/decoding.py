"""From the bytes of an upload to text: UTF-8 or a German sentence that says where it is not."""

import codecs
import csv
import io

from orders.rules.drafts import FileRefused, ImportProblem

MAX_MEGABYTES = 15
MAX_BYTES = MAX_MEGABYTES * 1_000_000
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MAX_HEADING = 40
_ZIP_MARK = b"PK\x03\x04"
_WHAT_TO_DO = (
    "Exportieren Sie die Bestellungen im Shop neu, oder öffnen Sie die Datei in Excel, speichern "
    "Sie sie als „CSV UTF-8“ und importieren Sie sie erneut."
)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, with or without byte order mark.

    Raises FileRefused for a file that is empty, over 15 MB, or in another encoding.
    """
    _check_size(data)
    if data.startswith(_ZIP_MARK):
        raise _refused(f"Die Datei ist eine Excel-Mappe, keine CSV-Datei. {_WHAT_TO_DO}")
    if data.startswith(_UTF16_MARKS):
        raise _wrong_encoding(data, 0, "UTF-16")
    if (nul := data.find(b"\0")) >= 0:
        raise _wrong_encoding(data, nul, "UTF-16, oder sie ist keine Textdatei")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong_encoding(data, _first_wrong_byte(data), "Windows-1252 (Latin-1)") from None
    if not text.strip():
        raise _refused(f"Die Datei ist leer. {_WHAT_TO_DO}")
    return text


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        raise _refused(
            f"Die Datei ist {size} MB groß; gelesen werden höchstens {MAX_MEGABYTES} MB. "
            "Exportieren Sie einen kürzeren Zeitraum und importieren Sie die Dateien nacheinander."
        )


def _refused(message: str) -> FileRefused:
    return FileRefused(ImportProblem(None, "", message))


def _first_wrong_byte(data: bytes) -> int:
    """Where UTF-8 breaks, counted from the first byte of the file."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _wrong_encoding(data: bytes, offset: int, encoding: str) -> FileRefused:
    """The refusal that names line, character and column of the byte at the offset."""
    before = data[:offset].decode("utf-8-sig", errors="replace")
    # A carriage return alone ends a line too, as the CSV reader counts them.
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    character = len(before) - max(before.rfind("\n"), before.rfind("\r"))
    column = _column_at_end(before)
    place = f"Zeile {line}, Zeichen {character}"
    message = (
        f"{place}{f', Spalte „{column}“' if column else ''}: Die Datei ist nicht in UTF-8 "
        f"gespeichert, vermutlich in {encoding}. {_WHAT_TO_DO}"
    )
    return FileRefused(ImportProblem(line, column, message))


def _column_at_end(text: str) -> str:
    """The heading of the cell in which the text breaks off; "" if that cannot be told."""
    # A cell that has begun is a cell, so the text is cut inside one, never between two.
    stream = io.StringIO(f"{text}x", newline="")
    delimiter = detect_delimiter(text)
    headings: list[str] = []
    row: list[str] = []
    try:
        for row in csv.reader(stream, delimiter=delimiter):
            headings = headings or row
    except csv.Error:
        return ""
    is_in_headings = row is headings
    if is_in_headings or len(row) > len(headings):
        return ""
    heading = headings[len(row) - 1].strip()
    # Of a picture or a program the "heading" is noise, which helps nobody to find the place.
    is_readable = heading.isprintable() and REPLACEMENT not in heading
    return heading[:MAX_HEADING] if is_readable else ""


def detect_delimiter(text: str) -> str:
    """Comma or semicolon, whichever parts more headings in the first line."""
    first_line = text.lstrip().split("\n", 1)[0].split("\r", 1)[0]
    return ";" if first_line.count(";") > first_line.count(",") else ","
