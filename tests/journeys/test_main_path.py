"""The main job in a real browser, from the shop's file to the paid order."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from playwright.sync_api import Page, expect

from tests.journeys.installation import Installation
from tests.journeys.staff import CLERK, NOBODY, Staff, log_in
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, shopify_csv
from tests.reminders.adapters.mail_servers import Sink

DELIVERY_MILLISECONDS = 90_000


@pytest.fixture(scope="module")
def page(staff: Staff) -> Iterator[Page]:
    """A clerk's browser; an error on its console fails the test."""
    errors: list[str] = []
    page = staff.tab(NOBODY)
    page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    yield page
    assert errors == []


def shop_file(folder: Path) -> Path:
    """Thirty orders ten days overdue, one of somebody nobody can write to, one not due yet."""
    overdue = datetime.now().astimezone() - timedelta(days=24)
    rows = [row(number, overdue) for number in range(1, 31)]
    rows[29] |= {"Email": "", "Billing Street": "", "Billing Address1": ""}
    rows.append(row(31, datetime.now().astimezone()))
    path = folder / "bestellungen.csv"
    path.write_bytes(shopify_csv(*rows))
    return path


def row(number: int, ordered_at: datetime) -> dict[str, str]:
    return {
        **SHOPIFY_ORDER,
        "Name": f"#EF-{number:03d}",
        "Email": f"kunde{number}@example.com",
        "Created at": ordered_at.strftime("%Y-%m-%d %H:%M:%S %z"),
    }


def test_from_the_shops_file_to_the_paid_order(installation, page, sink, tmp_path):
    log_in(page, CLERK)
    import_file(page, installation, shop_file(tmp_path))
    choose_all_hits_of_level_1(page, installation)
    check_before_sending(page)
    send(page)
    read_the_mail(sink)
    record_a_payment(page, installation)


def import_file(page: Page, installation: Installation, path: Path) -> None:
    page.goto(f"{installation.url}/import/")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Foto-Shop")
    page.get_by_role("button", name="Datei prüfen").click()
    page.get_by_role("button", name="31 Aufträge übernehmen").click()
    done = page.get_by_role("heading", name="Import übernommen")
    expect(done).to_be_visible(timeout=DELIVERY_MILLISECONDS)


def choose_all_hits_of_level_1(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.url}/auftraege/")
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Foto-Shop")
    notify = page.get_by_role("button", name="Benachrichtigen")
    expect(notify).to_be_disabled()
    expect(page.get_by_text("Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen.")).to_be_visible()
    page.get_by_role("link", name="Mahnstufe 1").click()
    page.locator("thead input[type=checkbox]").check()
    page.get_by_role("button", name="Alle 30 Treffer auswählen").click()
    notify.click()


def check_before_sending(page: Page) -> None:
    expect(page.get_by_role("heading", name="Mahnstufe 1")).to_be_visible()
    expect(page.get_by_text("Keine E-Mail-Adresse").first).to_be_visible()
    mail = page.frame_locator("iframe").first
    expect(mail.get_by_text("Greta Winkelmann").first).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="29 Mahnungen jetzt versenden").click()
    sentence = page.get_by_text("29 Mahnungen versendet").first
    expect(sentence).to_be_visible(timeout=DELIVERY_MILLISECONDS)
    page.reload()
    expect(sentence).to_be_visible()


def mails_of_the_file(sink: Sink) -> list[Envelope]:
    """What went to the customers of the file, one mail each; others wrote to others before."""
    return [one for one in sink.envelopes if one.rcpt_tos[0].endswith("@example.com")]


def read_the_mail(sink: Sink) -> None:
    mails = mails_of_the_file(sink)
    recipients = [recipient for one in mails for recipient in one.rcpt_tos]
    assert sorted(recipients) == sorted(f"kunde{number}@example.com" for number in range(1, 30))
    message = message_from_bytes(mails[0].content, policy=policy.default)
    (letter,) = message.iter_attachments()
    assert "49,70" in message.get_body(("plain",)).get_content()
    assert letter.get_content_type() == "application/pdf"
    assert letter.get_content().startswith(b"%PDF")


def record_a_payment(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.url}/auftraege/?stufe=wartet&suche=EF-001")
    page.get_by_role("link", name="EF-001").click()
    page.get_by_role("button", name="Zahlung buchen").click()
    expect(page.get_by_text("Der Auftrag ist bezahlt").first).to_be_visible()
    page.goto(f"{installation.url}/auftraege/?stufe=wartet")
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Foto-Shop")
    expect(page.get_by_role("link", name="EF-002")).to_be_visible()
    expect(page.get_by_role("link", name="EF-001")).to_have_count(0)
