from decimal import Decimal

import pytest

from common.web.value_tables import Column, Kind, Linked, ValueTable, shown

TABLE = ValueTable(
    (
        Column("Mahnstufe"),
        Column("Zahlungen", Kind.COUNT),
        Column("Eingang", Kind.EUROS),
        Column("Quote", Kind.SHARE),
        Column("Tage", Kind.DAYS),
    ),
    (("=Stufe 1", Linked(1024, "/liste/"), Decimal("1234.5"), Decimal("0.6237"), Decimal("5.25")),),
    ("Summe", 1024, Decimal("1234.5"), None, None),
)


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, Kind.EUROS, "–"),
        ("bis 7 Tage", Kind.WORDS, "bis 7 Tage"),
        (1024, Kind.COUNT, "1.024"),
        (Decimal("1234.5"), Kind.EUROS, "1.234,50\N{NO-BREAK SPACE}€"),
        (0, Kind.EUROS, "0,00\N{NO-BREAK SPACE}€"),
        (Decimal("0.6237"), Kind.SHARE, "62,4\N{NO-BREAK SPACE}%"),
        (Decimal("5.25"), Kind.DAYS, "5,3"),
    ],
)
def test_values_are_written_as_germans_read_them(value, kind, words):
    assert shown(value, kind) == words


def test_a_value_may_lead_somewhere():
    [row] = TABLE.shown_rows

    assert [cell.url for cell in row] == ["", "/liste/", "", "", ""]
    assert [cell.is_number for cell in row] == [False, True, True, True, True]


def test_a_file_has_amounts_as_numbers_and_shares_with_one_decimal():
    assert TABLE.headings == ["Mahnstufe", "Zahlungen", "Eingang", "Quote", "Tage"]
    assert TABLE.file_rows == [
        ["=Stufe 1", 1024, Decimal("1234.5"), "62,4", "5,3"],
        ["Summe", 1024, Decimal("1234.5"), None, None],
    ]


def test_a_table_without_a_sum_has_no_last_row():
    assert ValueTable((Column("Was"),), (("a",),)).shown_total == []
