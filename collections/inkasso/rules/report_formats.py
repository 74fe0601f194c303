"""The neutral report of an agency, as CSV table or JSON: read strictly, refused in German.

The CSV has a heading and `;` or `,` between its cells, in UTF-8 or Windows-1252, with German or
ISO days and amounts with a decimal comma. The JSON is {"event_id": "…", "lines": [{…}, …]} with
amounts such as "1234.50". Both name the same cells:

kind (Art), id (Zeile), reference (Aktenzeichen), agency_reference (Aktenzeichen Inkasso), word
(Status), date (Datum), amount (Betrag), costs (Kosten), remittance (Abrechnung), deductions
(Abzüge).
"""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from common.rules.german import fold, whole
from inkasso.rules.report_lines import (
    LineKind,
    ReportLine,
    german_amount,
    plain_amount,
    read_line,
    tidy,
)

__all__ = ["LineKind", "ReportFile", "ReportLine", "ReportRefused", "read_report"]
MAX_BYTES = 5_000_000
# More would keep the clerk waiting who uploads it: a line takes about 25 milliseconds.
MAX_LINES = 2_000
MAX_CELL = 2_000
CELLS = (
    "kind",
    "id",
    "reference",
    "agency_reference",
    "word",
    "date",
    "amount",
    "costs",
    "remittance",
    "deductions",
)
# Other headings of the table, without case and accents.
_HEADINGS = {
    **{name: name for name in CELLS},
    "art": "kind",
    "zeile": "id",
    "zeilennummer": "id",
    "line_id": "id",
    "aktenzeichen": "reference",
    "aktenzeichen inkasso": "agency_reference",
    "aktenzeichen_inkasso": "agency_reference",
    "status": "word",
    "datum": "date",
    "betrag": "amount",
    "kosten": "costs",
    "abrechnung": "remittance",
    "abzuege": "deductions",
}
_NEEDED = {"kind": "Art", "date": "Datum"}
_MARKS_OF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ReportRefused(ValueError):
    """The file is no report that could be read; the message says why, with the line."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The lines of a report in their order; event_id only where the agency numbers its calls."""

    lines: tuple[ReportLine, ...]
    event_id: str = ""


def read_report(data: bytes, *, max_lines: int = MAX_LINES) -> ReportFile:
    """The report that the bytes hold. Raises ReportRefused."""
    if len(data) > MAX_BYTES:
        raise ReportRefused(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.")
    if not data.strip():
        raise ReportRefused("Die Datei ist leer.")
    text = _decode(data)
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text, max_lines)
    return ReportFile(tuple(_read_table(text, max_lines)))


def _decode(data: bytes) -> str:
    """The text in UTF-8, else in Windows-1252. Raises ReportRefused for what is no text."""
    if data.startswith(_MARKS_OF_16):
        raise ReportRefused("Die Datei ist in UTF-16 gespeichert. Speichern Sie sie als UTF-8.")
    if (place := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, place) + 1
        raise ReportRefused(f"Zeile {line}: Die Datei ist keine Textdatei (NUL-Zeichen).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\N{REPLACEMENT CHARACTER}", "?")


def _read_table(text: str, max_lines: int) -> Iterator[ReportLine]:
    rows = _rows(text)
    number, heading = next(rows, (1, []))
    names = _names(heading, number)
    count = 0
    for number, row in rows:
        count += 1
        if count > max_lines:
            raise ReportRefused(f"Zeile {number}: Mehr als {whole(max_lines)} Zeilen.")
        if len(row) > len(names):
            raise ReportRefused(
                f"Zeile {number}: {len(row)} Felder, die Überschrift hat {len(names)}."
            )
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        yield read_line(number, cells, amount_of=german_amount)
    if not count:
        raise ReportRefused("Die Datei hat keine Zeile außer der Überschrift.")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the number of its last line. Raises ReportRefused."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            raise ReportRefused(
                f"Zeile {reader.line_num}: Die Zeile ist keine Zeile einer CSV-Datei; ein "
                "Anführungszeichen steht falsch oder ein Feld ist zu lang."
            ) from None
        if row is None:
            return
        if any(len(cell) > MAX_CELL for cell in row):
            raise ReportRefused(
                f"Zeile {reader.line_num}: Ein Feld ist länger als {whole(MAX_CELL)} Zeichen."
            )
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _names(heading: list[str], number: int) -> list[str]:
    """Our names of the columns, "" for one that is not ours. Raises ReportRefused."""
    names = [_HEADINGS.get(fold(tidy(cell)), "") for cell in heading]
    missing = [label for name, label in _NEEDED.items() if name not in names]
    if missing:
        verb = "fehlt" if len(missing) == 1 else "fehlen"
        raise ReportRefused(
            f"Zeile {number}: In der Überschrift {verb} {' und '.join(missing)}. Die Datei ist "
            "keine Rückmeldung im neutralen Format."
        )
    twice = [
        cell for name, cell in zip(names, heading, strict=True) if name and names.count(name) > 1
    ]
    if twice:
        raise ReportRefused(f"Zeile {number}: Die Spalte „{tidy(twice[0])[:40]}“ steht zweimal da.")
    return names


def _read_json(text: str, max_lines: int) -> ReportFile:
    content = _json(text)
    if isinstance(content, list):
        content = {"lines": content}
    lines = content.get("lines")
    if not isinstance(lines, list) or not lines:
        raise ReportRefused("Die Liste „lines“ fehlt oder ist leer.")
    if len(lines) > max_lines:
        raise ReportRefused(f"Mehr als {whole(max_lines)} Zeilen.")
    event = content.get("event_id", "")
    if not isinstance(event, str) or len(event) > MAX_CELL:
        raise ReportRefused("„event_id“ ist kein Text.")
    read = (_json_line(number, line) for number, line in enumerate(lines, start=1))
    return ReportFile(tuple(read), tidy(event))


def _json(text: str) -> Any:
    """The value. Raises ReportRefused for what is no JSON or says one thing twice."""
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=_whole_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repetition,
        )
    except json.JSONDecodeError as error:
        raise ReportRefused(
            f"Zeile {error.lineno}: Der Inhalt ist kein JSON (Spalte {error.colno})."
        ) from None
    except RecursionError:
        raise ReportRefused("Der Inhalt ist zu tief verschachtelt.") from None


def _json_line(number: int, line: Any) -> ReportLine:
    if not isinstance(line, dict):
        raise ReportRefused(f"Zeile {number}: Hier wird ein Objekt erwartet.")
    cells = {}
    for name in CELLS:
        value = line.get(name)
        if value is None:
            continue
        # A number as it was written, since a float would round it.
        if isinstance(value, bool) or not isinstance(value, str | Decimal):
            raise ReportRefused(f"Zeile {number}: „{name}“ ist kein Text und keine Zahl.")
        cells[name] = str(value)[: MAX_CELL + 1]
        if len(cells[name]) > MAX_CELL:
            raise ReportRefused(
                f"Zeile {number}: „{name}“ ist länger als {whole(MAX_CELL)} Zeichen."
            )
    return read_line(number, cells, amount_of=plain_amount)


def _whole_number(digits: str) -> Decimal:
    return Decimal(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ReportRefused(f"„{name}“ ist keine Zahl.")


def _without_repetition(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ReportRefused("Eine Angabe steht zweimal da.")
    return found
