"""Kostenrechner."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = reverse("collections:cost-calculator")
ASKED = "?betrag=250&tag=21.11.2026&satz=0.9&bestritten=nein&vorsteuer=ja"


def browser(*permissions: str) -> Client:
    client = Client()
    client.force_login(factories.user("petra", *permissions))
    return client


@pytest.fixture
def page() -> Client:
    return browser("collections.view_collectioncase")


def test_it_shows_each_cost_with_its_formula(page):
    text = text_of(page.get(PAGE + ASKED))

    for words in (
        "Inkassokosten: 55,62 €",
        "0,9 × 51,50 €",
        "20 % × 46,35 €",
        "0,5 × 40,00 € = 20,00 €, mindestens 38,00 €",
        "Tabelle ab 01.06.2025",
        "Rechtsanwalt im Mahnverfahren: 69,52 €",
        "Ratenzahlung vereinbart: weitere 43,26 €",
        "zusammen: 163,14 €",
    ):
        assert words in text


def test_vat_is_added_where_the_creditor_cannot_deduct_it(page):
    text = text_of(page.get(PAGE + ASKED.replace("vorsteuer=ja", "vorsteuer=nein")))

    assert "Inkassokosten: 66,19 €" in text
    assert "19 % × 55,62 €" in text


def test_fifty_euros_are_a_case_of_their_own(page):
    text = text_of(page.get(PAGE + ASKED.replace("betrag=250", "betrag=50")))

    assert "31,50 € (unbestritten, Wert bis 50,00 €)" in text
    assert "§ 13 Abs. 2 RVG" in text


def test_a_disputed_claim_is_no_such_case(page):
    query = ASKED.replace("betrag=250", "betrag=50").replace("bestritten=nein", "bestritten=ja")
    text = text_of(page.get(PAGE + query))

    assert "unbestritten, Wert" not in text


def test_an_empty_form_asks_nothing(page):
    text = text_of(page.get(PAGE))

    assert "Kosten berechnen" in text
    assert "Inkassokosten:" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (ASKED.replace("21.11.2026", "31.12.2020"), "vor dem 01.01.2021"),
        (ASKED.replace("=250", "=viel"), "„viel“ ist kein Betrag"),
        (ASKED.replace("=250", "=0"), "größer als 0,00"),
        (ASKED.replace("satz=0.9", "satz=7"), "eine gültige Auswahl"),
    ],
)
def test_it_says_what_is_wrong(page, query, words):
    text = text_of(page.get(PAGE + query))

    assert "Inkassokosten:" not in text
    assert 'aria-invalid="true"' in text
    assert words in text


def test_it_needs_the_right_to_see_cases():
    response = browser("orders.view_order").get(PAGE)

    assert response.status_code == 403
    assert "Inkassofälle ansehen" in text_of(response)
