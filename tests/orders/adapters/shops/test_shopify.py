"""Shopify's export of orders."""

from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.shops import read_orders
from orders.adapters.shops.cells import BadCell
from orders.adapters.shops.shopify import to_local_day
from orders.rules.drafts import CustomerDraft, LineDraft, ShopState
from tests.orders.adapters.shops.samples import (
    SHOPIFY_LINE,
    SHOPIFY_ORDER,
    read_sample,
    shopify_csv,
)


def test_it_reads_all_orders_of_a_file():
    parsed = read_orders(read_sample("shopify_orders.csv"))

    assert parsed.format == "shopify"
    assert parsed.problems == ()
    assert parsed.rejected == 0
    assert [
        (order.number, order.shop_state.value, str(order.total), str(order.open_amount))
        for order in parsed.orders
    ] == [
        ("HK-1001", "open", "49.70", "49.70"),
        ("HK-1002", "open", "124.80", "60.00"),
        ("HK-1003", "paid", "34.90", "0.00"),
        ("HK-1004", "refunded", "20.00", "0.00"),
        ("HK-1005", "cancelled", "64.90", "0.00"),
        ("HK-1006", "open", "89.90", "30.00"),
    ]


def test_it_reads_every_field_of_an_order():
    order = read_orders(read_sample("shopify_orders.csv")).orders[0]

    assert (order.line, order.ordered_on, order.currency) == (2, date(2026, 9, 14), "EUR")
    assert (order.payment_method, order.shop_state_text) == ("Rechnung", "pending")
    assert (order.credited_amount, order.cancelled_on) == (Decimal("0.00"), None)
    assert order.customer == CustomerDraft(
        first_name="Greta",
        last_name="Winkelmann",
        street="Deichweg 4",
        postcode="25761",
        city="Büsum",
        state="SH",
        country="DE",
        email="greta.winkelmann@example.com",
    )
    assert order.lines == (
        LineDraft("Emaillebecher „Möwe“", "BE-MOE", Decimal("2"), Decimal("14.90")),
        LineDraft("Postkarten-Set Nordsee", "PK-NS", Decimal("1"), Decimal("15.00")),
    )


def test_it_counts_lines_of_the_file_over_quoted_line_breaks():
    orders = read_orders(read_sample("shopify_orders.csv")).orders

    assert [order.line for order in orders] == [2, 5, 6, 7, 8, 9]


def test_it_reads_names_companies_and_the_rest_of_the_address():
    orders = read_orders(read_sample("shopify_orders.csv")).orders

    assert orders[1].customer.last_name == "von der Aue"
    assert orders[1].customer.address_extra == "Hinterhaus"
    assert orders[1].customer.email == ""
    assert orders[2].customer.company == "Werkhof eG"
    assert orders[5].customer.phone == "+49 911 5550123"


def test_it_keeps_what_was_refunded_and_when_it_was_cancelled():
    orders = read_orders(read_sample("shopify_orders.csv")).orders

    assert orders[3].credited_amount == Decimal("20.00")
    assert orders[4].cancelled_on == date(2026, 10, 7)
    assert orders[5].credited_amount == Decimal("25.00")


def test_it_reads_exports_of_the_older_generation():
    parsed = read_orders(read_sample("shopify_older_generation.csv"))

    assert [order.number for order in parsed.orders] == ["HK-1001", "HK-1002"]
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2026-05-01 09:59:00 +0200", date(2026, 5, 1), id="in summer"),
        pytest.param("2026-09-20 23:30:00 +0000", date(2026, 9, 21), id="already tomorrow here"),
        pytest.param("2026-12-01 00:30:00 +0200", date(2026, 11, 30), id="still yesterday here"),
        pytest.param("2026-11-18 12:59:07 UTC", date(2026, 11, 18), id="UTC"),
        pytest.param("2026-11-18 20:00:00 -0500", date(2026, 11, 19), id="west of Greenwich"),
    ],
)
def test_it_reads_the_day_in_germany(text, day):
    assert to_local_day(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-18", "18.11.2026 12:00", "2026-02-30 12:00:00 +0100", "0001-01-01 00:00:00 +0100"]
    + ["2026-11-18 25:00:00 +0100", "2026-11-18 12:00:00 +9900", "2026-11-18T12:00:00+01:00"],
)
def test_it_refuses_what_is_no_instant(text):
    with pytest.raises(BadCell):
        to_local_day(text)


@pytest.mark.parametrize(
    ("changes", "state", "open_amount"),
    [
        pytest.param({"Financial Status": "authorized"}, ShopState.OPEN, "49.70", id="authorized"),
        pytest.param({"Financial Status": "PAID"}, ShopState.PAID, "0.00", id="paid"),
        pytest.param({"Outstanding Balance": "0"}, ShopState.PAID, "0.00", id="nothing left"),
        pytest.param({"Outstanding Balance": "-5.00"}, ShopState.PAID, "0.00", id="overpaid"),
        pytest.param({"Outstanding Balance": "9,5"}, ShopState.OPEN, "9.50", id="comma"),
        pytest.param(
            {"Cancelled at": "2026-10-01 12:00:00 +0200"},
            ShopState.CANCELLED,
            "0.00",
            id="cancelled while pending",
        ),
    ],
)
def test_it_tells_what_is_owed(changes, state, open_amount):
    (order,) = read_orders(shopify_csv(SHOPIFY_ORDER | changes)).orders

    assert order.shop_state == state
    assert str(order.open_amount) == open_amount


@pytest.mark.parametrize(
    ("status", "state", "open_amount"),
    [
        ("pending", ShopState.OPEN, "49.70"),
        ("authorized", ShopState.OPEN, "49.70"),
        ("expired", ShopState.OPEN, "49.70"),
        ("paid", ShopState.PAID, "0.00"),
        ("partially_refunded", ShopState.PAID, "0.00"),
        ("refunded", ShopState.REFUNDED, "0.00"),
        ("voided", ShopState.CANCELLED, "0.00"),
    ],
)
def test_the_status_tells_what_is_owed_where_no_column_does(status, state, open_amount):
    row = SHOPIFY_ORDER | {"Financial Status": status}

    (order,) = read_orders(shopify_csv(row, without="Outstanding Balance")).orders

    assert order.shop_state == state
    assert str(order.open_amount) == open_amount


def test_it_refuses_a_part_payment_of_which_nobody_knows_the_rest():
    row = SHOPIFY_ORDER | {"Financial Status": "partially_paid"}

    parsed = read_orders(shopify_csv(row, without="Outstanding Balance"))

    (problem,) = parsed.problems
    assert (problem.line, problem.column) == (2, "Outstanding Balance")
    assert "Exportieren Sie die Bestellungen in Shopify" in problem.message
    assert (parsed.orders, parsed.rejected) == ((), 1)


def test_it_takes_no_credit_from_money_given_back_and_owed_again():
    row = SHOPIFY_ORDER | {"Outstanding Balance": "49.70", "Refunded Amount": "20.00"}

    (order,) = read_orders(shopify_csv(row)).orders

    assert order.credited_amount == Decimal("0.00")


def test_it_calls_a_missing_payment_method_unknown():
    (order,) = read_orders(shopify_csv(SHOPIFY_ORDER | {"Payment Method": ""})).orders

    assert order.payment_method == "Unbekannt"


def test_it_keeps_an_address_that_is_no_email_as_given():
    (order,) = read_orders(shopify_csv(SHOPIFY_ORDER | {"Email": " greta@ "})).orders

    assert order.customer.email == "greta@"


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"Total": "12,3x"}, "Total", "„12,3x“ ist kein Betrag"),
        ({"Total": "1E5"}, "Total", "„1E5“ ist kein Betrag"),
        ({"Total": "1.234"}, "Total", "„1.234“ ist kein Betrag"),
        ({"Total": ""}, "Total", "Der Wert fehlt"),
        ({"Total": "-1.00"}, "Total", "ist negativ"),
        ({"Total": "100000000.00"}, "Total", "ist zu groß"),
        ({"Total": "9" * 5000}, "Total", "ist zu groß"),
        ({"Refunded Amount": "-1.00"}, "Refunded Amount", "ist negativ"),
        ({"Outstanding Balance": ""}, "Outstanding Balance", "Der Wert fehlt"),
        ({"Outstanding Balance": "50.00"}, "Outstanding Balance", "größer als der Bestellbetrag"),
        ({"Created at": "gestern"}, "Created at", "„gestern“ ist kein gültiges Datum"),
        ({"Cancelled at": "nie"}, "Cancelled at", "„nie“ ist kein gültiges Datum"),
        ({"Financial Status": "bezahlt"}, "Financial Status", "kein Zahlungsstatus"),
        ({"Financial Status": ""}, "Financial Status", "Der Wert fehlt"),
        ({"Currency": "CHF"}, "Currency", "Mahnwerk mahnt in Euro; die Währung ist „CHF“"),
        ({"Currency": "€"}, "Currency", "„€“ ist keine Währung"),
        ({"Billing Country": "Deutschland"}, "Billing Country", "kein Länderkürzel"),
        ({"Lineitem quantity": "-1"}, "Lineitem quantity", "„-1“ ist keine Menge"),
        ({"Lineitem price": "gratis"}, "Lineitem price", "ist kein Betrag"),
        ({"Lineitem name": ""}, "Lineitem name", "Der Wert fehlt"),
        ({"Lineitem name": "x" * 201}, "Lineitem name", "erlaubt sind 200"),
        ({"Billing Name": "A\x07B"}, "Billing Name", "Steuerzeichen (U+0007)"),
        ({"Email": f"{'x' * 250}@example.com"}, "Email", "erlaubt sind 254"),
        ({"Name": "#"}, "Name", "Der Wert fehlt"),
        ({"Name": "9" * 65}, "Name", "erlaubt sind 64"),
    ],
)
def test_it_names_the_cell_that_is_wrong(changes, column, reason):
    parsed = read_orders(shopify_csv(SHOPIFY_ORDER | changes))

    (problem,) = parsed.problems
    assert (problem.line, problem.column) == (2, column)
    assert problem.message.startswith(f"Zeile 2, Spalte „{column}“: ")
    assert reason in problem.message
    assert (parsed.orders, parsed.rejected) == ((), 1)


def test_a_bad_row_rejects_its_whole_order_and_no_other():
    parsed = read_orders(
        shopify_csv(
            SHOPIFY_ORDER,
            SHOPIFY_LINE | {"Lineitem price": "teuer"},
            SHOPIFY_LINE | {"Lineitem quantity": "viele"},
            SHOPIFY_ORDER | {"Name": "#1002"},
        )
    )

    assert [order.number for order in parsed.orders] == ["1002"]
    assert [(problem.line, problem.number) for problem in parsed.problems] == [
        (3, "1001"),
        (4, "1001"),
    ]
    assert parsed.rejected == 1


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        pytest.param((SHOPIFY_ORDER, SHOPIFY_ORDER), (2, 3), id="one below the other"),
        pytest.param(
            (SHOPIFY_ORDER, SHOPIFY_LINE, SHOPIFY_ORDER | {"Name": "#1002"}, SHOPIFY_LINE),
            (2, 5),
            id="its rows are apart",
        ),
    ],
)
def test_it_rejects_an_order_that_is_there_twice(rows, lines):
    parsed = read_orders(shopify_csv(*rows))

    assert "1001" not in [order.number for order in parsed.orders]
    (problem,) = parsed.problems
    assert f"in Zeile {lines[0]} und in Zeile {lines[1]}" in problem.message
    assert (problem.number, problem.line, parsed.rejected) == ("1001", lines[1], 1)


def test_it_knows_an_order_again_in_another_spelling():
    parsed = read_orders(
        shopify_csv(SHOPIFY_ORDER | {"Name": "#A  1"}, SHOPIFY_ORDER | {"Name": "A 1"})
    )

    assert (parsed.orders, parsed.rejected) == ((), 1)


def test_a_row_without_a_number_rejects_the_order_above():
    parsed = read_orders(shopify_csv(SHOPIFY_ORDER, SHOPIFY_LINE | {"Name": ""}))

    (problem,) = parsed.problems
    assert (problem.line, problem.column, problem.number) == (3, "Name", "1001")
    assert (parsed.orders, parsed.rejected) == ((), 1)


def test_it_refuses_an_order_with_more_rows_than_a_letter_can_hold():
    parsed = read_orders(shopify_csv(SHOPIFY_ORDER, *[SHOPIFY_LINE] * 1000))

    assert "hat 1001 Zeilen" in parsed.problems[0].message
    assert parsed.rejected == 1
