"""The file for the tax adviser: its head, its columns, its lines."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from orders.rules.datev import (
    Batch,
    Booking,
    PeriodCrossesYears,
    batch_file,
    fiscal_year_start,
    fit_document,
)
from orders.rules.datev_layout import COLUMNS

CREATED = datetime(2026, 11, 21, 8, 15, 30, 123_000)


def batch(**changes: object) -> Batch:
    facts = {
        "consultant_number": 29098,
        "client_number": 55003,
        "chart": "SKR03",
        "account_length": 4,
        "fiscal_year_month": 1,
        "from_on": date(2026, 10, 1),
        "to_on": date(2026, 10, 31),
        "title": "Mahnwesen",
        "created_at": CREATED,
    }
    return Batch(**{**facts, **changes})


def booking(**changes: object) -> Booking:
    facts = {
        "amount": Decimal("5.00"),
        "booked_on": date(2026, 10, 7),
        "debtor_account": "10000",
        "contra_account": "2700",
        "document": "R-2026-7",
        "text": "Mahngebühr EF-1001",
    }
    return Booking(**{**facts, **changes})


def lines(*bookings: Booking, **changes: object) -> list[list[str]]:
    text = batch_file(batch(**changes), bookings).decode("cp1252")
    assert text.endswith("\r\n")
    return [line.split(";") for line in text.rstrip("\r\n").split("\r\n")]


def test_the_head_has_31_fields():
    head = lines()[0]

    assert len(head) == 31
    assert head[:6] == ['"EXTF"', "700", "21", '"Buchungsstapel"', "9", "20261121081530123"]
    assert head[10:16] == ["29098", "55003", "20260101", "4", "20261001", "20261031"]
    assert (head[21], head[26]) == ('"EUR"', '"03"')


def test_there_are_120_columns_in_every_line():
    _, names, line = lines(booking())

    assert len(COLUMNS) == len(names) == len(line) == 120
    assert names[0] == '"Umsatz (ohne Soll/Haben-Kz)"'
    assert names[113] == '"Festschreibung"'


def test_a_fee_raises_what_the_debtor_owes():
    line = dict(zip(COLUMNS, lines(booking())[2], strict=True))

    assert line["Umsatz (ohne Soll/Haben-Kz)"] == "5,00"
    assert line["Soll/Haben-Kennzeichen"] == '"S"'
    assert (line["Konto"], line["Gegenkonto (ohne BU-Schlüssel)"]) == ("10000", "2700")
    assert line["Belegdatum"] == "0710"
    assert line["Belegfeld 1"] == '"R-2026-7"'
    assert line["Buchungstext"] == '"Mahngebühr EF-1001"'


def test_what_lowers_it_is_positive_on_the_other_side():
    line = lines(booking(amount=Decimal("-1234.50")))[2]

    assert line[:2] == ["1234,50", '"H"']


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("EF-1001", "EF-1001"),
        ("RE 2026/7 ä", "RE-2026/7"),
        ("", ""),
        ("x" * 50, "x" * 36),
        ('=1";2', "1-2"),
    ],
)
def test_documents_have_only_letters_that_are_taken(number, expected):
    assert fit_document(number) == expected


def test_a_text_breaks_out_of_no_field():
    line = lines(booking(text='Gebühr "; =1+1\r\n' + "x" * 80))[2]

    assert '""' in ";".join(line)
    assert len(lines(booking(text="a\r\nb"))) == 3


@pytest.mark.parametrize(
    ("day", "month", "start"),
    [
        (date(2026, 10, 1), 1, date(2026, 1, 1)),
        (date(2026, 6, 30), 7, date(2025, 7, 1)),
        (date(2026, 7, 1), 7, date(2026, 7, 1)),
    ],
)
def test_a_fiscal_year_begins_in_its_month(day, month, start):
    assert fiscal_year_start(day, month) == start


def test_a_batch_belongs_to_one_fiscal_year():
    with pytest.raises(PeriodCrossesYears, match=r"01\.01\.2026"):
        lines(from_on=date(2025, 12, 1), to_on=date(2026, 1, 31))
