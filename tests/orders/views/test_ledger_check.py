"""The page that shows whether the books are right."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from orders.services.ledger_check import check_ledger, keep_check
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/buchungspruefung/"


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(factories.user("ina", "orders.view_ledgercheck", "orders.add_ledgercheck"))
    return client


def test_it_says_when_nothing_was_checked_yet(lead: Client) -> None:
    assert "Noch keine Prüfung" in lead.get(PAGE).content.decode()


def test_it_says_that_everything_agrees(lead: Client) -> None:
    factories.order()
    keep_check(check_ledger(), now=timezone.now())

    assert "Alles stimmt" in lead.get(PAGE).content.decode()


def test_it_names_what_disagrees_and_counts_it_in_the_menu(lead: Client) -> None:
    order = factories.order(number="EF-77")
    Order.objects.filter(pk=order.pk).update(open_amount=1)
    keep_check(check_ledger(), now=timezone.now())

    page = lead.get(PAGE).content.decode()

    assert "Auftrag EF-77" in page
    assert "Abweichungen" in page


def test_it_can_be_asked_for(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("orders.views.ledger_check.enqueue", asked.append)

    answer = lead.post(reverse("orders:ledger-check-start"), follow=True)

    assert asked == ["orders.tasks.check_books"]
    assert "Die Prüfung läuft" in answer.content.decode()


def test_it_needs_the_right(client: Client) -> None:
    client.force_login(factories.user("gast"))

    assert client.get(PAGE).status_code == 403
