"""What stands above every list: own views, columns, files; and the record of exports."""

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, ONLY_POST, Place
from tests.journeys.staff import CLERK


def _open_views(page: Page) -> None:
    page.locator("summary", has_text="Meine Ansichten").click()


def _open_columns(page: Page) -> None:
    page.locator("summary", has_text="Spalten").click()


def _open_files(page: Page) -> None:
    page.locator("summary", has_text="Exportieren").click()


def _save_view(page: Page) -> None:
    _open_views(page)
    page.get_by_label("Diese Ansicht sichern als").fill("Überfällig")
    page.get_by_role("button", name="Sichern").click()
    _open_views(page)


LISTS = (
    Place("list-views", "/auftraege/", CLERK, click=_open_views),
    Place("list-view-saved", "/guthaben/", CLERK, click=_save_view),
    Place("list-columns", "/auftraege/?spalten=product,total", CLERK, click=_open_columns),
    Place("list-files", "/auftraege/", CLERK, click=_open_files),
    Place("list-views-posted", "/ansichten/", CLERK, status=ONLY_POST),
    Place("exports", "/exporte/"),
    Place("exports-forbidden", "/exporte/", CLERK, status=FORBIDDEN),
)
