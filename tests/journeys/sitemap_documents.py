"""The page with the papers of a case."""

import time

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, Place
from tests.journeys.staff import CLERK, GUEST


def _refused_document(page: Page) -> None:
    _choose(page, "Brief", "brief.txt", "text/plain", b"Guten Tag")


def _add_document(page: Page) -> None:
    # Several browsers add one each; the same bytes are taken once.
    scan = b"\x89PNG\r\n\x1a\n" + str(time.time_ns()).encode()
    _choose(page, "Lieferschein", "Lieferschein.png", "image/png", scan)


def _choose(page: Page, title: str, name: str, mime_type: str, data: bytes) -> None:
    page.get_by_label("Was ist es?").fill(title)
    file = {"name": name, "mimeType": mime_type, "buffer": data}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Hinzufügen", exact=True).click()


DOCUMENTS = (
    Place("case-documents", "/inkasso/{agency_case}/unterlagen/", CLERK),
    Place("case-documents-refused", "/inkasso/{agency_case}/unterlagen/", click=_refused_document),
    Place("case-documents-added", "/inkasso/{agency_case}/unterlagen/", click=_add_document),
    Place("case-documents-forbidden", "/inkasso/{agency_case}/unterlagen/", GUEST, FORBIDDEN),
)
