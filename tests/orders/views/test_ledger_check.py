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


def test_while_one_that_was_asked_for_runs_it_says_only_that(
    lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_check(check_ledger(), now=timezone.now())
    asked: list[str] = []
    monkeypatch.setattr("orders.views.ledger_check.enqueue", asked.append)

    answer = lead.post(reverse("orders:ledger-check-start"), follow=True)

    progress = lead.get(answer.context["progress_url"]).json()
    assert asked == ["orders.tasks.check_books"]
    assert "Buchungsprüfung läuft" in answer.content.decode()
    assert "Alles stimmt" not in answer.content.decode()
    assert (progress["state"], progress["finished_url"]) == ("running", None)


def test_when_it_is_done_its_result_is_shown(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.views.ledger_check.enqueue", lambda task: None)
    running = lead.post(reverse("orders:ledger-check-start"), follow=True)
    keep_check(check_ledger(), now=timezone.now())

    progress = lead.get(running.context["progress_url"]).json()
    answer = lead.get(running.redirect_chain[-1][0], follow=True)

    assert progress["finished_url"] == PAGE
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Alles stimmt" in answer.content.decode()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40])
def test_an_address_that_names_no_check_shows_the_newest(lead: Client, number: str) -> None:
    assert lead.get(f"{PAGE}?nach={number}").status_code == 302


def test_it_needs_the_right(client: Client) -> None:
    client.force_login(factories.user("gast"))

    assert client.get(PAGE).status_code == 403
