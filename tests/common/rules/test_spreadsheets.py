"""Text that spreadsheets show instead of calculating."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from common.rules.spreadsheets import Cell, csv_cell, safe_cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("Müller", "Müller", id="plain text"),
        pytest.param("", "", id="nothing"),
        pytest.param("-79,90", "-79,90", id="a negative amount stays a number"),
        pytest.param("+4", "+4", id="a number with a plus"),
        pytest.param("-1.234,50", "-1.234,50", id="with thousands"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("  =1+1", "'  =1+1", id="formula after blanks"),
        pytest.param("-2+3", "'-2+3", id="a sum"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="old formula"),
        pytest.param("\t=1", "'\t=1", id="tabulator"),
        pytest.param("\r\n=1", "'\r\n=1", id="line break"),
        pytest.param("a=1", "a=1", id="a sign within"),
    ],
)
def test_safe_cell(text, cell):
    assert safe_cell(text) == cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(Decimal("1234.5"), "1234,50", id="amount"),
        pytest.param(Decimal("-5.00"), "-5,00", id="negative amount stays a number"),
        pytest.param(-3, "-3", id="negative count stays a number"),
        pytest.param(date(2026, 11, 21), "21.11.2026", id="day"),
        pytest.param(datetime(2026, 11, 21, 8, 5), "21.11.2026 08:05", id="moment"),
        pytest.param(1024, "1024", id="count without points"),
        pytest.param(None, "", id="nothing"),
        pytest.param("Müller", "Müller", id="text"),
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+1", "'+1", id="text that begins with a plus"),
        pytest.param("-1", "'-1", id="text that begins with a minus"),
        pytest.param("@SUMME(A1)", "'@SUMME(A1)", id="at"),
        pytest.param("\t=1+1", "'\t=1+1", id="behind a tab"),
        pytest.param("\r=1+1", "'\r=1+1", id="behind the end of a line"),
        pytest.param("\0=1+1", "'\0=1+1", id="behind NUL"),
        pytest.param(" =1+1", "' =1+1", id="behind a blank"),
        pytest.param("\uff1d1", "'\uff1d1", id="full-width equals"),
        pytest.param("\uff0b1", "'\uff0b1", id="full-width plus"),
        pytest.param("\uff0d1", "'\uff0d1", id="full-width minus"),
        pytest.param("\uff20A1", "'\uff20A1", id="full-width at"),
    ],
)
def test_a_cell_reads_german_and_is_never_a_formula(cell: Cell, text: str):
    assert csv_cell(cell) == text
