"""CSV files with a line of headings: rows that know on which line of the file they start."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orders.adapters.shops.decoding import (
    GuardedLines,
    Source,
    detect_delimiter,
    detect_encoding,
    empty_file,
    open_text,
)
from orders.rules.drafts import FileRefused, ImportProblem

_NO_ROWS = ImportProblem(
    1,
    "",
    "Die Datei enthält nur die Kopfzeile und keine Bestellungen. "
    "Wählen Sie im Shop einen Zeitraum mit Bestellungen und exportieren Sie sie erneut.",
)


class Row(NamedTuple):
    """One record; `line` is the physical line on which it starts, the headings are line 1."""

    line: int
    cells: Sequence[str]
    columns: Mapping[str, int]
    is_cut_off: bool = False

    def get(self, column: str) -> str:
        """The cell without surrounding blanks; "" if the file has no such column or cell."""
        try:
            return self.cells[self.columns[column]].strip()
        except (KeyError, IndexError):
            return ""


class CsvFile:
    """A file of rows below headings; every iteration reads the source anew, row by row."""

    def __init__(self, source: Source) -> None:
        """Raises FileRefused for a file without text, too large, or in a foreign encoding."""
        self._source = source
        self._encoding = detect_encoding(source)
        self._delimiter = detect_delimiter(self._first_line())
        _, headings, _ = next(self._records(), (1, [], ""))
        self.headings: tuple[str, ...] = tuple(heading.strip() for heading in headings)

    def adopt_spelling(self, columns: Sequence[str]) -> None:
        """Call the headings as a format does, which spells some of them differently."""
        self.headings = spelled_as(columns, self.headings)

    def check_columns(self, required: Sequence[str], used: Sequence[str]) -> None:
        """Raises FileRefused that names the columns missing, or standing there twice."""
        if missing := [column for column in required if column not in self.headings]:
            raise FileRefused(*(_missing(column) for column in missing))
        times = Counter(self.headings)
        if twice := [column for column in used if times[column] > 1]:
            raise FileRefused(*(_twice(column) for column in twice))

    def __iter__(self) -> Iterator[Row]:
        """The rows that are not blank. Raises FileRefused for none, and for broken quoting."""
        columns = {heading: index for index, heading in enumerate(self.headings)}
        records = self._records()
        next(records, None)
        last: tuple[int, list[str], str] | None = None
        for record in records:
            if last is not None:
                yield Row(last[0], last[1], columns)
            last = record
        if last is None:
            raise FileRefused(_NO_ROWS)
        line, cells, end = last
        is_short = len(cells) < len(self.headings)
        yield Row(line, cells, columns, is_short and not end.endswith(("\n", "\r")))

    def _first_line(self) -> str:
        """The line that has the headings, or where they begin."""
        with open_text(self._source, self._encoding) as text:
            lines = GuardedLines(text)
            for line in lines:
                if line.strip():
                    return line
                lines.end_record()
        raise empty_file()

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        """Start line, cells and last physical line of every record that is not blank."""
        with open_text(self._source, self._encoding) as text:
            lines = GuardedLines(text)
            # Broken quoting makes every later column doubtful: strict refuses it.
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            start = 1
            try:
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield start, cells, lines.last
                    lines.end_record()
                    start = reader.line_num + 1
            except csv.Error:
                raise FileRefused(_broken_quotes(start)) from None


def spelled_as(columns: Sequence[str], headings: Sequence[str]) -> tuple[str, ...]:
    """The headings, those named like a column by its very name.

    Capitals, blanks, dashes and underscores make no difference: "Order ID" is "order_id". A
    column that is there by its own name is no other one as well.
    """
    own = set(headings)
    names = {_letters(column): column for column in columns if column not in own}
    return tuple(
        heading if heading in columns else names.get(_letters(heading), heading)
        for heading in headings
    )


def _letters(heading: str) -> str:
    return re.sub(r"[\s_-]+", "", heading.casefold())


def _missing(column: str) -> ImportProblem:
    message = (
        f"Zeile 1: Die Spalte „{column}“ fehlt. "
        "Exportieren Sie die Bestellungen mit dieser Spalte und importieren Sie die Datei erneut."
    )
    return ImportProblem(1, column, message)


def _twice(column: str) -> ImportProblem:
    message = (
        f"Zeile 1: Die Spalte „{column}“ steht mehrmals in der Datei. "
        "Entfernen Sie die überzählige und importieren Sie die Datei erneut."
    )
    return ImportProblem(1, column, message)


def _broken_quotes(line: int) -> ImportProblem:
    message = (
        f"Zeile {line}: Die Anführungszeichen stimmen nicht: Ein Feld ist nicht geschlossen, oder "
        "ein Anführungszeichen im Text ist nicht verdoppelt. "
        "Korrigieren Sie die Zeile oder exportieren Sie die Bestellungen im Shop neu."
    )
    return ImportProblem(line, "", message)
