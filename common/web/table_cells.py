"""What the columns of a list are in a file: one definition of a column serves page and export.

A column's cell is, first match: `value_<name>(record)` of its table; the day, moment or amount that
its accessor finds; a whole number in a column of class num; else the words the page shows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor

from common.rules.spreadsheets import Cell

CellOf = Callable[[Any], Cell]
# The boxes that choose rows.
NO_DATA = ("select",)
CURRENCY = "Waehrung"
CHUNK_SIZE = 500


def table_heading(column: BoundColumn) -> str:
    """The words above a column, without the marks for dividing them."""
    return str(column.header).replace("\N{SOFT HYPHEN}", "")


def file_columns(table: Table, names: Iterable[str]) -> list[tuple[str, CellOf]]:
    """Heading and cell of each of the columns; amounts are followed by a column Waehrung."""
    columns = [table.columns[name] for name in names]
    cells = [(table_heading(column), cell_of(table, column)) for column in columns]
    if any(is_amount(table, column) for column in columns):
        cells.append((CURRENCY, _currency_of))
    return cells


def file_rows(table: Table, cells: Sequence[CellOf]) -> Iterator[list[Cell]]:
    """All rows of a table in its order, chunk by chunk; a table may `prepare` each chunk."""
    prepare = getattr(table, "prepare", None)
    records = _records(table.data.data)
    while chunk := list(islice(records, CHUNK_SIZE)):
        if prepare is not None:
            prepare(chunk)
        for record in chunk:
            yield [cell(record) for cell in cells]


def _records(data: Any) -> Iterator[Any]:
    """The rows without keeping them."""
    return data.iterator(chunk_size=CHUNK_SIZE) if isinstance(data, QuerySet) else iter(data)


def cell_of(table: Table, column: BoundColumn) -> CellOf:
    """How a record becomes the column's cell."""
    own: CellOf | None = getattr(table, f"value_{column.name}", None)
    if own is not None:
        return own
    accessor = Accessor(column.accessor)
    counts = is_number(column)

    def cell(record: Any) -> Cell:
        raw = _raw(accessor, record)
        if isinstance(raw, datetime):
            return timezone.localtime(raw).replace(tzinfo=None)
        if isinstance(raw, (date, Decimal)) or (counts and type(raw) is int):
            return raw
        return _words(BoundRow(record, table).get_cell_value(column.name))

    return cell


def is_number(column: BoundColumn) -> bool:
    """Whether its cells are numbers; that of an id tells nothing."""
    classes = str(column.attrs["td"].get("class", "")).split()
    return "num" in classes and str(column.accessor) != "pk"


def is_amount(table: Table, column: BoundColumn) -> bool:
    """Whether it holds money, which wants its currency beside it."""
    return column.name in getattr(table, "amounts", ())


def _currency_of(record: Any) -> Cell:
    order = getattr(record, "order", record)
    return getattr(order, "currency", "EUR")


def _raw(accessor: Accessor, record: Any) -> Any:
    return accessor.resolve(record, quiet=True)


def _words(value: Any) -> Cell:
    """Text as the page shows it, without its markup."""
    if value is None:
        return None
    text = unescape(strip_tags(value)) if isinstance(value, SafeString) else str(value)
    return text.replace("\N{SOFT HYPHEN}", "").strip(" ")
