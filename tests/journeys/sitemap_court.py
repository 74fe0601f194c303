"""The pages of the court."""

from playwright.sync_api import Page

from tests.journeys.places import Place
from tests.journeys.staff import CLERK


def _refused_court_form(page: Page) -> None:
    for field in page.locator("#content form[method=post] input.day").all():
        field.fill("")
    page.locator("#content form[method=post] button.primary").click()


COURT = (
    Place("court-deadlines", "/inkasso/gerichtsfristen/", CLERK),
    Place("court-deadlines-warned", "/inkasso/gerichtsfristen/?frist=warnungen"),
    Place("court-deadlines-without-hit", "/inkasso/gerichtsfristen/?suche=Nirgendwo"),
    Place("court-unprepared", "/inkasso/{court_unprepared_case}/gericht/"),
    Place("court-served", "/inkasso/{court_served_case}/gericht/"),
    Place("court-served-clerk", "/inkasso/{court_served_case}/gericht/", CLERK),
    Place("court-lapsed", "/inkasso/{court_lapsed_case}/gericht/"),
    Place("court-case", "/inkasso/{court_urgent_case}/"),
    Place("court-prepare", "/inkasso/{court_unprepared_case}/gericht/vorbereiten/"),
    Place(
        "court-prepare-refused",
        "/inkasso/{court_unprepared_case}/gericht/vorbereiten/",
        click=_refused_court_form,
    ),
    Place("court-sheet", "/inkasso/{court_prepared_case}/gericht/datenblatt/"),
    Place("court-sheet-unprepared", "/inkasso/{court_unprepared_case}/gericht/datenblatt/"),
    Place("court-request", "/inkasso/{court_prepared_case}/gericht/schritt/beantragt/"),
    Place("court-query", "/inkasso/{court_served_case}/gericht/schritt/monierung/"),
    Place(
        "court-step-refused",
        "/inkasso/{court_served_case}/gericht/schritt/widerspruch/",
        click=_refused_court_form,
    ),
)
