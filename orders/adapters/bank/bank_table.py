"""The table in a bank's text file: its headings below whatever banks write above them."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from common.rules.iban import compact_iban, is_valid_iban
from orders.adapters.bank.values import tidy
from orders.rules.cell_formats import (
    DATE_FORMATS,
    DECIMAL_MARKS,
    parse_amount,
    parse_day,
)
from orders.rules.statements import StatementRefused

_LOOKED_AT = 60
_LONGEST_LINE = 20_000
_FEWEST_COLUMNS = 3
_DELIMITERS = ";,\t|"
_LONGEST_HEADING = 60
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record and the line of the file on which it starts."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class BankTable:
    """A table: headings that are each there once, and the own account, "" if nothing names it."""

    headings: tuple[str, ...]
    account: str
    text: str
    delimiter: str
    heading_line: int

    def rows(self) -> Iterator[TableRow]:
        """The rows below the headings that are not blank. Raises StatementRefused if broken."""
        for row in _records(_lines(self.text), self.delimiter):
            if row.line > self.heading_line and any(map(str.strip, row.cells)):
                yield row


def find_table(text: str) -> BankTable | None:
    """The widest table that begins in the first lines of the text, None if there is none."""
    found: BankTable | None = None
    for delimiter in _DELIMITERS:
        table = _find_with(text, delimiter)
        if table and (found is None or len(table.headings) > len(found.headings)):
            found = table
    return found


def _find_with(text: str, delimiter: str) -> BankTable | None:
    beginning = [line for line in islice(_lines(text), _LOOKED_AT) if len(line) < _LONGEST_LINE]
    try:
        looked_at = list(_records(beginning, delimiter))
    except StatementRefused:
        return None
    rows = [row for row in looked_at if any(map(str.strip, row.cells))]
    at = next((at for at in range(len(rows)) if _is_heading(rows, at)), None)
    if at is None:
        return None
    return BankTable(
        headings=_unique(rows[at].cells, width=max(_width(row.cells) for row in rows[at:])),
        account=_account_in(row for row in rows[:at]),
        text=text,
        delimiter=delimiter,
        heading_line=rows[at].line,
    )


def _is_heading(rows: Sequence[TableRow], at: int) -> bool:
    """Whether the row has only words, and the next one, as wide, a day and an amount."""
    words = [cell.strip() for cell in rows[at].cells if cell.strip()]
    if len(words) < _FEWEST_COLUMNS or any(map(_is_value, words)):
        return False
    if at + 1 == len(rows):
        return False
    values = [cell.strip() for cell in rows[at + 1].cells if cell.strip()]
    return any(map(_is_day, values)) and any(map(_is_amount, values))


def _is_value(text: str) -> bool:
    return _is_day(text) or _is_amount(text) or is_valid_iban(text)


def _is_day(text: str) -> bool:
    return any(parse_day(text, name) for name in DATE_FORMATS)


def _is_amount(text: str) -> bool:
    return any(parse_amount(text, mark) is not None for mark in DECIMAL_MARKS)


def _width(cells: Sequence[str]) -> int:
    """How many cells there are up to the last one that is not blank."""
    return max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _unique(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """The headings; those that stand there twice are numbered, those that are blank are named."""
    seen: Counter[str] = Counter()
    headings = []
    # A heading that is missing at the end, above cells that are not, is one all the same.
    for at, cell in enumerate((*cells, *[""] * width)[:width], start=1):
        heading = tidy(cell)[:_LONGEST_HEADING] or f"Spalte {at}"
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return tuple(headings)


def _account_in(rows: Iterator[TableRow]) -> str:
    """The one IBAN that stands above the table, without blanks; "" if there are several or none."""
    found = {
        compact_iban(match.group())
        for row in rows
        for cell in row.cells
        for match in _IBAN.finditer(cell[:200])
        if is_valid_iban(match.group())
    }
    return found.pop() if len(found) == 1 else ""


def _lines(text: str) -> Iterator[str]:
    """The lines of the text with their ends, without a second copy of the whole."""
    return (match.group() for match in _LINE.finditer(text) if match.group())


def _records(lines: Iterable[str], delimiter: str) -> Iterator[TableRow]:
    """All records with their lines; raises StatementRefused where the quotes do not fit."""
    reader = csv.reader(lines, delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            yield TableRow(start, cells)
            start = reader.line_num + 1
    except csv.Error:
        raise StatementRefused(
            f"Zeile {start}: Ein Feld ist zu lang, oder seine Anführungszeichen sind nicht "
            "geschlossen. Laden Sie die Umsätze bei der Bank erneut herunter."
        ) from None
