"""German spelling, written and read."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.rules import german


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0,00\u00a0€"),
        ("1234.56", "1.234,56\u00a0€"),
        ("1234567.5", "1.234.567,50\u00a0€"),
        ("-12.3", "−12,30\u00a0€"),
        ("-0.001", "0,00\u00a0€"),
    ],
)
def test_it_writes_euros(amount, text):
    assert german.euro(Decimal(amount)) == text


def test_it_writes_numbers_and_days():
    assert german.whole(1024) == "1.024"
    assert german.plural(1, "Auftrag", "Aufträge") == "1 Auftrag"
    assert german.plural(1200, "Auftrag", "Aufträge") == "1.200 Aufträge"
    assert german.plural(0, "Auftrag", "Aufträge") == "0 Aufträge"
    assert german.day(date(2026, 3, 1)) == "01.03.2026"
    assert german.long_day(date(2026, 3, 1)) == "1. März 2026"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234,5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("0,05", "0.05"),
        ("12 €", "12.00"),
        (" 12,00\u00a0EUR ", "12.00"),
        ("−3,20", "-3.20"),
    ],
)
def test_it_reads_amounts(text, amount):
    assert str(german.parse_amount(text)) == amount


@pytest.mark.parametrize(
    "text",
    ["", " ", "NaN", "Infinity", "1E5", "1_000", "1,234", "1,2345", "1.23.4", "12,", ",5", "--1"]
    + ["٣", "1 2", "1.2345,00", "€"],
)
def test_it_refuses_what_is_no_amount(text):
    with pytest.raises(german.NotAnAmount, match="ist kein Betrag"):
        german.parse_amount(text)


@pytest.mark.parametrize("text", ["9" * 13, "9" * 13 + ",50", "1.000.000.000.000"])
def test_it_says_of_a_huge_amount_that_it_is_too_large(text):
    with pytest.raises(german.NotAnAmount, match="ist zu groß"):
        german.parse_amount(text)


@settings(deadline=None)
@given(st.decimals(min_value=-99_999_999, max_value=99_999_999, places=2))
def test_it_reads_back_every_amount_it_writes(amount):
    assert german.parse_amount(german.euro(amount)) == amount


@settings(deadline=None)
@given(st.text())
def test_it_never_fails_otherwise_than_by_its_own_refusals(text):
    for parse, refusal in [
        (german.parse_amount, german.NotAnAmount),
        (german.parse_day, german.NotADay),
    ]:
        with suppress(refusal):
            parse(text)


@pytest.mark.parametrize(
    "text", ["21.11.2026", "21.11.26", "21112026", "2026-11-21", " 21.11.2026 "]
)
def test_it_reads_days(text):
    assert german.parse_day(text) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    ["", "31.02.2026", "211126", "21/11/2026", "2026-13-01", "21.11.0026", "21.11.1899", "heute"],
)
def test_it_refuses_what_is_no_day(text):
    with pytest.raises(german.NotADay, match="kein gültiges Datum"):
        german.parse_day(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Müller-Straße ", "mueller-strasse"),
        ("Mu\u0308ller", "mueller"),
        ("NGUYỄN", "nguyen"),
        ("Łukasz  Yılmaz", "lukasz yilmaz"),
        ("Søren d'Angelo", "soren d'angelo"),
    ],
)
def test_it_folds_text_for_searching(text, folded):
    assert german.fold(text) == folded


@pytest.mark.parametrize("typed", ["Müller", "MUELLER", "muller", "Zoë", "zoe"])
def test_a_name_is_found_however_its_umlauts_are_typed(typed):
    assert german.fold(typed) in german.searchable("Zoë Müller")


def test_a_text_without_umlauts_is_kept_once():
    assert german.searchable("EF-1 Winter") == "ef-1 winter"


def test_it_writes_months():
    assert german.month(date(2026, 3, 5)) == "März 2026"
    assert german.short_month(date(2026, 3, 5)) == "Mär"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0.6237", "62,4\u00a0%"),
        ("0", "0,0\u00a0%"),
        ("-0.1", "−10,0\u00a0%"),
        ("12.3456", "1.234,6\u00a0%"),
    ],
)
def test_it_writes_shares_as_percentages(share, text):
    assert german.percent(Decimal(share)) == text
