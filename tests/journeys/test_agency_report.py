"""A report of an agency, from its file to the case that shows status and payment, in a browser."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import CLERK, NOBODY, Staff, log_in

MAKE_CASE = """
from datetime import date, timedelta
from inkasso.rules.states import CaseState
from tests import collection_factories, factories

account = factories.sales_account("Meldewerk")
today = date.fromisoformat("{today}")
agency = collection_factories.agency("Hafen Inkasso GmbH")
collection_factories.policy(account, agency=agency)
order = factories.order(
    account, number="MW-7001", total="250.00", today=today, due_on=today - timedelta(days=70),
    last_name="Meldemann",
)
case = collection_factories.case(
    order, state=CaseState.HANDED_OVER, today=today - timedelta(days=9)
)
case.agency_reference = ""
case.save()
"""


@pytest.fixture(scope="module")
def page(staff: Staff) -> Iterator[Page]:
    """A clerk's browser; an error on its console fails the test."""
    errors: list[str] = []
    page = staff.tab(NOBODY)
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    assert errors == []


def report(day: date) -> bytes:
    """A word that nobody knows yet, and a payment under a number that only the agency knows."""
    on = f"{day:%d.%m.%Y}"
    return (
        "Art;Aktenzeichen Inkasso;Status;Datum;Betrag;Kosten;Abrechnung\r\n"
        f"Status;HI-2026-7;Schuldner verhandelt;{on};;;\r\n"
        f"Zahlung;HI-2026-7;;{on};100,00;32,40;AB-1\r\n"
    ).encode("cp1252")


def test_a_report_is_clarified_and_stands_in_the_case(installation, page):
    today = datetime.now().astimezone().date()
    installation.manage("shell", "-v", "0", "-c", MAKE_CASE.format(today=today))
    log_in(page, CLERK)
    upload(page, report(today - timedelta(days=1)))
    book_the_payment(page)
    explain_the_word(page)
    both_lines_are_taken_over(page)
    the_case_shows_both(page)


def upload(page: Page, data: bytes) -> None:
    page.goto("/inkasso/rueckmeldungen/")
    page.get_by_role("combobox", name="Inkassopartner").select_option(label="Hafen Inkasso GmbH")
    file = {"name": "november.csv", "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Rückmeldung einlesen").click()
    expect(page.get_by_text("0 Zeilen übernommen, 2 zu klären")).to_be_visible()


def book_the_payment(page: Page) -> None:
    """A name alone books nothing: the clerk is asked for the number."""
    page.get_by_role("link", name="3", exact=True).click()
    page.get_by_label("Fall", exact=True).fill("Meldemann")
    page.get_by_role("button", name="Zahlung buchen").click()
    expect(page.get_by_text("Geben Sie das Aktenzeichen ein").first).to_be_visible()
    page.get_by_label("Fall", exact=True).fill("MW-7001")
    page.get_by_role("button", name="Zahlung buchen").click()
    expect(page.get_by_text("Zeile 3 ist für IK-")).to_be_visible()


def explain_the_word(page: Page) -> None:
    """The case is known by now: the payment told the agency's number."""
    page.get_by_role("link", name="2", exact=True).click()
    page.get_by_label("bedeutet").select_option(label="in Kontakt mit dem Schuldner")
    page.get_by_role("button", name="Merken und übernehmen").click()


def both_lines_are_taken_over(page: Page) -> None:
    expect(page.get_by_text("bedeutet jetzt „in Kontakt mit dem Schuldner“")).to_be_visible()
    expect(page.get_by_role("cell", name="übernommen", exact=True)).to_have_count(2)


def the_case_shows_both(page: Page) -> None:
    page.get_by_role("link", name="IK-").first.click()
    expect(page.get_by_text("in Kontakt mit dem Schuldner").first).to_be_visible()
    expect(page.get_by_text("Zahlung über 100,00 €", exact=False).first).to_be_visible()
