"""Cells of a table whose columns somebody mapped, read by the mapping's formats."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from common.rules.countries import country_code
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    MAX_AMOUNT,
    BadCell,
    OrderReader,
    quoted,
    to_text,
)
from orders.adapters.shops.csv_file import Row
from orders.rules.cell_formats import parse_amount, parse_day
from orders.rules.column_mapping import ColumnMapping

_MAX_QUANTITY = 9_999_999
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MappedCells:
    """The cells of one order by field; what cannot be read is noted as a problem of the order."""

    mapping: ColumnMapping
    reader: OrderReader

    def has(self, row: Row, field: str) -> bool:
        """Whether the field has a column, and the row a value in it."""
        return bool(raw(row, self.mapping, field))

    def text(self, row: Row, field: str, limit: int) -> str:
        """The text with single blanks, "" if there is none."""
        return self._read(row, field, lambda text: to_text(text, limit), "")

    def day(self, row: Row, field: str) -> date | None:
        """The day, None if there is none."""
        return self._read(row, field, self._to_day, None)

    def owed(self, row: Row, field: str) -> Decimal | None:
        """The amount in euros, zero or more; None if there is none."""
        return self._read(row, field, self._to_owed, None)

    def price(self, row: Row, field: str) -> Decimal | None:
        """The price of one piece, negative for a rebate; None if there is none."""
        return self._read(row, field, self._to_amount, None)

    def quantity(self, row: Row, field: str) -> Decimal:
        """How many, one if the table does not say."""
        return self._read(row, field, self._to_quantity, Decimal(1))

    def country(self, row: Row, field: str) -> str:
        """The ISO code of a country by code or name, "" if there is none."""
        return self._read(row, field, _to_country, "")

    def refuse(self, row: Row, field: str, reason: str) -> None:
        """Note a problem of the row in the column of the field."""
        self.reader.refuse(row, self.mapping.columns.get(field, ""), reason)

    def _read(self, row: Row, field: str, convert: Callable[[str], _T], fallback: _T) -> _T:
        if not self.has(row, field):
            return fallback
        return self.reader.read(row, self.mapping.columns[field], convert, fallback)

    def _to_day(self, text: str) -> date:
        day = parse_day(text, self.mapping.date_format)
        if day is None:
            raise BadCell(
                f"„{quoted(text)}“ ist kein Datum der Form {self.mapping.date_format}. "
                f"{CORRECT_AND_REPEAT}"
            )
        return day

    def _to_amount(self, text: str) -> Decimal:
        amount = parse_amount(text, self.mapping.decimal_mark)
        if amount is None or abs(amount) > MAX_AMOUNT:
            example = "1.234,56" if self.mapping.decimal_mark == "," else "1,234.56"
            raise BadCell(
                f"„{quoted(text)}“ ist kein Betrag der Form {example}. {CORRECT_AND_REPEAT}"
            )
        return amount

    def _to_owed(self, text: str) -> Decimal:
        amount = self._to_amount(text)
        if amount < 0:
            raise BadCell(
                f"„{quoted(text)}“ ist negativ; hier steht nie ein negativer Betrag. "
                f"{CORRECT_AND_REPEAT}"
            )
        return amount

    def _to_quantity(self, text: str) -> Decimal:
        quantity = parse_amount(text, self.mapping.decimal_mark)
        if quantity is None or not 0 <= quantity <= _MAX_QUANTITY:
            raise BadCell(f"„{quoted(text)}“ ist keine Menge. {CORRECT_AND_REPEAT}")
        return quantity


def raw(row: Row, mapping: ColumnMapping, field: str) -> str:
    """The cell of the field as it stands there; "" if the field has no column."""
    heading = mapping.columns.get(field)
    return row.get(heading) if heading is not None else ""


def _to_country(text: str) -> str:
    code = country_code(text)
    if code:
        return code
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    raise BadCell(
        f"„{quoted(text)}“ ist kein bekanntes Land. Schreiben Sie sein Kürzel mit zwei Buchstaben, "
        "zum Beispiel DE, und importieren Sie die Datei erneut."
    )
