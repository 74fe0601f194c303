"""Shopware 6, the profile that every shop has."""

from datetime import date
from decimal import Decimal

import pytest

from orders.adapters.shops import open_orders, read_orders
from orders.adapters.shops.cells import BadCell
from orders.adapters.shops.shopware import to_local_day
from orders.rules.drafts import CustomerDraft, ShopState
from tests.orders.adapters.shops.samples import read_sample, source

FILE = read_sample("shopware_orders.csv")


def test_it_reads_orders_of_which_nobody_knows_whether_they_are_paid():
    parsed = read_orders(FILE)

    assert (parsed.format, parsed.problems) == ("shopware", ())
    first, second = parsed.orders
    assert (first.number, first.total, first.open_amount) == ("20001", Decimal("129.90"), None)
    assert (first.shop_state, first.knows_payments) == (ShopState.OPEN, False)
    assert first.ordered_on == date(2026, 10, 1)
    assert second.total == Decimal("49.99")
    assert second.customer == CustomerDraft(
        first_name="Ubbo",
        last_name="Ennen",
        company='Ennen "Fisch" GmbH',
        street="Deich 9",
        address_extra="Einkauf",
        postcode="26427",
        city="Esens",
        email="ubbo@example.com",
    )


def test_it_asks_for_the_payments():
    file = open_orders(source(FILE))

    assert file.asks_payment
    assert not file.is_platform


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-30 21:59:59.000", date(2026, 9, 30)),
        ("2026-09-30 22:00:00", date(2026, 10, 1)),
        ("2026-09-30T23:30:00+02:00", date(2026, 9, 30)),
        ("2026-12-31T22:59:00Z", date(2026, 12, 31)),
        ("2026-12-31T23:00:00.000+00:00", date(2027, 1, 1)),
    ],
)
def test_it_knows_the_german_day_of_an_instant(text, day):
    assert to_local_day(text) == day


@pytest.mark.parametrize("text", ["", "30.09.2026", "2026-02-30 10:00:00", "2026-01-01 25:00:00"])
def test_it_refuses_what_is_no_instant(text):
    with pytest.raises(BadCell):
        to_local_day(text)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (b'"129.9"', b'"-1"', "amount_total"),
        (b'"129.9"', b'"viel"', "amount_total"),
        (b'"20001"', b'""', "order_number"),
        (b'"2026-09-30 22:30:00.000"', b'"gestern"', "order_date_time"),
    ],
)
def test_it_names_the_cell_that_is_wrong(old, new, column):
    parsed = read_orders(FILE.replace(old, new))

    assert [problem.column for problem in parsed.problems] == [column]
    assert [order.number for order in parsed.orders] == ["20002"]
