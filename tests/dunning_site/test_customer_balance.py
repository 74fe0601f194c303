"""The pages of a balance statement: check, send, download."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reminders.models import BalanceStatement
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of

RIGHTS = ("orders.view_order", "orders.view_customer")


@pytest.fixture
def clerk(client, db, today):
    """The browser of a clerk who may send balance statements."""
    client.force_login(factories.user("petra", *RIGHTS, "reminders.add_balancestatement"))
    return client


@pytest.fixture
def customer(db):
    """A customer who owes 100 euros."""
    return factories.customer(number="EF-1", total="100.00", due_on=TODAY - timedelta(days=9))


def _address(name: str, customer) -> str:
    return reverse(name, args=[customer.pk])


def _seen(**changes: object) -> dict[str, object]:
    return {"seen_statement": 0, "seen_balance": "100.00", **changes}


def test_it_shows_what_would_be_sent_and_writes_nothing(clerk, customer):
    page = text_of(clerk.get(_address("customer-balance", customer)))

    assert "Saldenmitteilung senden" in page
    assert '<input type="hidden" name="seen_balance" value="100.00"' in page
    assert not BalanceStatement.objects.exists()


def test_it_says_what_became_of_the_mail(clerk, customer):
    response = clerk.post(_address("customer-balance-send", customer), _seen(), follow=True)

    assert messages_of(response) == [
        "Saldenmitteilung nicht versendet. Es ist kein Mailserver eingerichtet."
    ]
    assert "Saldenmitteilung: fehlgeschlagen" in text_of(response)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        (_seen(seen_balance="90.00"), "Der Saldo ist inzwischen 100,00 €."),
        ({}, "Die Seite ist veraltet."),
    ],
)
def test_an_old_page_sends_nothing(clerk, customer, posted, words):
    response = clerk.post(_address("customer-balance-send", customer), posted, follow=True)

    assert messages_of(response)[0].startswith(words)
    assert not BalanceStatement.objects.exists()


def test_the_pdf_can_be_had_without_sending(clerk, customer):
    response = clerk.get(_address("customer-balance-pdf", customer))

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF")
    assert not BalanceStatement.objects.exists()


def test_what_was_sent_can_be_read_again_by_its_customer_only(clerk, customer):
    clerk.post(_address("customer-balance-send", customer), _seen())
    statement = BalanceStatement.objects.get()
    other = factories.customer()

    mine = clerk.get(reverse("customer-statement", args=[customer.pk, statement.pk]))
    foreign = clerk.get(reverse("customer-statement", args=[other.pk, statement.pk]))

    assert mine.content == bytes(statement.pdf)
    assert foreign.status_code == 404


def test_a_customer_without_an_address_can_only_be_written_to(clerk):
    customer = factories.customer(email="", street="Weg 1")

    page = text_of(clerk.get(_address("customer-balance", customer)))

    assert "Laden Sie das PDF herunter." in page
    assert "Saldenmitteilung senden</button>" not in page
