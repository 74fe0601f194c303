"""Cells of tables for spreadsheets: as Germans write them, shown and never calculated."""

import re
from datetime import date, datetime
from decimal import Decimal

from common.rules.german import day

Cell = str | int | Decimal | datetime | date | None
# What spreadsheets take for a formula, also behind a tab, the end of a line or NUL; East Asian
# editions take the full-width signs too.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would take it for a formula."""
    # Some programs skip blanks before they look for a formula.
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(_STARTS) else text


def safe_cell(text: str) -> str:
    """Like safe_text, for tables whose numbers are texts already: they stay, negative ones too."""
    return text if _NUMBER.fullmatch(text) else safe_text(text)


def csv_cell(cell: Cell) -> str:
    """One cell as text: 1234,56, 21.11.2026, 21.11.2026 08:15; texts are safe from formulas."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, int):
        return str(cell)
    return safe_text(cell)
