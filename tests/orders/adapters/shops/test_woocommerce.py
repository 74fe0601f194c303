"""WooCommerce's Advanced Order Export."""

from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.shops import read_orders
from orders.adapters.shops.cells import BadCell
from orders.adapters.shops.woocommerce import to_day
from orders.rules.drafts import CustomerDraft, LineDraft, ShopState
from tests.orders.adapters.shops.samples import WOOCOMMERCE_ORDER, read_sample, woocommerce_csv

NEXT_LINE = {"Item #": "2", "Name": "Kerze", "Quantity": "1", "Item Cost": "3.00"}


def test_it_reads_all_orders_of_a_file():
    parsed = read_orders(read_sample("woocommerce_orders.csv"))

    assert parsed.format == "woocommerce"
    assert parsed.problems == ()
    assert parsed.rejected == 0
    assert [
        (order.number, order.shop_state.value, str(order.total), str(order.open_amount))
        for order in parsed.orders
    ] == [
        ("7001", "open", "31.90", "31.90"),
        ("7002", "open", "19.90", "19.90"),
        ("7003", "paid", "19.90", "0.00"),
        ("7004", "refunded", "16.90", "0.00"),
        ("7005", "cancelled", "16.90", "0.00"),
        ("7006", "open", "31.90", "19.90"),
    ]


def test_it_reads_every_field_of_an_order():
    orders = read_orders(read_sample("woocommerce_orders.csv")).orders

    assert (orders[0].line, orders[0].ordered_on) == (2, date(2026, 9, 14))
    assert (orders[0].currency, orders[0].payment_method) == ("EUR", "Rechnung")
    assert orders[0].shop_state_text == "On hold"
    assert orders[2].customer == CustomerDraft(
        first_name="Wiebke",
        last_name="Claasen",
        company="Claasen & Söhne OHG",
        street="Hafen 1",
        postcode="26721",
        city="Emden",
        state="NI",
        country="DE",
        email="wiebke@example.com",
    )
    assert orders[0].lines == (
        LineDraft("Honig aus der Heide", "HO-1", Decimal("2"), Decimal("7.50")),
        LineDraft("Kerze 3er", "KE-3", Decimal("1"), Decimal("12.00")),
    )


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(WOOCOMMERCE_ORDER | NEXT_LINE, id="the order repeated on each row"),
        pytest.param(NEXT_LINE, id="the order only on the first row"),
        pytest.param(NEXT_LINE | {"Order Number": "7001"}, id="only the number repeated"),
    ],
)
def test_it_joins_the_rows_of_an_order(second):
    (order,) = read_orders(woocommerce_csv(WOOCOMMERCE_ORDER, second)).orders

    assert [line.product for line in order.lines] == ["Honig", "Kerze"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Completed", ShopState.PAID),
        ("wc-completed", ShopState.PAID),
        ("Abgeschlossen", ShopState.PAID),
        ("Refunded", ShopState.REFUNDED),
        ("Rückerstattet", ShopState.REFUNDED),
        ("Cancelled", ShopState.CANCELLED),
        ("Storniert", ShopState.CANCELLED),
        ("Failed", ShopState.CANCELLED),
        ("Fehlgeschlagen", ShopState.CANCELLED),
        ("checkout-draft", ShopState.CANCELLED),
        ("On hold", ShopState.OPEN),
        ("In Wartestellung", ShopState.OPEN),
        ("Processing", ShopState.OPEN),
        ("In Bearbeitung", ShopState.OPEN),
        ("Pending payment", ShopState.OPEN),
        ("Zahlung ausstehend", ShopState.OPEN),
        ("Versendet", ShopState.OPEN),
    ],
)
def test_it_tells_what_became_of_an_order(status, state):
    row = WOOCOMMERCE_ORDER | {"Order Status": status, "Payment Method Title": "Rechnung"}

    (order,) = read_orders(woocommerce_csv(row)).orders

    assert order.shop_state == state
    assert order.open_amount == (15 if state == ShopState.OPEN else 0)


@pytest.mark.parametrize(
    ("method", "state"),
    [
        ("PayPal", ShopState.PAID),
        ("Kreditkarte (Stripe)", ShopState.PAID),
        ("Klarna Sofort", ShopState.PAID),
        ("Kauf auf Rechnung", ShopState.OPEN),
        ("Direkte Banküberweisung", ShopState.OPEN),
        ("Vorkasse", ShopState.OPEN),
        ("Nachnahme", ShopState.OPEN),
        ("", ShopState.OPEN),
    ],
)
@pytest.mark.parametrize("status", ["Processing", "In Bearbeitung"])
def test_an_order_in_processing_is_paid_unless_its_method_is_paid_later(status, method, state):
    row = WOOCOMMERCE_ORDER | {"Order Status": status, "Payment Method Title": method}

    (order,) = read_orders(woocommerce_csv(row)).orders

    assert order.shop_state == state


@pytest.mark.parametrize(
    "text",
    ["2026-11-03 11:02", "2026-11-03 23:59:59", "2026-11-03", "03.11.2026 11:02", "3.11.2026"],
)
def test_it_reads_days_by_the_clock_of_the_shop(text):
    assert to_day(text) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "text", ["", "11/03/2026", "2026-11-31", "2026-11-03 25:00", "3.11.26", "1800-01-01"]
)
def test_it_refuses_what_is_no_day(text):
    with pytest.raises(BadCell):
        to_day(text)


def test_it_owes_less_after_a_part_was_refunded():
    row = WOOCOMMERCE_ORDER | {"Order Refund Amount": "5.00"}

    (order,) = read_orders(woocommerce_csv(row)).orders

    assert (order.open_amount, order.credited_amount) == (Decimal("10.00"), Decimal("5.00"))


def test_it_calls_an_order_paid_that_costs_nothing():
    (order,) = read_orders(woocommerce_csv(WOOCOMMERCE_ORDER | {"Order Total Amount": "0"})).orders

    assert order.shop_state == ShopState.PAID


def test_it_reads_prices_with_more_decimals_and_orders_without_positions():
    fine = WOOCOMMERCE_ORDER | {"Item Cost": "6.302521", "Quantity": "1.5"}
    bare = WOOCOMMERCE_ORDER | {"Order Number": "7002"}
    bare |= dict.fromkeys(["Item #", "Name", "Quantity", "Item Cost"], "")

    first, second = read_orders(woocommerce_csv(fine, bare)).orders

    assert first.lines[0].unit_price == Decimal("6.30")
    assert first.lines[0].quantity == Decimal("1.5")
    assert second.lines == ()


def test_it_refuses_other_currencies_where_the_export_names_them():
    swiss = WOOCOMMERCE_ORDER | {"Order Currency": "CHF"}
    german = WOOCOMMERCE_ORDER | {"Order Currency": "EUR", "Order Number": "7002"}

    parsed = read_orders(woocommerce_csv(swiss, german, more=("Order Currency",)))

    assert [order.number for order in parsed.orders] == ["7002"]
    assert parsed.problems[0].column == "Order Currency"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((WOOCOMMERCE_ORDER, WOOCOMMERCE_ORDER), id="the same position again"),
        pytest.param(
            (WOOCOMMERCE_ORDER, WOOCOMMERCE_ORDER | {"Order Number": "7002"}, WOOCOMMERCE_ORDER),
            id="its rows are apart",
        ),
    ],
)
def test_it_rejects_an_order_that_is_there_twice(rows):
    parsed = read_orders(woocommerce_csv(*rows))

    assert "7001" not in [order.number for order in parsed.orders]
    (problem,) = parsed.problems
    assert f"in Zeile 2 und in Zeile {len(rows) + 1}" in problem.message
    assert parsed.rejected == 1


def test_it_rejects_rows_that_contradict_each_other():
    second = WOOCOMMERCE_ORDER | NEXT_LINE | {"Order Total Amount": "18.00"}

    parsed = read_orders(woocommerce_csv(WOOCOMMERCE_ORDER, second))

    (problem,) = parsed.problems
    assert (problem.line, problem.column) == (3, "Order Total Amount")
    assert "„18.00“ widerspricht „15.00“ in Zeile 2" in problem.message


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"Order Number": ""}, "Order Number"),
        ({"Order Status": ""}, "Order Status"),
        ({"Order Date": "neulich"}, "Order Date"),
        ({"Order Total Amount": "15.00 €"}, "Order Total Amount"),
        ({"Order Refund Amount": "etwas"}, "Order Refund Amount"),
        ({"Quantity": "1E3"}, "Quantity"),
    ],
)
def test_it_names_the_cell_that_is_wrong(changes, column):
    parsed = read_orders(woocommerce_csv(WOOCOMMERCE_ORDER | changes))

    (problem,) = parsed.problems
    assert (problem.line, problem.column, parsed.rejected) == (2, column, 1)
    assert parsed.orders == ()


def test_it_counts_each_order_without_a_number():
    nameless = WOOCOMMERCE_ORDER | {"Order Number": ""}

    parsed = read_orders(woocommerce_csv(nameless, nameless, WOOCOMMERCE_ORDER))

    assert [order.number for order in parsed.orders] == ["7001"]
    assert [problem.line for problem in parsed.problems] == [2, 3]
    assert parsed.rejected == 2
