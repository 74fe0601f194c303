"""Tables of orders from anywhere, read by a mapping."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.adapters.shops import open_orders, read_orders, sample_orders
from orders.rules.column_guess import guess_mapping
from orders.rules.column_mapping import ColumnMapping, MappingKind
from orders.rules.drafts import (
    CustomerDraft,
    FileRefused,
    InstallmentDraft,
    LineDraft,
    ShopState,
)
from tests.orders.adapters.shops.samples import read_sample, source

MERCHANDISE = read_sample("merchandise_system.csv")
BARE = {"number": "Nr", "ordered_on": "Tag", "total": "Summe"}


def table(*lines: str) -> bytes:
    """A table of these lines."""
    return "".join(f"{line}\n" for line in lines).encode()


def by(columns, date_format="TT.MM.JJJJ", decimal_mark=","):
    """A mapping of orders with these columns."""
    return ColumnMapping(
        kind=MappingKind.ORDERS,
        columns=columns,
        date_format=date_format,
        decimal_mark=decimal_mark,
    )


def guessed(data: bytes) -> ColumnMapping:
    """What the program guesses without anybody's help."""
    sample = sample_orders(source(data), 20)
    return guess_mapping(MappingKind.ORDERS, sample.headings, sample.rows)


def test_the_list_of_a_merchandise_system_needs_no_correction():
    mapping = guessed(MERCHANDISE)

    parsed = read_orders(MERCHANDISE, mapping=mapping)

    assert mapping.faults() == ()
    assert (parsed.format, parsed.problems) == ("mapping", ())
    assert [
        (order.number, order.invoice_number, order.total, order.open_amount, order.shop_state)
        for order in parsed.orders
    ] == [
        ("EB-501", "RE-2026-101", Decimal("1250.00"), Decimal("1000.00"), ShopState.OPEN),
        ("EB-502", "RE-2026-102", Decimal("89.90"), Decimal("0.00"), ShopState.PAID),
        ("EB-503", "RE-2026-103", Decimal("45.00"), Decimal("45.00"), ShopState.OPEN),
    ]


def test_it_reads_every_field_of_an_order():
    first, second, _ = read_orders(MERCHANDISE, mapping=guessed(MERCHANDISE)).orders

    assert (first.ordered_on, first.currency) == (date(2026, 9, 14), "EUR")
    assert first.installments == (InstallmentDraft(date(2026, 9, 28), Decimal("1250.00")),)
    assert first.customer == CustomerDraft(
        first_name="Menno",
        last_name="von Riepe",
        street="Warfstraße 2",
        postcode="26736",
        city="Krummhörn",
        country="DE",
        email="menno@example.com",
    )
    assert first.lines == (
        LineDraft("Strandkorb", "SK-1", Decimal(1), Decimal("1200.00")),
        LineDraft("Kissen", "KI-7", Decimal(2), Decimal("25.00")),
    )
    assert (second.customer.company, second.customer.country) == ("Wübbena Reederei KG", "AT")


@pytest.mark.parametrize(
    ("columns", "cells", "total", "open_amount", "state"),
    [
        pytest.param({}, "", 100, None, ShopState.OPEN, id="nothing tells of payments"),
        pytest.param({"open_amount": "x"}, "30", 100, 30, ShopState.OPEN, id="open amount"),
        pytest.param({"open_amount": "x"}, "0", 100, 0, ShopState.PAID, id="nothing open"),
        pytest.param({"paid_amount": "x"}, "", 100, 100, ShopState.OPEN, id="nothing paid"),
        pytest.param({"paid_amount": "x"}, "30", 100, 70, ShopState.OPEN, id="paid amount"),
        pytest.param({"paid_amount": "x"}, "130", 100, 0, ShopState.PAID, id="paid too much"),
        pytest.param({"state": "x"}, "Bezahlt", 100, 0, ShopState.PAID, id="paid by its state"),
        pytest.param({"state": "x"}, "PAID", 100, 0, ShopState.PAID, id="in English"),
        pytest.param({"state": "x"}, "Storniert", 100, 0, ShopState.CANCELLED, id="cancelled"),
        pytest.param({"state": "x"}, "Versendet", 100, 100, ShopState.OPEN, id="other words"),
        pytest.param({"state": "x"}, "", 100, 100, ShopState.OPEN, id="no state"),
    ],
)
def test_it_tells_what_is_owed(columns, cells, total, open_amount, state):
    data = table("Nr;Tag;Summe;x", f"1;03.11.2026;100;{cells}")

    (order,) = read_orders(data, mapping=by(BARE | columns)).orders

    assert (order.total, order.open_amount, order.shop_state) == (total, open_amount, state)


def test_open_and_paid_make_the_total():
    columns = {"number": "Nr", "due_on": "Tag", "open_amount": "offen", "paid_amount": "bezahlt"}
    data = table("Nr;Tag;offen;bezahlt", "1;03.11.2026;1.070,50;30")

    (order,) = read_orders(data, mapping=by(columns)).orders

    assert (order.total, order.open_amount) == (Decimal("1100.50"), Decimal("1070.50"))
    assert (order.ordered_on, order.shop_state) == (date(2026, 11, 3), ShopState.OPEN)


@pytest.mark.parametrize(
    ("columns", "asks"), [({}, True), ({"state": "Lage"}, False), ({"paid_amount": "Geld"}, False)]
)
def test_it_asks_for_payments_that_no_column_tells(columns, asks):
    file = open_orders(
        source(table("Nr;Tag;Summe;Lage;Geld", "1;03.11.2026;5;x;0")), mapping=by(BARE | columns)
    )

    assert (file.asks_payment, file.is_platform, file.label) == (asks, False, "Eigene Tabelle")


@pytest.mark.parametrize(
    ("day", "amount", "date_format", "decimal_mark"),
    [
        ("03.11.26", "1.234,50 €", "TT.MM.JJJJ", ","),
        ("2026-11-03T10:00:00", "1,234.50", "JJJJ-MM-TT", "."),
        ("11/03/2026", "1234.5", "MM/TT/JJJJ", "."),
        ("03/11/2026", "1'234.50", "TT/MM/JJJJ", "."),
    ],
)
def test_it_reads_days_and_amounts_by_their_formats(day, amount, date_format, decimal_mark):
    data = table("Nr\tTag\tSumme", f"1\t{day}\t{amount}")

    (order,) = read_orders(data, mapping=by(BARE, date_format, decimal_mark)).orders

    assert (order.ordered_on, order.total) == (date(2026, 11, 3), Decimal("1234.50"))


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("1;11/03/2026;5", "Tag", "kein Datum der Form TT.MM.JJJJ"),
        ("1;31.02.2026;5", "Tag", "kein Datum"),
        ("1;03.11.2026;12.50", "Summe", "kein Betrag der Form 1.234,56"),
        ("1;03.11.2026;-5", "Summe", "nie ein negativer Betrag"),
        ("1;03.11.2026;999.999.999,00", "Summe", "kein Betrag"),
        ("1;03.11.2026;", "Summe", "Der Betrag fehlt"),
        ("1;;5", "Tag", "Das Datum fehlt"),
        (";03.11.2026;5", "Nr", "Die Bestellnummer fehlt"),
        ("1;03.11.2026;5;6", "", "4 Felder, die Kopfzeile nur 3"),
    ],
)
def test_it_names_the_cell_that_is_wrong(row, column, message):
    parsed = read_orders(table("Nr;Tag;Summe", row, "2;04.11.2026;7"), mapping=by(BARE))

    assert [order.number for order in parsed.orders] == ["2"]
    assert [problem.column for problem in parsed.problems] == [column]
    assert message in parsed.problems[0].message


@pytest.mark.parametrize(
    ("columns", "cell", "message"),
    [
        ({"open_amount": "x"}, "120", "größer als der Gesamtbetrag"),
        ({"open_amount": "x"}, "", "Der offene Betrag fehlt"),
        ({"open_amount": "x"}, "viel", "„viel“ ist kein Betrag"),
        ({"country": "x"}, "Atlantis", "kein bekanntes Land"),
        ({"currency": "x"}, "CHF", "Mahnwerk mahnt in Euro"),
        ({"product": "x"}, "a" * 201, "zu lang"),
    ],
)
def test_it_refuses_what_it_must_not_believe(columns, cell, message):
    data = table("Nr;Tag;Summe;x", f"1;03.11.2026;100;{cell}")

    (problem,) = read_orders(data, mapping=by(BARE | columns)).problems

    assert message in problem.message


def test_it_rejects_rows_that_contradict_each_other_and_orders_that_come_twice():
    data = table(
        "Nr;Tag;Summe",
        *("1;03.11.2026;5", "1;03.11.2026;6"),
        *("2;03.11.2026;5", "3;03.11.2026;5", "2;03.11.2026;5"),
    )

    parsed = read_orders(data, mapping=by(BARE))

    assert [order.number for order in parsed.orders] == ["3"]
    assert "widerspricht „5“ in Zeile 2" in parsed.problems[0].message
    assert "steht zweimal in der Datei" in parsed.problems[1].message


def test_positions_without_prices_become_one_for_the_whole_order():
    columns = BARE | {"product": "Ware"}
    data = table("Nr;Tag;Summe;Ware", "1;03.11.2026;50;Becher", "1;;;Teller", "1;;;Tuch")

    (order,) = read_orders(data, mapping=by(columns)).orders

    assert order.lines == (LineDraft("Becher und 2 weitere", "", Decimal(1), Decimal("50.00")),)


@pytest.mark.parametrize(
    ("headings", "message"),
    [("Nr;Tag", "Die Spalte „Summe“ fehlt"), ("Nr;Tag;Summe;Summe", "steht mehrmals")],
)
def test_it_refuses_a_file_whose_columns_are_not_those_of_the_mapping(headings, message):
    with pytest.raises(FileRefused, match=message):
        open_orders(source(table(headings, "1;03.11.2026;5;5")), mapping=by(BARE))


def test_samples_are_the_first_rows():
    sample = sample_orders(source(MERCHANDISE), 2)

    assert sample.headings[:2] == ("Rechnungsnummer", "Externe Bestellnummer")
    assert [row[13] for row in sample.rows] == ["Rechnung", "Rechnung"]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=9), max_size=4)))
def test_whatever_stands_in_a_table_an_order_is_read_or_rejected(rows):
    lines = [";".join(cell.replace('"', "") for cell in row) for row in rows]

    try:
        parsed = read_orders(table("Nr;Tag;Summe", *lines, "9;03.11.2026;5"), mapping=by(BARE))
    except FileRefused:
        return

    assert all(order.total >= 0 for order in parsed.orders)
