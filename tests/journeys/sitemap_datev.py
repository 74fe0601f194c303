"""Bookings for the tax adviser."""

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, Place
from tests.journeys.staff import CLERK


def _across_years(page: Page) -> None:
    page.get_by_label("Von", exact=True).fill("2020-12-01")
    page.get_by_role("button", name="Buchungsstapel erstellen").click()


DATEV = (
    Place("datev", "/datev/"),
    Place("datev-refused", "/datev/", click=_across_years),
    Place("datev-forbidden", "/datev/", CLERK, FORBIDDEN),
    Place("admin-datev-list", "/admin/orders/datevsettings/"),
    Place("admin-datev-new", "/admin/orders/datevsettings/add/"),
)
