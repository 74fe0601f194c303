"""Cases on their way to an agency, from the list to the downloaded file, in a real browser."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import CLERK, NOBODY, Staff, log_in

DELIVERY_MILLISECONDS = 90_000


@pytest.fixture(scope="module")
def page(staff: Staff) -> Iterator[Page]:
    """A clerk's browser; an error on its console fails the test."""
    errors: list[str] = []
    page = staff.tab(NOBODY)
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    assert errors == []


def test_from_the_list_of_cases_to_the_file_of_the_agency(page, tmp_path):
    log_in(page, CLERK)
    choose_what_is_ready(page)
    check_and_take_one_out(page)
    hand_over(page)
    references = read_the_file(download(page, tmp_path))
    assert len(references) == 1
    find_it_handed_over(page)


def choose_what_is_ready(page: Page) -> None:
    page.goto("/inkasso/?lage=bereit")
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Fernwehkarten")
    expect(page.get_by_role("link", name="FW-2")).to_be_visible()
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="An Inkasso übergeben").click()


def check_and_take_one_out(page: Page) -> None:
    expect(page.get_by_role("button", name="2 Fälle jetzt übergeben")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="FW-2")
    row.get_by_role("button", name="Herausnehmen").click()
    expect(page.get_by_text("Der Fall ist herausgenommen")).to_be_visible()


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="1 Fall jetzt übergeben").click()
    done = page.get_by_text("Die Datei ist fertig.")
    expect(done).to_be_visible(timeout=DELIVERY_MILLISECONDS)


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Datei herunterladen").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    expect(page.get_by_text("1 Fall ist an").first).to_be_visible()
    return path


def read_the_file(path: Path) -> list[str]:
    """The cases of the archive; each has its dossier."""
    with zipfile.ZipFile(path) as archive:
        cases = json.loads(archive.read("cases.json"))
        assert any(name.endswith(".pdf") for name in archive.namelist())
    assert [case["order"]["number"] for case in cases] == ["FW-1"]
    return [case["reference"] for case in cases]


def find_it_handed_over(page: Page) -> None:
    page.goto("/inkasso/?lage=uebergeben")
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Fernwehkarten")
    expect(page.get_by_role("link", name="FW-1")).to_be_visible()
    expect(page.get_by_role("link", name="FW-2")).to_have_count(0)
