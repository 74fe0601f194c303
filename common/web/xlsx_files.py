"""Rows as an Excel file, written row by row: memory does not grow with the rows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from common.rules.spreadsheets import Cell

# What Excel holds; longer tables go on in the next sheet.
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
WIDTH = 18
# No text ever becomes a formula, a link or a number.
_TEXTS_STAY_TEXTS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(
    file: IO[bytes],
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    folder: Path,
    max_rows: int = MAX_ROWS,
) -> int:
    """Write heading and rows as sheets of at most `max_rows` lines; returns how many rows.

    folder: for the temporary files of the sheets, as large as the table.
    """
    options = {"constant_memory": True, "tmpdir": str(folder), **_TEXTS_STAY_TEXTS}
    with xlsxwriter.Workbook(file, options) as book:
        sheets = _Sheets(book, title, columns, max_rows)
        sheets.begin()
        for row in rows:
            sheets.write(row)
    return sheets.count


class _Sheets:
    """Where the next row goes, and the formats of its cells."""

    def __init__(
        self, book: xlsxwriter.Workbook, title: str, columns: Sequence[str], max_rows: int
    ) -> None:
        self.book, self.columns, self.max_rows = book, columns, max_rows
        # Excel refuses these in names of sheets, and more than 31 characters.
        self.title = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:25]
        self.bold = book.add_format({"bold": True})
        self.amount = book.add_format({"num_format": "#,##0.00"})
        self.day = book.add_format({"num_format": "dd.mm.yyyy"})
        self.instant = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        self.count = 0
        self.line = 0

    def begin(self) -> None:
        """A new sheet with the heading, which stays in sight."""
        number = len(self.book.worksheets()) + 1
        self.sheet: Worksheet = self.book.add_worksheet(
            self.title if number == 1 else f"{self.title} {number}"
        )
        self.sheet.set_column(0, max(len(self.columns) - 1, 0), WIDTH)
        self.sheet.freeze_panes(1, 0)
        for place, heading in enumerate(self.columns):
            self.sheet.write_string(0, place, heading, self.bold)
        self.line = 1

    def write(self, row: Sequence[Cell]) -> None:
        """One row, in a new sheet if this one is full."""
        if self.line == self.max_rows:
            self.begin()
        for place, cell in enumerate(row):
            self._write_cell(place, cell)
        self.line += 1
        self.count += 1

    def _write_cell(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self.sheet.write_string(self.line, place, cell[:MAX_TEXT])
        elif isinstance(cell, datetime):
            self._write_day(place, cell, self.instant)
        elif isinstance(cell, date):
            self._write_day(place, cell, self.day)
        else:
            number_format = self.amount if isinstance(cell, Decimal) else None
            self.sheet.write_number(self.line, place, cell, number_format)

    def _write_day(self, place: int, day: date, day_format: Format) -> None:
        self.sheet.write_datetime(self.line, place, day, day_format)
