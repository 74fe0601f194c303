"""CSV files with a line of headings: rows that know on which line of the file they start."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orders.adapters.shops.decoding import decode, detect_delimiter
from orders.rules.drafts import FileRefused, ImportProblem

_NO_ROWS = ImportProblem(
    1,
    "",
    "Die Datei enthält nur die Kopfzeile und keine Bestellungen. "
    "Wählen Sie im Shop einen Zeitraum mit Bestellungen und exportieren Sie sie erneut.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `line` is the physical line on which it starts, the headings are line 1."""

    line: int
    cells: Sequence[str]
    columns: Mapping[str, int]
    is_cut_off: bool = False

    def get(self, column: str) -> str:
        """The cell without surrounding blanks; "" if the file has no such column or cell."""
        index = self.columns.get(column, len(self.cells))
        return self.cells[index].strip() if index < len(self.cells) else ""


class CsvFile:
    """A decoded file; the rows are read one after the other, once."""

    def __init__(self, data: bytes) -> None:
        """Raises FileRefused for a file without text, too large, or in another encoding."""
        text = decode(data)
        self._ends_with_line_break = text.endswith(("\n", "\r"))
        # Broken quoting makes every later column doubtful: strict refuses it.
        self._reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=detect_delimiter(text), strict=True
        )
        _, headings = next(self._records(), (1, []))
        self.headings: tuple[str, ...] = tuple(heading.strip() for heading in headings)

    def check_columns(self, required: Sequence[str], used: Sequence[str]) -> None:
        """Raises FileRefused that names the columns missing, or standing there twice."""
        if missing := [column for column in required if column not in self.headings]:
            raise FileRefused(*(_missing(column) for column in missing))
        times = Counter(self.headings)
        if twice := [column for column in used if times[column] > 1]:
            raise FileRefused(*(_twice(column) for column in twice))

    def rows(self) -> Iterator[Row]:
        """The rows that are not blank. Raises FileRefused for none, and for broken quoting."""
        columns = {heading: index for index, heading in enumerate(self.headings)}
        last: Row | None = None
        for line, cells in self._records():
            if last is not None:
                yield last
            last = Row(line, cells, columns)
        if last is None:
            raise FileRefused(_NO_ROWS)
        is_short = len(last.cells) < len(self.headings)
        is_cut_off = is_short and not self._ends_with_line_break
        yield Row(last.line, last.cells, columns, is_cut_off)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Start line and cells of every record that is not blank."""
        start = self._reader.line_num + 1
        try:
            for cells in self._reader:
                if any(cell.strip() for cell in cells):
                    yield start, cells
                start = self._reader.line_num + 1
        except csv.Error:
            raise FileRefused(_broken_quotes(start)) from None


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
