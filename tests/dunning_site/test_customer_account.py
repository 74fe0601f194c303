"""The page of a customer: all that a call about his orders needs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from inkasso.models import CollectionAgency, CollectionCase
from orders.models import Customer, CustomerNote, LinkOpening
from orders.services.payments import record_payment
from reminders.models import DebtorRequest, DunningBlock
from tests import collection_factories, factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of

RIGHTS = ("orders.view_order", "orders.view_customer")


@pytest.fixture
def clerk(client: Client, db: None, today) -> Client:
    """The browser of a clerk who takes calls."""
    rights = (
        *RIGHTS,
        "orders.add_customernote",
        "orders.add_ledgerentry",
        "reminders.add_dunningblock",
        "reminders.change_dunningblock",
        "reminders.add_balancestatement",
        "reminders.view_debtorrequest",
        "collections.view_collectioncase",
    )
    client.force_login(factories.user("petra", *rights))
    return client


@pytest.fixture
def customer(db: None) -> Customer:
    """A customer with two open orders and one with a credit."""
    for number, total, days in (("EF-1", "100.00", 40), ("EF-2", "50.00", -5)):
        factories.order(
            number=number,
            total=total,
            due_on=TODAY - timedelta(days=days),
            email="zoe@kunden.example",
        )
    paid = factories.order(number="EF-3", total="20.00", email="zoe@kunden.example")
    record_payment(
        paid.pk, amount=paid.total + 5, paid_on=TODAY, reference="zuviel", actor=None, today=TODAY
    )
    return paid.customer


def _page(browser: Client, customer: Customer):
    return browser.get(reverse("customer-account", args=[customer.pk]))


def _figures(response) -> dict[str, tuple[str, str]]:
    return {
        one["label"]: (one["value"].replace("\u00a0", " "), one["note"].replace("\u00a0", " "))
        for one in response.context["figures"]
    }


def test_it_adds_up_one_balance_over_all_orders(clerk, customer):
    figures = _figures(_page(clerk, customer))

    assert figures["Saldo"] == ("145,00 €", "offen 150,00 €, Guthaben 5,00 €")
    assert figures["Überfällig"] == ("100,00 €", "seit 12.10.2026 (40 Tage)")
    assert figures["Aufträge"] == ("3", "2 offen")


def test_it_says_who_it_is_and_how_to_call(clerk, customer):
    Customer.objects.filter(pk=customer.pk).update(phone="040 123 45", email_failed_on=TODAY)

    page = text_of(_page(clerk, customer))

    assert '<a href="tel:04012345">040 123 45</a>' in page
    assert "Bäckergasse 12" in page
    assert "Adresse prüfen" in page


def test_it_explains_what_comes_next_for_each_open_order(clerk, customer):
    open_orders = _page(clerk, customer).context["open_orders"]

    assert [row["order"].number for row in open_orders] == ["EF-1", "EF-2"]
    assert open_orders[0]["explanation"].startswith("Steht in Mahnstufe 1 zur Mahnung an")
    assert open_orders[1]["explanation"].startswith("Fällig am 26.11.2026")


def test_it_tells_agency_blocks_and_requests_first(clerk, customer):
    first = customer.orders.get(number="EF-1")
    case = collection_factories.case(first)
    agency = collection_factories.agency()
    CollectionAgency.objects.filter(pk=agency.pk).update(phone="0421 99")
    CollectionCase.objects.filter(pk=case.pk).update(agency=agency, agency_reference="AZ-7")
    DunningBlock.objects.create(customer=customer, reason="goodwill", set_on=TODAY)
    DebtorRequest.objects.create(
        order=first, kind="deferral", received_at=datetime(2026, 11, 20, 9, tzinfo=UTC)
    )

    page = text_of(_page(clerk, customer))

    assert "Aktenzeichen dort AZ-7" in page
    assert 'href="tel:042199"' in page
    assert "für alle Aufträge, ohne Ende" in page
    assert "Anliegen offen" in page


def test_cases_and_requests_need_their_rights(client, today, customer):
    first = customer.orders.get(number="EF-1")
    case = collection_factories.case(first)
    DebtorRequest.objects.create(
        order=first, kind="deferral", received_at=datetime(2026, 11, 20, 9, tzinfo=UTC)
    )
    client.force_login(factories.user("ines", *RIGHTS))

    page = text_of(_page(client, customer))

    assert case.reference not in page
    assert "Anliegen offen" not in page
    assert "Notiz schreiben" not in page
    assert "Saldenmitteilung</a>" not in page


def test_it_merges_the_contacts_newest_first(clerk, customer):
    order = customer.orders.get(number="EF-1")
    opened_at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    LinkOpening.objects.create(order=order, opened_on=opened_at.date(), opened_at=opened_at)
    CustomerNote.objects.create(customer=customer, text="Zahlt morgen")

    contacts = _page(clerk, customer).context["contacts"]

    assert [one.title for one in contacts] == ["Notiz", "Link geöffnet"]


def test_a_request_among_the_contacts_leads_to_its_page_and_tells_the_answer(clerk, customer):
    asked = DebtorRequest.objects.create(
        order=customer.orders.get(number="EF-1"),
        kind="deferral",
        received_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        answer="Gern bis Monatsende.",
    )

    (contact,) = _page(clerk, customer).context["contacts"]

    assert contact.url == f"/anliegen/{asked.pk}/"
    assert contact.text == "Auftrag EF-1 Antwort: Gern bis Monatsende."


def test_it_shows_the_last_payments(clerk, customer):
    rows = _page(clerk, customer).context["payments"]

    assert [(row["order"].number, row["amount"]) for row in rows] == [("EF-3", 25)]


def test_open_orders_come_first_in_the_table(clerk, customer):
    table = _page(clerk, customer).context["table"]

    assert [row.record.number for row in table.rows] == ["EF-1", "EF-2", "EF-3"]


def test_a_note_is_kept_once(clerk, customer):
    address = reverse("customer-note", args=[customer.pk])
    for _ in range(2):
        clerk.post(address, {"text": "Ruft morgen zurück"})

    assert [note.text for note in customer.notes.all()] == ["Ruft morgen zurück"]
    assert customer.notes.get().author.username == "petra"


def test_an_empty_note_is_refused_at_its_field(clerk, customer):
    response = clerk.post(reverse("customer-note", args=[customer.pk]), {"text": " "})

    assert response.status_code == 422
    assert not customer.notes.exists()


def test_it_blocks_and_releases_all_orders(clerk, customer):
    clerk.post(reverse("customer-block", args=[customer.pk]), {"reason": "goodwill"})
    assert DunningBlock.objects.active(on=TODAY).filter(customer=customer).count() == 1

    clerk.post(reverse("customer-unblock", args=[customer.pk]))

    assert not DunningBlock.objects.active(on=TODAY).filter(customer=customer).exists()


def test_a_block_in_the_past_is_refused(clerk, customer):
    response = clerk.post(
        reverse("customer-block", args=[customer.pk]),
        {"reason": "goodwill", "until_on": "01.01.2026"},
    )

    assert response.status_code == 422
    assert "liegt in der Vergangenheit" in text_of(response)


def test_lifting_no_block_says_so(clerk, customer):
    response = clerk.post(reverse("customer-unblock", args=[customer.pk]), follow=True)

    assert messages_of(response) == ["Für diesen Kunden gilt keine Mahnsperre."]


@pytest.mark.parametrize("name", ["customer-account", "customer-block", "customer-balance"])
def test_unknown_customers_are_not_found(clerk, name):
    assert clerk.get(reverse(name, args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("customer-account", "get"),
        ("customer-note", "post"),
        ("customer-block", "post"),
        ("customer-unblock", "post"),
        ("customer-balance", "get"),
        ("customer-balance-send", "post"),
        ("customer-balance-pdf", "get"),
    ],
)
def test_each_page_needs_its_right(reader, customer, name, method):
    response = getattr(reader, method)(reverse(name, args=[customer.pk]))

    assert response.status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_orders(
    clerk, customer, django_assert_max_num_queries
):
    for index in range(30):
        factories.order(
            number=f"GH-{index}",
            email="zoe@kunden.example",
            due_on=TODAY - timedelta(days=index + 1),
        )
    _page(clerk, customer)

    with django_assert_max_num_queries(75):
        response = _page(clerk, customer)

    assert len(response.context["open_orders"]) == 5
    assert response.context["has_more_open"]


def test_the_order_page_names_the_customer_with_the_way_to_him(clerk, customer):
    order = customer.orders.get(number="EF-1")

    page = text_of(clerk.get(reverse("order-page", args=[order.pk])))

    assert f'href="{reverse("customer-account", args=[customer.pk])}"' in page
