"""The search in the head of every page, and the pages of a customer."""

from playwright.sync_api import Page

from tests.journeys.places import NOT_FOUND, Place
from tests.journeys.staff import CLERK


def _refused_note(page: Page) -> None:
    page.locator("summary", has_text="Notiz schreiben").click()
    page.get_by_role("button", name="Notiz speichern").click()


def _refused_block(page: Page) -> None:
    page.get_by_role("button", name="Mahnsperre setzen").click()


CUSTOMERS = (
    Place("search", "/suche/"),
    Place("search-hits", "/suche/?q=win", CLERK),
    Place("search-short", "/suche/?q=w"),
    Place("search-none", "/suche/?q=Nirgendwo"),
    Place("failed-addresses", "/kunden/adressen/", CLERK),
    Place("customer", "/kunden/{customer}/", CLERK),
    Place("customer-note-refused", "/kunden/{customer}/", CLERK, click=_refused_note),
    Place("customer-of-none", "/kunden/999999/", CLERK, status=NOT_FOUND),
    Place("customer-block", "/kunden/{customer}/mahnsperre/", CLERK),
    Place("customer-block-refused", "/kunden/{customer}/mahnsperre/", CLERK, click=_refused_block),
    Place("customer-balance", "/kunden/{customer}/saldenmitteilung/", CLERK),
)
