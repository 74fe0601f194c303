"""A transfer for two orders, from the bank's file to two paid orders, in a real browser."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import CLERK, NOBODY, Staff, log_in

MAKE_ORDERS = """
from datetime import date, datetime, timedelta
from tests import factories

account = factories.sales_account("Kalenderladen")
today = date.fromisoformat("{today}")
for number, total in (("UZ-8001", "79.90"), ("UZ-8002", "49.70")):
    factories.order(
        account, number=number, total=total, today=today, due_on=today - timedelta(days=9),
        last_name="Quellmann",
    )
"""


@pytest.fixture(scope="module")
def page(staff: Staff) -> Iterator[Page]:
    """A clerk's browser; an error on its console fails the test."""
    errors: list[str] = []
    page = staff.tab(NOBODY)
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    assert errors == []


def statement(day: date) -> bytes:
    """MT940 of the account of the factories' creditor: both orders in one sum, named by none."""
    short, long = day.strftime("%y%m%d"), day.strftime("%m%d")
    lines = [
        ":20:STARTUMSE",
        ":25:37040044/0532013000",
        ":28C:00047/001",
        f":60F:C{short}EUR1000,00",
        f":61:{short}{long}CR129,60NTRFNONREF",
        ":86:166?00GUTSCHRIFT?20SVWZ+Fuer beide Fotobueche?21r, vielen Dank"
        "?30BYLADEM1001?31DE02120300000000202051?32QUELLMANN ZOE",
        f":62F:C{short}EUR1129,60",
        "-",
    ]
    return "\r\n".join(lines).encode("latin-1")


def test_a_transfer_for_two_orders_finds_both_by_a_clerks_hand(installation, page):
    today = datetime.now().astimezone().date()
    installation.manage("shell", "-v", "0", "-c", MAKE_ORDERS.format(today=today))
    log_in(page, CLERK)
    read_the_statement(page, statement(today - timedelta(days=1)))
    open_the_movement(page)
    split_it(page)
    both_orders_are_paid(page)
    take_it_back(page)


def read_the_statement(page: Page, data: bytes) -> None:
    page.goto("/kontoauszuege/")
    file = {"name": "umsaetze.sta", "mimeType": "text/plain", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kontoauszug einlesen").click()
    page.get_by_role("link", name="Zahlungseingänge klären").click()


def open_the_movement(page: Page) -> None:
    page.get_by_role("searchbox", name="Suche", exact=True).fill("quellmann")
    page.get_by_role("searchbox", name="Suche", exact=True).press("Enter")
    page.get_by_role("link", name="QUELLMANN ZOE", exact=True).click()
    expect(page.get_by_role("heading", name="Zahlungseingang über 129,60")).to_be_visible()


def split_it(page: Page) -> None:
    """By keyboard: Enter checks, it never books unseen."""
    page.get_by_label("Auftrag").first.fill("UZ-8001")
    page.get_by_role("button", name="Zeile hinzufügen").click()
    page.get_by_label("Auftrag").nth(1).fill("uz 8002")
    page.get_by_label("Auftrag").nth(1).press("Enter")
    expect(page.get_by_text("offen 49,70 € → bezahlt").first).to_be_visible()
    expect(page.locator("[data-split-rest]")).to_have_text("0,00 €")
    page.get_by_role("button", name="Buchen", exact=True).click()
    expect(page.get_by_text("zugeordnet: UZ-8001, UZ-8002.")).to_be_visible()


def both_orders_are_paid(page: Page) -> None:
    page.get_by_role("link", name="Ansehen").click()
    for number in ("UZ-8001", "UZ-8002"):
        page.get_by_role("link", name=number).click()
        expect(page.get_by_text("Der Auftrag ist bezahlt").first).to_be_visible()
        page.go_back()


def take_it_back(page: Page) -> None:
    page.get_by_label("Grund").fill("falscher Kunde")
    page.get_by_role("button", name="Zuordnung zurücknehmen").click()
    expect(page.get_by_text("Zurückgenommen").first).to_be_visible()
    page.get_by_role("link", name="UZ-8001").first.click()
    expect(page.get_by_text("79,90 €").first).to_be_visible()
