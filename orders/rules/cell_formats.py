"""Days and amounts in tables of other people: read by a named format, or not at all."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from common.rules.money import cents

GERMAN_DAY, ISO_DAY, AMERICAN_DAY, BRITISH_DAY = (
    "TT.MM.JJJJ",
    "JJJJ-MM-TT",
    "MM/TT/JJJJ",
    "TT/MM/JJJJ",
)
DATE_FORMATS = (GERMAN_DAY, ISO_DAY, AMERICAN_DAY, BRITISH_DAY)
COMMA, POINT = ",", "."
DECIMAL_MARKS = (COMMA, POINT)

_MOST_OF = 0.6
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_MAX_AMOUNT = Decimal("9999999999.99")
# Two digits of a year are this century's; a clock time after the day says nothing more.
_ZONE = r"(?: ?(?:Uhr|UTC|Z|[+-][0-9:]{4,6}))?"
_TIME = rf"(?:[ T,]+[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?{_ZONE})?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAY_SHAPES = {
    GERMAN_DAY: re.compile(rf"(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.{_YEAR}{_TIME}"),
    ISO_DAY: re.compile(
        rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}}){_TIME}"
    ),
    AMERICAN_DAY: re.compile(rf"(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}})/{_YEAR}{_TIME}"),
    BRITISH_DAY: re.compile(rf"(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})/{_YEAR}{_TIME}"),
}
_CURRENCY = re.compile(r"^(?:€|EUR)\s*|\s*(?:€|EUR)$")
_SIGNS = {"−": "-", "–": "-"}
# Prices of one piece have four or more decimals; three are thousands parted by the other mark.
_FRACTION = r"(?:[0-9]{1,2}|[0-9]{4,10})"
_AMOUNT_SHAPES = {
    COMMA: re.compile(rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:[.' ][0-9]{{3}})+)(?:,{_FRACTION})?-?"),
    POINT: re.compile(rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:[,' ][0-9]{{3}})+)(?:\.{_FRACTION})?-?"),
}


def parse_day(text: str, date_format: str) -> date | None:
    """The day of the text in one of DATE_FORMATS, its clock time ignored; None if it is none."""
    match = _DAY_SHAPES[date_format].fullmatch(text.strip())
    if match is None:
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def parse_amount(text: str, decimal_mark: str) -> Decimal | None:
    """The amount of the text rounded to cents; None if it is none, or beyond ten digits.

    Thousands may be parted by the other mark, a blank or an apostrophe; "€" and "EUR" around it
    are ignored, a minus may stand behind.
    """
    plain = _CURRENCY.sub("", text.strip().replace("\N{NO-BREAK SPACE}", " "))
    for foreign, sign in _SIGNS.items():
        plain = plain.replace(foreign, sign)
    if len(plain) > 30 or not _AMOUNT_SHAPES[decimal_mark].fullmatch(plain):
        return None
    whole, _, fraction = plain.strip("+-").partition(decimal_mark)
    digits = re.sub(r"\D", "", whole)
    amount = Decimal(f"{digits}.{fraction or '0'}")
    if amount > _MAX_AMOUNT:
        return None
    return cents(-amount if "-" in plain else amount)


def fitting_date_formats(values: Iterable[str]) -> tuple[str, ...]:
    """Those of DATE_FORMATS in which most of the values that are not blank can be read."""
    return _fitting(values, DATE_FORMATS, lambda text, name: parse_day(text, name) is not None)


def fitting_decimal_marks(values: Iterable[str]) -> tuple[str, ...]:
    """Those of DECIMAL_MARKS by which most of the values that are not blank can be read."""
    return _fitting(values, DECIMAL_MARKS, lambda text, mark: parse_amount(text, mark) is not None)


def _fitting(
    values: Iterable[str], names: Sequence[str], reads: Callable[[str, str], bool]
) -> tuple[str, ...]:
    filled = [value for value in values if value.strip()]
    counts = {name: sum(reads(value, name) for value in filled) for name in names}
    most = max(counts.values())
    # A column may have a slip of the pen; one that is half this, half that has no format.
    if not most or most < _MOST_OF * len(filled):
        return ()
    return tuple(name for name in names if counts[name] == most)
