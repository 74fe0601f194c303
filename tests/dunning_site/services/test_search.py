"""The search in the head of the page: what it finds, and by which index."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dunning_site.services.search import Kind, exact_order, search, typed_amount
from inkasso.models import CollectionCase
from orders.models import Invoice
from tests import collection_factories, factories
from tests.plans import plan_of_sql

pytestmark = pytest.mark.django_db


def _found(text: str, kind: Kind) -> list[str]:
    (found,) = [one.rows for one in search(text, list(Kind)) if one.kind == kind] or [[]]
    return [str(row) for row in found]


@pytest.mark.parametrize("text", ["EF-10", "ef-1042", "EF 1042", "ef10"])
def test_it_finds_an_order_by_the_start_of_its_number(text):
    factories.order(number="EF-1042")
    factories.order(number="EF-2042")

    assert _found(text, Kind.ORDERS) == ["EF-1042"]


def test_it_finds_an_invoice():
    order = factories.order()
    Invoice.objects.create(order=order, number="RE-2026-7", number_key="re20267")

    assert _found("RE-2026", Kind.INVOICES) == ["RE-2026-7"]


@pytest.mark.parametrize(
    "text",
    [
        "Müller",
        "mueller",
        "muller",
        "Mül",
        "Müller Zo",
        "Zoë Müller",
        "Zoe Mül",
        "Müller, Zoë",
        "zoe@",
        "ZOE@KUNDEN.EXAMPLE",
    ],
)
def test_it_finds_a_customer(text):
    factories.order(last_name="Müller", email="zoe@kunden.example")
    factories.order(last_name="Winter", email="anna@kunden.example")

    assert _found(text, Kind.CUSTOMERS) == ["Zoë Müller"]


def test_it_finds_a_customer_by_company():
    customer = factories.customer()
    type(customer).objects.filter(pk=customer.pk).update(
        company="Süß GmbH", company_key="suss gmbh"
    )

    assert _found("sues", Kind.CUSTOMERS) == ["Süß GmbH"]


def test_a_customer_with_several_hits_comes_once():
    factories.order(last_name="Winter", email="winter@kunden.example")

    assert _found("winter", Kind.CUSTOMERS) == ["Zoë Winter"]


def test_it_says_what_a_customer_owes():
    account = factories.sales_account()
    for total in ("10.00", "20.50"):
        factories.order(account, total=total, email="w@kunden.example")

    (found,) = [one for one in search("winter", [Kind.CUSTOMERS]) if one.kind == Kind.CUSTOMERS]

    assert [row.open_sum for row in found.rows] == [Decimal("30.50")]


@pytest.mark.parametrize("text", ["{reference}", "{pk}", "az-77", "AZ-77/2026"])
def test_it_finds_a_case_by_its_references(text):
    case = collection_factories.case()
    CollectionCase.objects.filter(pk=case.pk).update(agency_reference="AZ-77/2026")

    typed = text.format(reference=case.reference.lower(), pk=case.pk)

    assert _found(typed, Kind.CASES) == [case.reference]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("79,90", True), ("79,90 €", True), ("79.90", True), ("30,00", True), ("31,00", False)],
)
def test_it_finds_orders_by_total_and_by_what_is_open(text, is_found):
    factories.order(number="EF-1", total="79.90", open_amount="30.00")

    assert _found(text, Kind.AMOUNTS) == (["EF-1"] if is_found else [])


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("84,90 €", "84.90"),
        ("84", "84.00"),
        ("0", None),
        ("EF-84", None),
        ("999999999999", None),
    ],
)
def test_it_tells_an_amount_from_other_texts(text, amount):
    assert typed_amount(text) == (amount and Decimal(amount))


def test_an_exact_number_means_one_order():
    exact = factories.order(number="EF-10")
    factories.order(number="EF-100")

    assert exact_order("ef 10", search("ef 10", list(Kind))) == exact
    assert exact_order("EF-1", search("EF-1", list(Kind))) is None


@pytest.mark.parametrize("text", ["84,90", "84.90", "84,90 €"])
def test_an_amount_is_no_number(text):
    factories.order(number="8490", total="84.90")

    found = search(text, list(Kind))

    assert [one.kind for one in found] == [Kind.AMOUNTS]
    assert exact_order(text, found) is None


def test_a_number_of_two_accounts_means_none():
    for name in ("Nord", "Süd"):
        factories.order(factories.sales_account(name), number="EF-10")

    assert exact_order("EF-10", search("EF-10", list(Kind))) is None


def test_it_shows_ten_and_says_that_there_are_more():
    for index in range(11):
        factories.order(number=f"EF-10{index:02d}")

    (found,) = search("EF-10", [Kind.ORDERS])

    assert len(found.rows) == 10
    assert found.has_more


@pytest.mark.parametrize("text", ["m-12", "ik-12", "12", "84,90", "Anna Maria Müller", "ef-10"])
def test_no_table_is_read_as_a_whole(text):
    factories.order()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        search(text, list(Kind))
    plans = "\n".join(plan_of_sql(query["sql"]) for query in queries.captured_queries)

    assert "SCAN" not in plans
    assert "Seq Scan" not in plans
    assert len(queries) <= len(Kind)
