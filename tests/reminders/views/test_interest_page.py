"""Verzugszinsrechner and Basiszinssätze."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reminders.models import BaseRate
from tests.pages import messages_of, text_of

PAGE = reverse("reminders:interest")
RATES = reverse("reminders:base-rate-list")
ASKED = "?betrag=10.000,00&von=16.06.2026&bis=31.07.2026&schuldner=unternehmen"
PAID = (
    "?betrag=1000&von=01.08.2026&bis=31.08.2026&schuldner=verbraucher"
    "&zahlung_1_am=10.08.2026&zahlung_1_betrag=600"
)


@pytest.fixture
def leader(browser_of):
    """A browser of somebody who may enter base rates."""
    return browser_of("orders.view_order", "reminders.view_baserate", "reminders.add_baserate")


@pytest.fixture
def december(monkeypatch):
    """The clock of the views stands after the Bundesbank's announcement."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 12, 22))


def test_it_shows_each_line_and_the_total(page):
    text = text_of(page.get(PAGE + ASKED))

    for words in ("Verzugszinsen: 131,56 €", "42,21 €", "89,35 €", "10,27 %", "10,52 %"):
        assert words in text
    assert "durch 365, in Schaltjahren durch 366" in text


def test_a_part_payment_lowers_the_principal_from_the_next_day(page):
    text = text_of(page.get(PAGE + PAID))

    assert "Verzugszinsen: 3,29 €" in text
    assert "11.08.2026" in text
    assert "400,00 €" in text


def test_an_empty_form_asks_nothing(page):
    text = text_of(page.get(PAGE))

    assert "Zinsen berechnen" in text
    assert "Verzugszinsen:" not in text


def test_days_without_a_known_rate_are_marked(page):
    text = text_of(
        page.get(PAGE + "?betrag=1000&von=01.12.2026&bis=31.01.2027&schuldner=verbraucher")
    )

    assert "Vorläufig: Für einen Teil der Tage" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("?betrag=viel&von=1.7.2026&bis=2.7.2026", "kein Betrag", id="no amount"),
        pytest.param(
            "?betrag=5&von=02.07.2026&bis=01.07.2026", "liegt vor dem ersten", id="reversed"
        ),
        pytest.param(
            "?betrag=5&von=01.07.2001&bis=02.07.2001&schuldner=verbraucher",
            "Vor dem ersten bekannten Basiszinssatz",
            id="before 2002",
        ),
        pytest.param(PAID.replace("600", ""), "fehlt der Betrag", id="day without amount"),
        pytest.param(PAID.replace("10.08.2026", ""), "fehlt der Tag", id="amount without day"),
        pytest.param(PAID.replace("600", "1000,01"), "höher als die Hauptforderung", id="too much"),
        pytest.param("?betrag=5&von=1.7.2026&bis=2.7.2026&schuldner=x", "schuldner", id="debtor"),
    ],
)
def test_it_says_what_is_wrong(page, query, words):
    answered = page.get(PAGE + query)

    assert words in text_of(answered)
    assert answered.context["answer"] is None


def test_the_form_offers_two_more_rows_than_are_filled(page):
    rows = page.get(PAGE + PAID + "&zahlung_5_am=11.08.2026").context["form"].payment_rows()

    assert len(rows) == 7


def test_the_lines_come_as_csv(page):
    answered = page.get(reverse("reminders:interest-csv") + ASKED)

    lines = answered.content.decode("utf-8-sig").splitlines()
    assert "verzugszinsen.csv" in answered["Content-Disposition"]
    assert lines[0].startswith("Von;Bis;Tage;")
    assert lines[1] == "16.06.2026;30.06.2026;15;365;10000,00;1,27;9,00;10,27;42,21;nein"
    assert lines[-1] == "Summe;;46;;;;;;131,56;"


def test_a_negative_base_rate_stays_a_number_in_the_csv(page):
    query = "?betrag=1000&von=01.01.2022&bis=30.06.2022&schuldner=verbraucher"

    answered = page.get(reverse("reminders:interest-csv") + query)

    assert ";-0,88;5,00;4,12;" in answered.content.decode("utf-8-sig")


def test_the_calculation_comes_as_pdf(page):
    answered = page.get(reverse("reminders:interest-pdf") + PAID)

    text = PdfReader(io.BytesIO(answered.content)).pages[0].extract_text().replace("\u00a0", " ")
    for words in ("Berechnung der Verzugszinsen", "Zahlung vom 10.08.2026", "600,00 €", "3,29 €"):
        assert words in text


@pytest.mark.parametrize("name", ["reminders:interest-csv", "reminders:interest-pdf"])
def test_a_download_that_cannot_be_made_leads_to_the_page(page, name):
    answered = page.get(reverse(name) + "?betrag=viel")

    assert answered["Location"] == f"{PAGE}?betrag=viel"


def test_who_may_not_see_orders_may_not_calculate(browser_of):
    assert browser_of("reminders.view_dunningrun").get(PAGE).status_code == 403


def test_the_table_shows_every_half_year_with_both_rates(leader):
    text = text_of(leader.get(RATES))

    for words in ("01.01.2002", "01.07.2026", "1,52 %", "6,52 %", "10,52 %", "mitgeliefert"):
        assert words in text


def test_the_next_half_year_is_entered_and_taken_back(leader, december):
    rate = {"valid_from": "01.01.2027", "percent": "1,77", "source": "Bundesbank, 22.12.2026"}

    entered = leader.post(RATES, rate, follow=True)

    assert messages_of(entered) == ["Basiszinssatz eingetragen: 1,77 % ab 01.01.2027."]
    newest = BaseRate.objects.get(valid_from=date(2027, 1, 1))
    assert newest.entered_by is not None
    removed = leader.post(reverse("reminders:base-rate-take-back", args=[newest.pk]), follow=True)
    assert messages_of(removed) == ["Der Basiszinssatz ab 01.01.2027 ist zurückgenommen."]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"source": ""}, "Dieses Feld ist zwingend erforderlich", id="no source"),
        pytest.param({"valid_from": "02.01.2027"}, "gilt ab 01.01.2027", id="wrong day"),
        pytest.param({"percent": "17,70"}, "noch nie verändert", id="slipped comma"),
        pytest.param({"percent": "99"}, "zwischen −5 und 20", id="impossible"),
    ],
)
def test_a_wrong_rate_is_refused_at_its_field(leader, december, changed, words):
    rate = {"valid_from": "01.01.2027", "percent": "1,77", "source": "Bundesbank"}

    assert words in text_of(leader.post(RATES, rate | changed))
    assert not BaseRate.objects.filter(valid_from__gt=date(2026, 7, 1)).exists()


def test_an_unusual_rate_is_entered_once_it_is_confirmed(leader, december):
    rate = {"valid_from": "01.01.2027", "percent": "5,02", "source": "Bundesbank"}

    refused = leader.post(RATES, rate)
    leader.post(RATES, rate | {"is_confirmed": "on"})

    assert 'type="checkbox" name="is_confirmed"' in text_of(refused)
    assert BaseRate.objects.filter(valid_from=date(2027, 1, 1)).exists()


def test_a_shipped_rate_is_not_taken_back(leader):
    shipped = BaseRate.objects.get(valid_from=date(2026, 7, 1))

    answered = leader.post(reverse("reminders:base-rate-take-back", args=[shipped.pk]), follow=True)

    assert "Nur der zuletzt eingetragene" in messages_of(answered)[0]


def test_who_may_only_look_cannot_enter_a_rate(browser_of):
    browser = browser_of("reminders.view_baserate")

    assert "Nächstes Halbjahr eintragen" not in text_of(browser.get(RATES))
    assert browser.post(RATES, {}).status_code == 403


def test_both_pages_warn_of_a_missing_half_year(leader, december):
    for address in (PAGE, RATES):
        assert "Der Basiszinssatz ab 01.01.2027 fehlt noch." in text_of(leader.get(address))
