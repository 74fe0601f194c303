"""Bookings of the dunning as the tax adviser's program reads them (DATEV, EXTF)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from orders.rules.datev_layout import COLUMNS, FORMAT_VERSION

ENCODING = "cp1252"
_LINE_END = "\r\n"
_LONGEST_TEXT = 60
_LONGEST_DOCUMENT = 36
_UNFIT_FOR_DOCUMENT = re.compile(r"[^a-zA-Z0-9$&%*+\-/]+")


class Account(StrEnum):
    """Which account of the books something belongs to."""

    INTEREST = "interest"
    FEE = "fee"
    RETURNED_DEBIT = "returned_debit"
    WRITE_OFF = "write_off"


# Erträge aus Zinsen, sonstige Erträge, Nebenkosten des Geldverkehrs, Forderungsverluste.
DEFAULT_ACCOUNTS: Mapping[str, Mapping[Account, str]] = {
    "SKR03": {
        Account.INTEREST: "2650",
        Account.FEE: "2700",
        Account.RETURNED_DEBIT: "4970",
        Account.WRITE_OFF: "2400",
    },
    "SKR04": {
        Account.INTEREST: "7110",
        Account.FEE: "4830",
        Account.RETURNED_DEBIT: "6855",
        Account.WRITE_OFF: "6930",
    },
}


class PeriodCrossesYears(ValueError):
    """A batch belongs to one fiscal year; the message says where to cut."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking on the debtor's account, in euros: positive amounts raise what he owes."""

    amount: Decimal
    booked_on: date
    debtor_account: str
    contra_account: str
    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Whose bookings, and of which days, both ends included."""

    consultant_number: int
    client_number: int
    chart: str
    account_length: int
    fiscal_year_month: int
    from_on: date
    to_on: date
    title: str
    created_at: datetime


def fiscal_year_start(day: date, first_month: int) -> date:
    """The first day of the fiscal year that the day belongs to."""
    year = day.year if day.month >= first_month else day.year - 1
    return date(year, first_month, 1)


def refuse_two_years(from_on: date, to_on: date, first_month: int) -> None:
    """Raise PeriodCrossesYears when the days, both included, belong to two fiscal years."""
    start = fiscal_year_start(to_on, first_month)
    if fiscal_year_start(from_on, first_month) != start:
        raise PeriodCrossesYears(
            f"Der Zeitraum reicht über zwei Wirtschaftsjahre. Exportieren Sie die Tage vor dem "
            f"{start:%d.%m.%Y} und die ab diesem Tag getrennt."
        )


def batch_file(batch: Batch, bookings: Iterable[Booking]) -> bytes:
    """The file: a head of 31 fields, the names of 120 columns, a line for each booking.

    Windows-1252, semicolons, CRLF; what has no letter there becomes "?".
    """
    refuse_two_years(batch.from_on, batch.to_on, batch.fiscal_year_month)
    lines = [";".join(_head(batch)), ";".join(_quoted(name) for name in COLUMNS)]
    lines += [";".join(_fields(one)) for one in bookings]
    return (_LINE_END.join(lines) + _LINE_END).encode(ENCODING, errors="replace")


def fit_document(number: str) -> str:
    """A number as Belegfeld 1 takes it: at most 36 of its letters."""
    return _UNFIT_FOR_DOCUMENT.sub("-", number).strip("-")[:_LONGEST_DOCUMENT]


def _head(batch: Batch) -> Sequence[str]:
    created = f"{batch.created_at:%Y%m%d%H%M%S}{batch.created_at.microsecond // 1000:03d}"
    start = fiscal_year_start(batch.from_on, batch.fiscal_year_month)
    fields = {
        1: '"EXTF"',
        2: "700",
        3: "21",
        4: '"Buchungsstapel"',
        5: str(FORMAT_VERSION),
        6: created,
        8: '""',
        9: '""',
        10: '""',
        11: str(batch.consultant_number),
        12: str(batch.client_number),
        13: f"{start:%Y%m%d}",
        14: str(batch.account_length),
        15: f"{batch.from_on:%Y%m%d}",
        16: f"{batch.to_on:%Y%m%d}",
        17: _quoted(batch.title[:30]),
        18: '""',
        # Finanzbuchführung, for every purpose, not locked: the adviser does that.
        19: "1",
        20: "0",
        21: "0",
        22: '"EUR"',
        24: '""',
        27: _quoted(batch.chart.removeprefix("SKR")),
        30: '""',
        31: '""',
    }
    return [fields.get(number, "") for number in range(1, 32)]


def _fields(booking: Booking) -> Sequence[str]:
    fields = {
        "Umsatz (ohne Soll/Haben-Kz)": f"{abs(booking.amount):.2f}".replace(".", ","),
        "Soll/Haben-Kennzeichen": '"S"' if booking.amount > 0 else '"H"',
        "WKZ Umsatz": '"EUR"',
        "Konto": booking.debtor_account,
        "Gegenkonto (ohne BU-Schlüssel)": booking.contra_account,
        "Belegdatum": f"{booking.booked_on:%d%m}",
        "Belegfeld 1": _quoted(fit_document(booking.document)),
        "Buchungstext": _quoted(" ".join(booking.text.split())[:_LONGEST_TEXT]),
        "Festschreibung": "0",
    }
    return [fields.get(name, "") for name in COLUMNS]


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
