"""Lists as files for spreadsheets: streamed, as German spreadsheets read them, without formulas."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.http import StreamingHttpResponse

from common.rules.german import day as german_day

Cell = str | int | Decimal | date | None
# With the mark, or Excel reads umlauts wrongly.
BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for a formula, also behind a tab or the end of a line.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """What a csv writer writes to: keeps nothing, hands every line back."""

    def write(self, line: str) -> str:
        return line


def csv_answer(
    file_name: str, columns: Iterable[str], rows: Iterable[Iterable[Cell]]
) -> StreamingHttpResponse:
    """A download of a heading and rows, sent line by line: semicolons, decimal commas, UTF-8."""
    answer = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def plain_cell(cell: Cell) -> str:
    """One cell as text: 1234,56, 21.11.2026; texts that a spreadsheet would execute get a '."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, date):
        return german_day(cell)
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _lines(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([plain_cell(cell) for cell in row])
