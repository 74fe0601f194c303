"""Single cells of shop files: strict readings, each refusal a German sentence with its place."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from common.rules.money import ZERO, cents
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import ImportProblem

CORRECT_AND_REPEAT = "Korrigieren Sie den Wert in der Datei und importieren Sie sie erneut."
NUMBER_LIMIT = 64
MAX_AMOUNT = Decimal("99999999.99")
_AMOUNT = re.compile(r"-?[0-9]+(?:[.,][0-9]{1,2})?")
# Shops compute prices of one piece with four or more decimals; three could be thousands.
_UNIT_PRICE = re.compile(r"-?[0-9]+(?:[.,](?:[0-9]{1,2}|[0-9]{4,10}))?")
_QUANTITY = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,3})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_T = TypeVar("_T")


class BadCell(ValueError):
    """A cell that cannot be read; the message begins after the place: what is wrong with it."""


class OrderReader:
    """Reads the cells of one order and collects what is wrong with them."""

    def __init__(self, number: str) -> None:
        self.number = number[:NUMBER_LIMIT]
        self.problems: list[ImportProblem] = []

    def read(self, row: Row, column: str, convert: Callable[[str], _T], fallback: _T) -> _T:
        """The converted cell; the fallback, and a problem noted, if it cannot be read."""
        try:
            return convert(row.get(column))
        except BadCell as refusal:
            self.refuse(row, column, str(refusal))
            return fallback

    def refuse(self, row: Row, column: str, reason: str) -> None:
        """Note a problem of the row: the order is left out."""
        place = f"Zeile {row.line}{f', Spalte „{column}“' if column else ''}"
        self.problems.append(ImportProblem(row.line, column, f"{place}: {reason}", self.number))

    def text(self, row: Row, column: str, limit: int) -> str:
        """The cell's text with single blanks, "" if there is none."""
        try:
            return to_text(row.get(column), limit)
        except BadCell as refusal:
            self.refuse(row, column, str(refusal))
            return ""

    def required_text(self, row: Row, column: str, limit: int) -> str:
        """The cell's text, which must not be missing."""
        return self.read(row, column, lambda text: to_text(required(text), limit), "")

    def check_shape(self, row: Row) -> None:
        """Note rows that have more cells than headings, or break off with the file."""
        if len(row.cells) > len(row.columns):
            self.refuse(
                row,
                "",
                f"Die Zeile hat {len(row.cells)} Felder, die Kopfzeile nur {len(row.columns)}. "
                "Setzen Sie Felder, die ein Trennzeichen enthalten, in Anführungszeichen "
                "und importieren Sie die Datei erneut.",
            )
        if row.is_cut_off:
            self.refuse(
                row,
                "",
                "Die Datei bricht in dieser Zeile ab. Exportieren oder laden Sie sie noch einmal "
                "vollständig herunter und importieren Sie sie erneut.",
            )


def to_text(text: str, limit: int) -> str:
    """The text with single blanks instead of line breaks; BadCell if over the limit."""
    if len(text) <= limit and text.isprintable() and "  " not in text:
        return text.strip(" ")
    if match := _CONTROL_CHARACTER.search(text):
        raise BadCell(
            f"„{quoted(text)}“ enthält ein unsichtbares Steuerzeichen "
            f"(U+{ord(match.group()):04X}). {CORRECT_AND_REPEAT}"
        )
    single = " ".join(text.split())
    if len(single) > limit:
        raise BadCell(
            f"„{quoted(single)}“ ist mit {len(single)} Zeichen zu lang, erlaubt sind {limit}. "
            "Kürzen Sie den Text in der Datei und importieren Sie sie erneut."
        )
    return single


def required(text: str) -> str:
    """The text; BadCell if there is none."""
    if not text:
        raise BadCell("Der Wert fehlt. Ergänzen Sie ihn und importieren Sie die Datei erneut.")
    return text


def plain_number(text: str) -> str:
    """The order number without the shop's leading "#" and with single blanks; "" if none."""
    return " ".join(text.removeprefix("#").split())


def to_number(text: str) -> str:
    """The order number, which must not be missing."""
    return to_text(required(plain_number(text)), NUMBER_LIMIT)


def to_amount(text: str) -> Decimal:
    """The amount with two decimals, after a point or a comma; BadCell if none or too large."""
    return _to_decimal(_AMOUNT, text)


def to_owed_amount(text: str) -> Decimal:
    """An amount that is zero or more."""
    amount = to_amount(text)
    if amount < 0:
        raise BadCell(
            f"„{text}“ ist negativ; hier steht nie ein negativer Betrag. {CORRECT_AND_REPEAT}"
        )
    return amount


def to_optional_amount(text: str) -> Decimal:
    """An amount, 0.00 if the cell is empty."""
    return to_amount(text) if text else ZERO


def to_unit_price(text: str) -> Decimal:
    """The price of one piece, rounded to cents; negative for a rebate."""
    return _to_decimal(_UNIT_PRICE, text)


def to_quantity(text: str) -> Decimal:
    """How many; up to three decimals, never negative."""
    required(text)
    if not _QUANTITY.fullmatch(text):
        raise BadCell(f"„{quoted(text)}“ ist keine Menge. {CORRECT_AND_REPEAT}")
    return Decimal(text.replace(",", "."))


def to_currency(text: str) -> str:
    """EUR; BadCell for every other currency, since sums never mix them."""
    code = required(text).upper()
    if not _CURRENCY.fullmatch(code):
        raise BadCell(f"„{quoted(text)}“ ist keine Währung. {CORRECT_AND_REPEAT}")
    if code != "EUR":
        raise BadCell(
            f"Mahnwerk mahnt in Euro; die Währung ist „{code}“. "
            "Mahnen Sie diese Bestellung auf anderem Weg."
        )
    return code


def to_country(text: str) -> str:
    """The ISO code of the country, "" if none is given."""
    code = text.upper()
    if code and not _COUNTRY.fullmatch(code):
        raise BadCell(
            f"„{quoted(text)}“ ist kein Länderkürzel mit zwei Buchstaben wie DE. "
            f"{CORRECT_AND_REPEAT}"
        )
    return code


def to_calendar_day(year: str, month: str, day_of_month: str, *, text: str) -> date:
    """The day of these digits; BadCell quoting the text if the calendar has none."""
    try:
        day = date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise no_day(text) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise no_day(text)
    return day


def no_day(text: str) -> BadCell:
    """The refusal of a cell that names no day."""
    return BadCell(f"„{quoted(text)}“ ist kein gültiges Datum. {CORRECT_AND_REPEAT}")


def _to_decimal(pattern: re.Pattern[str], text: str) -> Decimal:
    required(text)
    if not pattern.fullmatch(text):
        raise BadCell(f"„{quoted(text)}“ ist kein Betrag. {CORRECT_AND_REPEAT}")
    # Compared before rounding, since rounding a number of any length is no longer exact.
    amount = Decimal(text.replace(",", "."))
    if abs(amount) > MAX_AMOUNT:
        raise BadCell(
            f"„{quoted(text)}“ ist zu groß, erlaubt sind höchstens 99.999.999,99. "
            f"{CORRECT_AND_REPEAT}"
        )
    return cents(amount)


def quoted(text: str) -> str:
    """The value as a sentence can quote it: short, without control characters."""
    visible = _CONTROL_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return visible if len(visible) <= 40 else f"{visible[:40]}…"
