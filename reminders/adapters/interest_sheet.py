"""A calculation of default interest on paper and for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from common.rules.german import day as german_day
from reminders.rules.interest import InterestLine

_COLUMNS = (
    "Von",
    "Bis",
    "Tage",
    "Tage im Jahr",
    "Hauptforderung",
    "Basiszinssatz",
    "Prozentpunkte",
    "Zinssatz",
    "Zinsen",
    "Vorläufig",
)


def sheet_csv(lines: Sequence[InterestLine], total: Decimal) -> bytes:
    """The lines and their sum as German spreadsheets read them: semicolons, decimal commas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_cells(line) for line in lines)
    days = sum(line.days for line in lines)
    writer.writerow(["Summe", "", days, "", "", "", "", "", _plain(total), ""])
    # With the mark, or Excel reads umlauts wrongly.
    return text.getvalue().encode("utf-8-sig")


def sheet_pdf(
    lines: Sequence[InterestLine],
    total: Decimal,
    *,
    principal: Decimal,
    payments: Sequence[tuple[date, Decimal]],
    is_business: bool,
    convention: str,
    made_on: date,
) -> bytes:
    """The calculation as a sheet of paper; the same input gives the same bytes."""
    context = {
        "lines": lines,
        "total": total,
        "days": sum(line.days for line in lines),
        "principal": principal,
        "payments": payments,
        "is_business": is_business,
        "is_provisional": any(line.is_provisional for line in lines),
        "convention": convention,
        "made_on": made_on,
    }
    # Nothing outside the document is ever loaded: no network, no file.
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    html = HTML(
        string=render_to_string("reminders/interest/sheet.html", context), url_fetcher=fetcher
    )
    style = CSS(string=render_to_string("reminders/interest/sheet.css"), url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[style], pdf_tags=True)


def _cells(line: InterestLine) -> list[str | int]:
    return [
        german_day(line.from_on),
        german_day(line.to_on),
        line.days,
        line.days_in_year,
        _plain(line.principal),
        _plain(line.base_rate),
        _plain(line.surcharge),
        _plain(line.rate),
        _plain(line.amount),
        "ja" if line.is_provisional else "nein",
    ]


def _plain(value: Decimal) -> str:
    """A number that spreadsheets take for one: decimal comma, no thousands, an ASCII minus."""
    return f"{value:.2f}".replace(".", ",")
