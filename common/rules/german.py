"""German spelling: how amounts, numbers and days are written for people, and read from them."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import filterfalse

from common.rules.money import cents

_NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
# Twelve digits before the comma are more than any claim, and few enough to keep Decimal exact.
_GERMAN_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,12}|[0-9]{1,3}(?:\.[0-9]{3}){1,3})(?:,[0-9]{1,2})?")
_ENGLISH_AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})\.[0-9]{1,2}")
_HUGE_AMOUNT = re.compile(r"[+-]?(?:[0-9]{13,}|[0-9]{1,3}(?:[.,][0-9]{3}){4,})(?:[.,][0-9]{1,2})?")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_COMPACT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Letters that casefolding and decomposing leave alone, in the spelling Germans type instead.
_TRANSCRIPTIONS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)


class NotAnAmount(ValueError):
    """The text is no amount of money; the message is a German sentence for the person who typed."""


class NotADay(ValueError):
    """The text is no day of the calendar; the message is a German sentence for who typed it."""


def number(amount: Decimal) -> str:
    """The amount with two decimals as Germans write it: "1.234,56", negative with a true minus."""
    text = f"{cents(amount):,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text.replace("-", _MINUS)


def euro(amount: Decimal) -> str:
    """The amount in euros, "1.234,56 €", with a blank that never breaks the line."""
    return f"{number(amount)}{_NO_BREAK_SPACE}€"


def whole(count: int) -> str:
    """The whole number with points between the thousands: "1.024"."""
    return f"{count:,}".replace(",", ".").replace("-", _MINUS)


def day(value: date) -> str:
    """The day as "21.11.2026"."""
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def long_day(value: date) -> str:
    """The day as "21. November 2026"."""
    return f"{value.day}. {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """The month of the day as "November 2026"."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def short_month(value: date) -> str:
    """The month of the day as "Nov", for where a year would not fit."""
    return _MONTHS[value.month - 1][:3]


def percent(share: Decimal) -> str:
    """The share of one as "62,4 %", with a blank that never breaks the line."""
    tenths = (share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    words = f"{tenths:,}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{words.replace('-', _MINUS)}{_NO_BREAK_SPACE}%"


def plural(count: int, one: str, many: str) -> str:
    """The number with the noun that fits: "1 Auftrag", "3 Aufträge"."""
    return f"{whole(count)} {one if count == 1 else many}"


def parse_amount(text: str) -> Decimal:
    """The amount a person typed, with two decimals, perhaps negative; NotAnAmount if it is none.

    A point before exactly three digits parts thousands ("1.234" is 1234), as Germans write it.
    """
    compact = _without_euro_sign(text)
    if _GERMAN_AMOUNT.fullmatch(compact):
        return cents(Decimal(compact.replace(".", "").replace(",", ".")))
    if _ENGLISH_AMOUNT.fullmatch(compact):
        return cents(Decimal(compact.replace(",", "")))
    if _HUGE_AMOUNT.fullmatch(compact):
        raise NotAnAmount("Der Betrag ist zu groß.")
    raise NotAnAmount(
        f"„{_shortened(text)}“ ist kein Betrag. "
        "Geben Sie ihn mit höchstens zwei Nachkommastellen ein, zum Beispiel 1.234,50."
    )


def parse_day(text: str) -> date:
    """The day a person typed (21.11.2026, 21.11.26, 21112026, 2026-11-21); NotADay if none."""
    compact = text.strip()
    if match := _GERMAN_DAY.fullmatch(compact) or _COMPACT_DAY.fullmatch(compact):
        day_of_month, month, year = match.groups()
    elif match := _ISO_DAY.fullmatch(compact):
        year, month, day_of_month = match.groups()
    else:
        raise _no_day(text)
    try:
        value = date(int(f"20{year}" if len(year) == 2 else year), int(month), int(day_of_month))
    except ValueError:
        raise _no_day(text) from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise _no_day(text)
    return value


def fold(text: str) -> str:
    """The text for searching: small letters, no accents, ä as ae and ß as ss, single blanks."""
    if text.isascii():
        return " ".join(text.lower().split())
    return _bare(unicodedata.normalize("NFKC", text).casefold().translate(_TRANSCRIPTIONS))


def searchable(text: str) -> str:
    """What a folded search finds the text by: also for those who type Muller for Müller."""
    if text.isascii():
        return fold(text)
    folded, bare = fold(text), _bare(unicodedata.normalize("NFKC", text).casefold())
    return folded if folded == bare else f"{folded} {bare}"


def _bare(small: str) -> str:
    letters = unicodedata.normalize("NFKD", small)
    return " ".join("".join(filterfalse(unicodedata.combining, letters)).split())


def _without_euro_sign(text: str) -> str:
    """The typed amount without surrounding blanks and currency, its minus as ASCII."""
    compact = text.strip().replace(_MINUS, "-")
    for currency in ("€", "EUR"):
        compact = compact.removesuffix(currency).rstrip()
    return compact


def _shortened(text: str) -> str:
    """What was typed, short enough to be quoted in a sentence."""
    return text if len(text) <= 40 else f"{text[:40]}…"


def _no_day(text: str) -> NotADay:
    """The refusal of a text that names no day."""
    return NotADay(
        f"„{_shortened(text)}“ ist kein gültiges Datum. "
        "Geben Sie es als Tag, Monat und Jahr ein, zum Beispiel 21.11.2026."
    )
