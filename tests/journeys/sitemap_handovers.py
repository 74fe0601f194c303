"""The pages of handovers."""

from playwright.sync_api import Page

from tests.journeys.places import Place
from tests.journeys.staff import CLERK


def _download_again(page: Page) -> None:
    page.get_by_role("button", name="Datei noch einmal herunterladen").click()


HANDOVERS = (
    Place("handovers", "/inkasso/uebergaben/", CLERK),
    Place("handovers-lead", "/inkasso/uebergaben/"),
    Place("handover-check", "/inkasso/uebergaben/{proposed_handover}/pruefen/", CLERK),
    Place("handover-check-waiting", "/inkasso/uebergaben/{waiting_handover}/pruefen/"),
    Place("handover-check-own", "/inkasso/uebergaben/{waiting_handover}/pruefen/", CLERK),
    Place("handover-written", "/inkasso/uebergaben/{written_handover}/", CLERK),
    Place("handover-busy", "/inkasso/uebergaben/{busy_handover}/"),
    Place("handover-failed", "/inkasso/uebergaben/{failed_handover}/"),
    Place("handover-delivered", "/inkasso/uebergaben/{delivered_handover}/"),
    Place("handover-again", "/inkasso/uebergaben/{delivered_handover}/", click=_download_again),
    Place("handover-discarded", "/inkasso/uebergaben/{discarded_handover}/"),
)
