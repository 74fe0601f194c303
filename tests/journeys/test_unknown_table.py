"""A table nobody knows, in a real browser: map its columns once, import, reuse the template."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.installation import Installation
from tests.journeys.staff import CLERK, NOBODY, Staff, log_in

APPLY_MILLISECONDS = 60_000
MAY = """\
Beleg;Kunde;Mail;vom;Summe;noch zu zahlen;Stand
UT-1;Sören Ahlers;soeren@ahlers.example;03/04/2026;1.250,00;250,00;
UT-2;Antje Boom;antje@boom.example;05/04/2026;80,00;0,00;beglichen
UT-3;Focko Claus;focko@claus.example;13/04/2026;45,50;45,50;
"""
JUNE = MAY.replace("UT-", "UT-9").replace("/04/", "/05/")


@pytest.fixture(scope="module")
def page(staff: Staff) -> Iterator[Page]:
    """A clerk's browser; an error on its console fails the test."""
    errors: list[str] = []
    page = staff.tab(NOBODY)
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    assert errors == []


def test_from_the_unknown_table_to_its_orders_and_the_next_one(installation, page, tmp_path):
    log_in(page, CLERK)
    upload(page, installation, tmp_path / "mai.csv", MAY)
    map_the_columns(page)
    look_at_the_rows(page)
    save_and_import(page)
    upload(page, installation, tmp_path / "juni.csv", JUNE)
    import_by_the_template(page)
    see_an_order(page, installation)


def upload(page: Page, installation: Installation, path: Path, text: str) -> None:
    path.write_text(text, encoding="cp1252")
    page.goto(f"{installation.url}/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Foto-Shop")
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("heading", name="Spalten zuordnen")).to_be_visible()


def map_the_columns(page: Page) -> None:
    expect(page.get_by_label("Kunde", exact=True)).to_have_value("full_name")
    expect(page.get_by_label("Summe", exact=True)).to_have_value("total")
    page.get_by_role("button", name="Vorschau aktualisieren").click()
    expect(page.get_by_text("Wählen Sie die Spalte mit der Bestellnummer.")).to_be_visible()
    page.get_by_label("Beleg", exact=True).select_option(label="Bestellnummer")
    page.get_by_label("vom", exact=True).select_option(label="Bestelldatum")
    page.get_by_label("noch zu zahlen").select_option(label="Offener Betrag")
    page.get_by_label("Datum", exact=True).select_option("TT/MM/JJJJ")


def look_at_the_rows(page: Page) -> None:
    page.get_by_role("button", name="Vorschau aktualisieren").click()
    first = page.get_by_role("row", name="UT-1 Sören Ahlers")
    expect(first).to_contain_text("03.04.2026")
    expect(first).to_contain_text("1.250,00")


def save_and_import(page: Page) -> None:
    page.get_by_label("Als Vorlage speichern unter").fill("Liste aus der Werkstatt")
    page.get_by_role("button", name="Datei prüfen").click()
    page.get_by_role("button", name="3 Aufträge übernehmen").click()
    done = page.get_by_role("heading", name="Import übernommen")
    expect(done).to_be_visible(timeout=APPLY_MILLISECONDS)


def import_by_the_template(page: Page) -> None:
    expect(page.get_by_text("Die Vorlage „Liste aus der Werkstatt“ ist angewendet")).to_be_visible()
    expect(page.get_by_label("Beleg", exact=True)).to_have_value("number")
    page.get_by_role("button", name="Datei prüfen").click()
    page.get_by_role("button", name="3 Aufträge übernehmen").click()
    done = page.get_by_role("heading", name="Import übernommen")
    expect(done).to_be_visible(timeout=APPLY_MILLISECONDS)


def see_an_order(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.url}/auftraege/?stufe=1&suche=UT-91")
    expect(page.get_by_role("link", name="UT-91")).to_be_visible()
    expect(page.get_by_text("250,00").first).to_be_visible()
