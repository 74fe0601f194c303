"""Whether a text looks like a table of a bank, which needs a mapping of its columns."""

import csv
import io
from itertools import islice

_LINES = 40
_LONGEST_LINE = 10_000
_FEWEST_COLUMNS = 3
_DELIMITERS = ";,\t"
_LONGEST_HEADING = 60


def csv_headings(text: str) -> tuple[str, ...]:
    """The headings of a table, below whatever banks write above it; () if there is no table."""
    lines = [line[:_LONGEST_LINE] for line in islice(io.StringIO(text, newline=None), _LINES)]
    tables = [list(_rows(lines, delimiter)) for delimiter in _DELIMITERS]
    widest: list[str] = []
    for rows in tables:
        # The headings are the first of the widest rows; what is above is narrower.
        row = max(rows, key=len, default=[])
        is_table = sum(len(one) == len(row) for one in rows) > 1
        widest = row if is_table and len(row) > len(widest) else widest
    if len(widest) < _FEWEST_COLUMNS:
        return ()
    return tuple(" ".join(cell.split())[:_LONGEST_HEADING] for cell in widest)


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []
