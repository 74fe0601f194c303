"""Guess from headings and sample rows what the columns of a table mean."""

import re
from collections.abc import Callable, Sequence

from common.rules.iban import is_valid_iban
from orders.rules.cell_formats import COMMA, fitting_date_formats, fitting_decimal_marks
from orders.rules.column_fields import FIELDS, MappingKind, ValueKind, plain_heading
from orders.rules.column_mapping import ColumnMapping, columns_of

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# What a column of such values means if no heading tells, none of the other fields is there, and
# no second column has such values.
_BY_VALUE: dict[MappingKind, tuple[tuple[str, ValueKind, frozenset[str]], ...]] = {
    MappingKind.ORDERS: (
        ("ordered_on", ValueKind.DAY, frozenset({"due_on"})),
        ("total", ValueKind.AMOUNT, frozenset({"open_amount"})),
    ),
    MappingKind.BANK: (
        ("booked_on", ValueKind.DAY, frozenset()),
        ("amount", ValueKind.AMOUNT, frozenset({"debit", "credit"})),
    ),
}

# Without a value in these an order or a movement is left out; an empty column is never guessed.
_NEEDED: dict[MappingKind, frozenset[str]] = {
    MappingKind.ORDERS: frozenset({"number", "ordered_on", "due_on", "total", "open_amount"}),
    MappingKind.BANK: frozenset({"booked_on", "amount"}),
}
# A column by a surer name, but with fewer values than this, gives way to one with more.
_FILLED_ENOUGH = 0.5

Rows = Sequence[Sequence[str]]


def guess_mapping(kind: MappingKind, headings: Sequence[str], sample_rows: Rows) -> ColumnMapping:
    """What the columns most likely mean; "" for a format that fits none or more than one way.

    Only what headings or values make likely is guessed, so some fields may be missing.
    """
    columns = _by_heading(kind, headings, sample_rows)
    _add_by_value(kind, columns, headings, sample_rows)
    draft = ColumnMapping(kind=kind, columns=columns, date_format="", decimal_mark="")
    days = columns_of(draft, ValueKind.DAY) or headings
    amounts = columns_of(draft, ValueKind.AMOUNT) or headings
    date_formats = fitting_date_formats(_like(ValueKind.DAY, headings, sample_rows, days))
    marks = fitting_decimal_marks(_like(ValueKind.AMOUNT, headings, sample_rows, amounts))
    return ColumnMapping(
        kind=kind,
        columns=columns,
        date_format=date_formats[0] if len(date_formats) == 1 else "",
        # Whole euros only: the mark never matters as long as no later row has one.
        decimal_mark=marks[0] if len(marks) == 1 else COMMA if marks else "",
    )


def _by_heading(kind: MappingKind, headings: Sequence[str], sample_rows: Rows) -> dict[str, str]:
    """The columns named as a field usually is, whose values do not contradict it."""
    plain = {heading: plain_heading(heading) for heading in headings if plain_heading(heading)}
    columns: dict[str, str] = {}
    for field in FIELDS[kind]:
        candidates = [
            heading
            for usual in field.usual
            for heading, spelled in plain.items()
            if spelled == usual and heading not in columns.values()
        ]
        fits = _checks(field.value)
        filled = {
            heading: sum(map(bool, values))
            for heading in candidates
            if fits(values := _values(headings, sample_rows, [heading]))
        }
        if field.name in _NEEDED[kind] and sample_rows:
            filled = {heading: count for heading, count in filled.items() if count}
        if filled:
            columns[field.name] = _surest(filled)
    return columns


def _surest(filled: dict[str, int]) -> str:
    """The first column, unless another one has more than twice as many values."""
    enough = max(filled.values()) * _FILLED_ENOUGH
    return next(heading for heading, count in filled.items() if count >= enough)


def _checks(value: ValueKind) -> Callable[[Sequence[str]], bool]:
    """Whether values could be of this kind; a column without any could be everything."""
    if value == ValueKind.DAY:
        return lambda values: not any(values) or bool(fitting_date_formats(values))
    if value in (ValueKind.AMOUNT, ValueKind.QUANTITY):
        return lambda values: not any(values) or bool(fitting_decimal_marks(values))
    return lambda values: True


def _like(
    value: ValueKind, headings: Sequence[str], sample_rows: Rows, among: Sequence[str]
) -> list[str]:
    """The values of those columns whose values could be of this kind."""
    fits = _checks(value)
    columns = [_values(headings, sample_rows, [heading]) for heading in among]
    return [one for values in columns if fits(values) for one in values]


def _add_by_value(
    kind: MappingKind, columns: dict[str, str], headings: Sequence[str], sample_rows: Rows
) -> None:
    """Fill gaps by columns that alone look like an e-mail address, an IBAN, a day or an amount."""
    if kind == MappingKind.ORDERS:
        _add_only(columns, "email", headings, sample_rows, _are_emails)
    else:
        _add_only(columns, "iban", headings, sample_rows, _are_ibans)
        _add_only(columns, "direction", headings, sample_rows, _are_directions)
    for name, value, others in _BY_VALUE[kind]:
        if others.isdisjoint(columns):
            _add_only(columns, name, headings, sample_rows, _checks(value))


def _add_only(
    columns: dict[str, str],
    name: str,
    headings: Sequence[str],
    sample_rows: Rows,
    fits: Callable[[Sequence[str]], bool],
) -> None:
    if name in columns:
        return
    free = [heading for heading in headings if heading and heading not in columns.values()]
    filled = {heading: _values(headings, sample_rows, [heading]) for heading in free}
    fitting = [heading for heading, values in filled.items() if any(values) and fits(values)]
    if len(fitting) == 1:
        columns[name] = fitting[0]


def _are_emails(values: Sequence[str]) -> bool:
    return all(_EMAIL.fullmatch(value) for value in values if value)


def _are_ibans(values: Sequence[str]) -> bool:
    return all(is_valid_iban(value) for value in values if value)


def _are_directions(values: Sequence[str]) -> bool:
    return all(value.upper() in ("", "S", "H") for value in values)


def _values(headings: Sequence[str], sample_rows: Rows, wanted: Sequence[str]) -> list[str]:
    indexes = [headings.index(heading) for heading in wanted]
    return [row[index].strip() for row in sample_rows for index in indexes if index < len(row)]
