"""Amounts, days and texts as banks write them."""

import re
from datetime import date
from decimal import Decimal

from common.rules.money import cents

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,10})(?:(?P<mark>[.,])(?P<fraction>[0-9]{0,5}))?")
# The third digit of an amount after the comma can only be a zero that a bank pads with.
_CENTS = re.compile(r"[0-9]{0,2}0*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CENTURY_TURN = 80


class BadValue(ValueError):
    """The text is no such value; the message names what is wrong, in German."""


def to_amount(text: str, decimal_mark: str) -> Decimal:
    """A bank's amount in euros, never negative: "300,", "84349.74", "12".

    No bank groups thousands, so "1.000" with a decimal comma is no amount. Raises BadValue for
    anything else, for fractions of a cent and from ten billions on.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or match["mark"] not in (None, decimal_mark):
        raise BadValue(f"Der Betrag „{shown(text)}“ ist nicht lesbar")
    if not _CENTS.fullmatch(match["fraction"] or ""):
        raise BadValue(f"Der Betrag „{shown(text)}“ ist nicht lesbar")
    return cents(Decimal(f"{match['whole']}.{match['fraction'] or '0'}"))


def to_day(text: str) -> date:
    """The day of an ISO date or instant, as the bank writes it; raises BadValue."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BadValue(f"Das Datum „{shown(text)}“ ist nicht lesbar") from None


def to_short_day(text: str) -> date:
    """The day of six digits, YYMMDD; raises BadValue."""
    short_year = int(text[:2])
    year = short_year + (1900 if short_year >= _CENTURY_TURN else 2000)
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        raise BadValue(f"Das Datum „{text}“ gibt es nicht") from None


def nearest_day(month_and_day: str, to: date) -> date:
    """The day of four digits, MMDD, in the year that brings it nearest to the other day.

    Raises BadValue. A movement of 30 December may be booked on 2 January.
    """
    month, day = int(month_and_day[:2]), int(month_and_day[2:])
    days = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        raise BadValue(f"Das Datum „{month_and_day}“ gibt es nicht")
    return min(days, key=lambda one: abs(one - to))


def tidy(text: str) -> str:
    """The text in one line: no blanks in a row, no control or invisible characters."""
    words = " ".join(_CONTROL.sub(" ", text).split())
    if words.isprintable():
        return words
    # Marks that turn the direction of writing could make a text look like another one.
    return "".join(letter for letter in words if letter.isprintable()).strip()


def shown(text: str) -> str:
    """The beginning of a text from the file, fit for a sentence."""
    return tidy(text)[:40]
