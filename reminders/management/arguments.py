"""What the commands read from the command line: ISO days, amounts with a dot, federal states."""

import re
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")

# ISO 3166-2:DE, as customers keep it.
STATES = (
    *("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV"),
    *("NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"),
)


def iso_day(text: str) -> date:
    """A day as 2026-11-21, of the years 1900 to 2199; for argparse."""
    try:
        value = date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        value = None
    if value is None or not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ArgumentTypeError(f"„{text}“ ist kein Tag im Format JJJJ-MM-TT.")
    return value


def amount(text: str) -> Decimal:
    """An amount of euros from 0 on, like 1000 or 1000.50, with two decimals; for argparse."""
    if not _AMOUNT.fullmatch(text):
        raise ArgumentTypeError(f"„{text}“ ist kein Betrag wie 1000.50.")
    return Decimal(text).quantize(Decimal("0.01"))
