"""Platforms that sell for others: Digistore24, CopeCart, elopage."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.adapters.shops import open_orders, read_orders
from orders.rules.drafts import (
    CustomerDraft,
    InstallmentDraft,
    OrderDraft,
    PaymentPlan,
    ShopState,
    UnpaidReason,
)
from tests.orders.adapters.shops.samples import read_sample, source

DIGISTORE24 = read_sample("digistore24_payments.csv")
COPECART = read_sample("copecart_transactions.csv")
ELOPAGE = read_sample("elopage_open_orders.csv")


def orders_of(data: bytes) -> dict[str, OrderDraft]:
    """The orders of the file by number, all of which must be readable."""
    parsed = read_orders(data)
    assert parsed.problems == ()
    return {order.number: order for order in parsed.orders}


@pytest.mark.parametrize(
    ("data", "format"),
    [(DIGISTORE24, "digistore24"), (COPECART, "copecart"), (ELOPAGE, "elopage")],
)
def test_it_knows_a_platform_by_its_columns(data, format):
    file = open_orders(source(data))

    assert (file.format, file.is_platform, file.asks_payment) == (format, True, False)


def test_it_reads_columns_however_their_names_are_spelled():
    headings, rest = DIGISTORE24.split(b"\n", 1)
    titled = headings.replace(b"order_id", b"Order ID").replace(b"pay_method", b"Pay-Method")

    assert orders_of(titled + b"\n" + rest).keys() == orders_of(DIGISTORE24).keys()


def test_it_puts_together_the_payments_of_a_plan():
    order = orders_of(DIGISTORE24)["DSX11AA"]

    assert (order.total, order.open_amount) == (Decimal("297.00"), Decimal("198.00"))
    assert (order.payment_plan, order.shop_state) == (PaymentPlan.RATES, ShopState.OPEN)
    assert order.installments == (
        InstallmentDraft(date(2026, 5, 3), Decimal("99.00")),
        InstallmentDraft(date(2026, 6, 3), Decimal("99.00")),
        InstallmentDraft(date(2026, 7, 3), Decimal("99.00")),
    )
    assert (order.unpaid_reason, order.payment_method) == (
        UnpaidReason.BANK_RETURNED,
        "Lastschrift",
    )
    assert order.customer == CustomerDraft(
        first_name="Antje",
        last_name="Behrends",
        street="Lotsenweg 4",
        postcode="26384",
        city="Wilhelmshaven",
        country="DE",
        email="antje@example.com",
    )


def test_it_reads_payments_at_once_and_subscriptions():
    orders = orders_of(DIGISTORE24)

    single, club = orders["DSX22BB"], orders["DSX33CC"]
    assert (single.shop_state, single.open_amount, single.installments) == (ShopState.PAID, 0, ())
    assert (club.payment_plan, club.open_amount) == (PaymentPlan.SUBSCRIPTION, 19)
    assert (club.total, club.unpaid_reason) == (38, UnpaidReason.NO_AUTOMATIC_DEBIT)


def test_a_table_of_orders_says_whether_each_is_paid():
    unpaid = DIGISTORE24.replace(b'"on_payment";"DSX22BB"', b'"";"DSX22BB"')
    unpaid = unpaid.replace(b'"2026-05-10";"Y"', b'"2026-05-10";"N"')
    unpaid = unpaid.replace(b'"T2";"payment"', b'"T2";""')

    assert orders_of(unpaid)["DSX22BB"].open_amount == 49


@pytest.mark.parametrize(
    ("data", "old", "new", "column"),
    [
        (DIGISTORE24, b'"on_payment";"DSX22BB"', b'"on_fire";"DSX22BB"', "event"),
        (DIGISTORE24, b'"single_payment"', b'"barter"', "billing_type"),
        (DIGISTORE24, b'"0";"1";"";"49.00"', b'"x";"1";"";"49.00"', "pay_sequence_no"),
        (DIGISTORE24, b'"0";"1";"";"49.00"', b'"0";"999";"";"49.00"', "number_of_installments"),
        (DIGISTORE24, b'"49.00"\n', b'"viel"\n', "transaction_amount"),
        (COPECART, b",tx3,29.90,2026-05-20", b",tx3,29.90,neulich", "transaction_date"),
        (COPECART, b"payment.charged_back", b"payment.lost", "event_type"),
        (ELOPAGE, "39,90 €".encode(), b"1.2.3", "offener Betrag"),
        (ELOPAGE, b"kL9qZ", b"", "TOKEN"),
        (ELOPAGE, b"15.06.2026", b"06/15/2026", "Fälligkeitsdatum"),
    ],
)
def test_it_names_the_cell_that_is_wrong(data, old, new, column):
    assert old in data

    parsed = read_orders(data.replace(old, new))

    assert column in [problem.column for problem in parsed.problems]


@pytest.mark.parametrize("data", [DIGISTORE24, COPECART, ELOPAGE])
def test_it_rejects_an_order_one_of_whose_rows_is_there_twice(data):
    rows = data.splitlines(keepends=True)

    parsed = read_orders(b"".join([*rows, rows[1]]))

    assert any("steht zweimal in der Datei" in problem.message for problem in parsed.problems)


def test_it_reads_the_transactions_of_copecart():
    parsed = read_orders(COPECART)

    plan, once = parsed.orders
    assert (plan.number, plan.payment_plan) == ("CC-1", PaymentPlan.RATES)
    assert (plan.total, plan.open_amount) == (300, 200)
    assert [rate.due_on for rate in plan.installments] == [
        date(2026, 5, 2),
        date(2026, 6, 2),
        date(2026, 7, 2),
    ]
    assert (once.open_amount, once.unpaid_reason) == (
        Decimal("29.90"),
        UnpaidReason.BANK_RETURNED,
    )
    assert "Testbestellung" in parsed.problems[0].message


def test_it_reads_the_open_amounts_of_elopage():
    orders = orders_of(ELOPAGE)

    course, book = orders["770001"], orders["770002"]
    assert (course.total, course.open_amount) == (Decimal("2500.00"), Decimal("1250.00"))
    assert (course.payment_plan, course.shop_token) == (PaymentPlan.RATES, "aB3xY")
    assert course.ordered_on == date(2026, 6, 1)
    assert book.installments == (InstallmentDraft(date(2026, 6, 15), Decimal("39.90")),)
    assert (book.customer.first_name, book.customer.last_name) == ("Tjark", "Müller")


def test_it_splits_a_name_that_stands_in_one_column():
    whole = ELOPAGE.replace(b"Nachname;", b"").replace(b"Tjark;", b"Tjark van ")
    whole = whole.replace(b"Gesche;Wilts", b"Gesche Wilts")

    customer = orders_of(whole)["770002"].customer

    assert (customer.first_name, customer.last_name) == ("Tjark", "van Müller")


@given(st.permutations(DIGISTORE24.splitlines(keepends=True)[1:]))
def test_the_order_of_the_rows_does_not_matter(rows):
    headings = DIGISTORE24.splitlines(keepends=True)[0]

    orders = orders_of(headings + b"".join(rows))

    assert {number: (order.total, order.open_amount) for number, order in orders.items()} == {
        "DSX11AA": (297, 198),
        "DSX22BB": (49, 0),
        "DSX33CC": (38, 19),
    }
