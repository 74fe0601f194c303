"""Days and amounts by a named format."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rules.german import day, number
from orders.rules.cell_formats import (
    DATE_FORMATS,
    DECIMAL_MARKS,
    fitting_date_formats,
    fitting_decimal_marks,
    parse_amount,
    parse_day,
)


@pytest.mark.parametrize(
    ("text", "date_format", "expected"),
    [
        ("03.11.2026", "TT.MM.JJJJ", date(2026, 11, 3)),
        ("3.11.26", "TT.MM.JJJJ", date(2026, 11, 3)),
        ("03.11.2026 14:05", "TT.MM.JJJJ", date(2026, 11, 3)),
        ("03.11.2026, 14:05 Uhr", "TT.MM.JJJJ", date(2026, 11, 3)),
        ("2026-11-03", "JJJJ-MM-TT", date(2026, 11, 3)),
        ("2026-11-03T23:30:00+01:00", "JJJJ-MM-TT", date(2026, 11, 3)),
        ("2026-11-03 23:30:00.123", "JJJJ-MM-TT", date(2026, 11, 3)),
        ("11/03/2026", "MM/TT/JJJJ", date(2026, 11, 3)),
        ("11/03/2026", "TT/MM/JJJJ", date(2026, 3, 11)),
        ("31/12/2026", "MM/TT/JJJJ", None),
        ("31.02.2026", "TT.MM.JJJJ", None),
        ("03.11.1826", "TT.MM.JJJJ", None),
        ("2026-11-03", "TT.MM.JJJJ", None),
        ("neulich", "TT.MM.JJJJ", None),
        ("", "JJJJ-MM-TT", None),
    ],
)
def test_it_reads_days(text, date_format, expected):
    assert parse_day(text, date_format) == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1234,5", ",", "1234.50"),
        ("1.234.567,00", ",", "1234567.00"),
        ("1.234", ",", "1234.00"),
        ("1.234", ".", None),
        ("12.50", ",", None),
        ("12.50", ".", "12.50"),
        ("1,234.50", ".", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("−12,00 €", ",", "-12.00"),
        ("12,00-", ",", "-12.00"),
        ("+12,00", ",", "12.00"),
        ("EUR 12,00", ",", "12.00"),
        ("12,00\N{NO-BREAK SPACE}€", ",", "12.00"),
        ("6,302521", ",", "6.30"),
        ("6,3025", ",", "6.30"),
        ("12,00 USD", ",", None),
        ("1.23,00", ",", None),
        ("1e5", ".", None),
        ("٣", ".", None),
        ("-", ",", None),
        ("", ",", None),
        ("99999999999,00", ",", None),
    ],
)
def test_it_reads_amounts(text, mark, expected):
    assert parse_amount(text, mark) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["03.11.2026", "14.11.2026"], ("TT.MM.JJJJ",)),
        (["11/03/2026", ""], ("MM/TT/JJJJ", "TT/MM/JJJJ")),
        (["11/03/2026", "11/14/2026"], ("MM/TT/JJJJ",)),
        (["03.11.2026", "2026-11-03"], ()),
        (["03.11.2026", "offen", "04.11.2026"], ("TT.MM.JJJJ",)),
        (["", ""], ()),
    ],
)
def test_it_tells_which_date_formats_fit(values, formats):
    assert fitting_date_formats(values) == formats


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (["12,50", "3"], (",",)),
        (["12.50"], (".",)),
        (["1.234,50"], (",",)),
        (["12"], (",", ".")),
        (["1.234"], (",",)),
        (["12,50", "12.50"], ()),
        (["12,50", "viel", "9,00"], (",",)),
    ],
)
def test_it_tells_which_decimal_marks_fit(values, marks):
    assert fitting_decimal_marks(values) == marks


@given(st.text(max_size=40), st.sampled_from(DATE_FORMATS), st.sampled_from(DECIMAL_MARKS))
def test_it_never_fails(text, date_format, mark):
    assert parse_day(text, date_format) is None or text
    assert parse_amount(text, mark) is None or text


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.decimals(-99999, 99999, places=2))
def test_it_reads_what_the_program_shows(value, amount):
    assert parse_day(day(value), "TT.MM.JJJJ") == value
    assert parse_day(value.isoformat(), "JJJJ-MM-TT") == value
    assert parse_amount(number(amount), ",") == amount
