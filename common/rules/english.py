"""English spelling of amounts and days for letters abroad, named like those of german.py."""

from datetime import date
from decimal import Decimal

from common.rules.money import cents

_NO_BREAK_SPACE = "\u00a0"
_MINUS = "\u2212"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(amount: Decimal) -> str:
    """The amount with two decimals as the English write it: "1,234.56", with a true minus."""
    return f"{cents(amount):,.2f}".replace("-", _MINUS)


def euro(amount: Decimal) -> str:
    """The amount in euros, "EUR 1,234.56", with a blank that never breaks the line."""
    sign = _MINUS if cents(amount) < 0 else ""
    return f"{sign}EUR{_NO_BREAK_SPACE}{number(abs(amount))}"


def day(value: date) -> str:
    """The day in one short form that nobody misreads: "21 Nov 2026"."""
    return (
        f"{value.day}{_NO_BREAK_SPACE}{_MONTHS[value.month - 1][:3]}{_NO_BREAK_SPACE}{value.year}"
    )


def long_day(value: date) -> str:
    """The day as "21 November 2026"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
