"""The search's field in the head of every page, and the page of what it finds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import collection_factories, factories
from tests.factories import TODAY
from tests.pages import text_of


def _search(browser, text: str):
    return browser.get(reverse("search"), {"q": text})


def _titles(response) -> list[str]:
    return [group["title"] for group in response.context["groups"]]


def test_every_page_has_the_field_in_its_head(desk):
    page = text_of(desk.get(reverse("order-list")))

    assert '<form class="global-search" method="get" action="/suche/" role="search"' in page
    assert 'placeholder="Bestellung, Rechnung, Kunde, E-Mail, Betrag"' in page


def test_the_admin_has_it_too(client, today, db):
    client.force_login(
        factories.user("chef", "orders.view_creditor", "orders.view_order", is_staff=True)
    )

    page = text_of(client.get(reverse("admin:orders_creditor_changelist")))

    assert 'action="/suche/"' in page


def test_who_may_find_nothing_has_no_field(client, today, db):
    client.force_login(factories.user("gast"))

    page = text_of(client.get(reverse("password_change")))

    assert "/suche/" not in page
    assert _search(client, "winter").status_code == 403


def test_the_exact_number_leads_to_the_order(desk):
    order = factories.order(number="EF-1042")

    assert _search(desk, "ef-1042").url == reverse("order-page", args=[order.pk])


def test_it_groups_what_it_finds(desk):
    factories.order(number="EF-1042", last_name="Efeu", due_on=TODAY - timedelta(days=3))

    response = _search(desk, "ef")

    assert _titles(response) == ["Aufträge", "Kunden"]
    assert "79,90 € offen" in text_of(response)


def test_more_than_ten_lead_to_the_order_list(desk):
    for index in range(11):
        factories.order(number=f"EF-10{index:02d}")

    page = text_of(_search(desk, "EF-10"))

    assert '<a class="no-print" href="/auftraege/?suche=EF-10">Alle Aufträge anzeigen</a>' in page


def test_cases_are_for_those_who_may_see_them(client, today, db):
    case = collection_factories.case()
    client.force_login(factories.user("ines", "orders.view_order"))

    assert _titles(_search(client, case.reference)) == []


def test_who_may_see_only_cases_finds_nothing_else(client, today, db):
    case = collection_factories.case()
    client.force_login(factories.user("inka", "collections.view_collectioncase"))

    assert _titles(_search(client, case.reference)) == ["Inkassofälle"]
    assert _titles(_search(client, case.order.customer.last_name)) == []


def test_reminders_are_for_those_who_may_see_them(reader):
    assert _titles(_search(reader, "M-000001")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Gesucht wird vom Anfang an"),
        ("E", "Geben Sie mindestens zwei Zeichen ein."),
        ("xyz", "Nichts gefunden."),
        ("\x00\x00 ", "Gesucht wird vom Anfang an"),
    ],
)
def test_it_says_why_there_is_nothing(desk, text, words):
    assert words in text_of(_search(desk, text))


def test_without_a_hit_it_offers_the_search_everywhere(desk):
    page = text_of(_search(desk, "x & y"))

    assert 'href="/auftraege/?suche=x+%26+y"' in page


def test_it_escapes_what_was_typed(desk):
    page = text_of(_search(desk, '"><script>'))

    assert "<script>" not in page.partition("<body")[2]


@pytest.mark.parametrize(("right", "is_linked"), [("view_customer", True), ("view_order", False)])
def test_customers_lead_to_their_page_only_with_the_right(client, today, db, right, is_linked):
    order = factories.order(last_name="Winter")
    client.force_login(factories.user("kim", "orders.view_order", f"orders.{right}"))

    page = text_of(_search(client, "winter"))

    assert (reverse("customer-account", args=[order.customer_id]) in page) == is_linked


def test_it_needs_one_query_for_each_kind(desk, django_assert_max_num_queries):
    factories.order()
    _search(desk, "winter")

    with django_assert_max_num_queries(20):
        _search(desk, "winter")


def test_all_orders_of_an_amount_are_in_the_order_list(desk):
    for index in range(11):
        factories.order(number=f"EF-10{index:02d}", total="84.90")

    page = text_of(_search(desk, "84,90"))
    listed = desk.get(reverse("order-list"), {"suche": "84,90"})

    assert '<a class="no-print" href="/auftraege/?suche=84%2C90">Alle Beträge anzeigen</a>' in page
    assert listed.context["hits"] == 11
