"""Rows as lines of a table for German spreadsheets: semicolons, decimal commas, no formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from common.rules.spreadsheets import Cell, csv_cell

# With the mark, or Excel reads umlauts wrongly.
BYTE_ORDER_MARK = "\ufeff"


class _Line:
    """What a csv writer writes to: keeps nothing, hands every line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Iterable[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """A heading and the rows, line by line; every cell stands in quotes."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([csv_cell(heading) for heading in columns])
    for row in rows:
        yield writer.writerow([csv_cell(cell) for cell in row])
