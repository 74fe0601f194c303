"""Small tables of figures: once defined, shown on a page, on paper and in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto

from django.utils.safestring import SafeString

from common.rules import german
from common.rules.spreadsheets import Cell

Value = str | int | Decimal | None
NO_PICTURE = SafeString("")
NOTHING = "–"
_MOST_ON_A_SHEET = 20


class Kind(Enum):
    """What the values of a column are."""

    WORDS = auto()
    COUNT = auto()
    EUROS = auto()
    # Of one.
    SHARE = auto()
    # To one place.
    DAYS = auto()


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it."""

    label: str
    kind: Kind = Kind.WORDS

    @property
    def is_number(self) -> bool:
        """Whether the values stand at the right."""
        return self.kind is not Kind.WORDS


@dataclass(frozen=True)
class Linked:
    """A value that leads somewhere; without an address it is the plain value."""

    value: Value
    url: str


@dataclass(frozen=True)
class ShownCell:
    """A value as a template prints it."""

    words: str
    url: str
    is_number: bool
    label: str


@dataclass(frozen=True)
class ValueTable:
    """Rows of figures, each as long as the columns; total: a last row that sums them up."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | Linked, ...], ...]
    total: tuple[Value | Linked, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it may run over more than one sheet of paper."""
        return len(self.rows) > _MOST_ON_A_SHEET

    @property
    def shown_rows(self) -> list[list[ShownCell]]:
        """All rows but the total in words."""
        return [self._shown(row) for row in self.rows]

    @property
    def shown_total(self) -> list[ShownCell]:
        """The last row in words, empty where there is none."""
        return self._shown(self.total)

    @property
    def headings(self) -> list[str]:
        """The columns of a file."""
        return [column.label for column in self.columns]

    @property
    def file_rows(self) -> list[list[Cell]]:
        """All rows, with the total, for a file: amounts as numbers, shares as "62,4"."""
        rows = [*self.rows, *([self.total] if self.total else [])]
        return [
            [
                _in_file(_plain(value), column.kind)
                for value, column in zip(row, self.columns, strict=True)
            ]
            for row in rows
        ]

    def _shown(self, row: Sequence[Value | Linked]) -> list[ShownCell]:
        if not row:
            return []
        return [
            ShownCell(
                shown(_plain(value), column.kind),
                value.url if isinstance(value, Linked) else "",
                column.is_number,
                column.label,
            )
            for value, column in zip(row, self.columns, strict=True)
        ]


@dataclass(frozen=True)
class Panel:
    """One matter: a sentence with the message, its chart and the table of its values.

    key: what it is called in addresses. explanation: what is counted, for who doubts.
    """

    key: str
    heading: str
    message: str
    table: ValueTable
    chart: SafeString = NO_PICTURE
    legend: SafeString = NO_PICTURE
    explanation: str = ""


def shown(value: Value, kind: Kind) -> str:
    """The value in words, "–" where there is none."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if kind is Kind.EUROS:
        return german.euro(Decimal(value))
    if kind is Kind.SHARE:
        return german.percent(Decimal(value))
    return _tenths(value) if isinstance(value, Decimal) else german.whole(value)


def _plain(value: Value | Linked) -> Value:
    return value.value if isinstance(value, Linked) else value


def _in_file(value: Value, kind: Kind) -> Cell:
    if not isinstance(value, Decimal) or kind is Kind.EUROS:
        return value
    return _tenths(value * 100 if kind is Kind.SHARE else value)


def _tenths(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)).replace(".", ",")
