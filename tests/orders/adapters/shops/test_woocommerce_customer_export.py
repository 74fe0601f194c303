"""WooCommerce's Customer/Order CSV Export."""

from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.shops import read_orders
from orders.adapters.shops.cells import BadCell
from orders.adapters.shops.woocommerce_customer_export import to_line
from orders.rules.drafts import CustomerDraft, LineDraft, ShopState
from tests.orders.adapters.shops.samples import read_sample

FILE = read_sample("woocommerce_customer_export.csv")


def test_it_reads_all_orders_of_a_file():
    parsed = read_orders(FILE)

    assert (parsed.format, parsed.problems) == ("woocommerce_customer_export", ())
    assert [
        (order.number, order.shop_state, order.total, order.open_amount, order.payment_method)
        for order in parsed.orders
    ] == [
        ("8001", ShopState.OPEN, Decimal("31.90"), Decimal("31.90"), "Überweisung"),
        ("8002", ShopState.PAID, Decimal("19.90"), Decimal("0.00"), "PayPal"),
        ("8003", ShopState.CANCELLED, Decimal("16.90"), Decimal("0.00"), "Nachnahme"),
    ]


def test_it_reads_every_field_of_an_order():
    order = read_orders(FILE).orders[0]

    assert (order.line, order.ordered_on, order.currency) == (2, date(2026, 9, 14), "EUR")
    assert order.customer == CustomerDraft(
        first_name="Birte",
        last_name="Lorenzen",
        street="Süderstraße 8",
        address_extra="Hinterhaus",
        postcode="25813",
        city="Husum",
        state="SH",
        country="DE",
        email="birte@example.com",
        phone="04841 1234",
    )
    assert order.lines == (
        LineDraft("HO-1", "HO-1", Decimal(2), Decimal("7.50")),
        LineDraft("Artikel 77", "", Decimal(1), Decimal("12.00")),
    )


@pytest.mark.parametrize("text", ["HO-1", "HO-1|zwei|15.00", "HO-1|2|viel", "|"])
def test_it_refuses_a_position_it_cannot_read(text):
    with pytest.raises(BadCell):
        to_line(text)


def test_it_names_the_cell_that_is_wrong():
    parsed = read_orders(FILE.replace(b"KE-3|1|16.90", b"KE-3|1|teuer"))

    (problem,) = parsed.problems
    assert (problem.line, problem.column) == (5, "order_item_1")


def test_it_rejects_an_order_that_is_there_twice():
    parsed = read_orders(FILE + FILE.splitlines(keepends=True)[1])

    assert [order.number for order in parsed.orders] == ["8002", "8003"]
    assert "steht zweimal in der Datei" in parsed.problems[0].message
