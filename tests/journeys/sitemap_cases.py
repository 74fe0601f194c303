"""The pages of cases as the checks visit them; {names} are rows of the seed."""

from playwright.sync_api import Page

from tests.journeys.places import Place
from tests.journeys.staff import CLERK


def _open_everything(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _select_page(page: Page) -> None:
    page.get_by_label("Alle auf dieser Seite auswählen").check()


def _refused_note(page: Page) -> None:
    page.get_by_role("button", name="Notiz speichern").click()


CASES = (
    Place("cases", "/inkasso/"),
    Place("cases-clerk", "/inkasso/?lage=bereit", CLERK, click=_select_page),
    Place("cases-handed-over", "/inkasso/?lage=uebergeben"),
    Place("cases-at-agency", "/inkasso/?lage=in-bearbeitung"),
    Place("cases-in-court", "/inkasso/?lage=gerichtlich"),
    Place("cases-ended", "/inkasso/?lage=erledigt", CLERK),
    Place("cases-without-hit", "/inkasso/?lage=bereit&suche=Nirgendwo"),
    Place("case-to-check", "/inkasso/{to_check_case}/", click=_open_everything),
    Place("case-at-agency", "/inkasso/{agency_case}/", CLERK, click=_open_everything),
    Place("case-returned", "/inkasso/{returned_case}/"),
    Place("case-in-court", "/inkasso/{court_case}/"),
    Place("case-paid", "/inkasso/{paid_case}/"),
    Place("case-stop", "/inkasso/{ready_case}/aktion/abbrechen/", CLERK),
    Place("case-start", "/inkasso/{stopped_case}/aktion/starten/"),
    Place("case-recall", "/inkasso/{agency_case}/aktion/zurueckrufen/"),
    Place("case-cancel", "/inkasso/{returned_case}/aktion/kuendigen/"),
    Place("case-write-off", "/inkasso/{title_case}/aktion/ausbuchen/"),
    Place("case-note-refused", "/inkasso/{agency_case}/aktion/notiz/", click=_refused_note),
    Place("case-reference", "/inkasso/{agency_case}/aktion/aktenzeichen/"),
    Place("order-with-case", "/auftraege/{case_order}/"),
)
