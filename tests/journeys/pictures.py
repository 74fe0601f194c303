"""The pictures of the handbook, taken from the demo in a real browser; script/pictures calls it.

Like the clerk's day: look at an import, choose orders, check, send, read the result.
"""

import io
import os
import re
import socket
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.browser import CHROMIUM, FLAGS
from tests.journeys.installation import Installation, free_port

PASSWORD = "mahnwerk-demo"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
COLOURS = 256
DELIVERY_MILLISECONDS = 90_000
# Day fields follow the browser's own language, not the page's.
GERMAN = {"LANGUAGE": "de", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"}
LETTER_WIDTH = 900
MAIL_WIDTH = 720


@dataclass
class DemoInstallation(Installation):
    """The demo with its mailbox, on data of its own."""

    mail_port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "MAHNWERK_DEMO": "1"}

    def start(self) -> None:
        """Load the demo, whose past needs the mailbox; start web server and job queue."""
        self.manage("migrate", "--verbosity", "0")
        self._spawn("manage.py", "catch_mail", "--port", str(self.mail_port))
        self._wait_for_mailbox()
        self.manage("demo")
        self._spawn("gunicorn", "-b", f"127.0.0.1:{self.web_port}", "dunning_site.wsgi")
        self._spawn("manage.py", "qcluster")
        self._wait_until_it_answers()

    def _wait_for_mailbox(self) -> None:
        for _ in range(60):
            try:
                socket.create_connection(("127.0.0.1", self.mail_port), timeout=1).close()
            except OSError:
                time.sleep(0.5)
            else:
                return
        raise AssertionError("Das Postfach der Demo antwortet nicht.")


@dataclass(frozen=True)
class Album:
    """The folder of the pictures."""

    folder: Path

    def shoot(self, page: Page, name: str) -> None:
        """What the window shows right now."""
        page.evaluate("document.fonts.ready")
        self.keep(name, Image.open(io.BytesIO(page.screenshot(animations="disabled"))))

    def keep(self, name: str, picture: Image.Image) -> None:
        """Few colours are enough for flat surfaces and make a small file."""
        path = self.folder / f"{name}.png"
        # Refined by k-means, so that white stays white and a lone red number red.
        flat = picture.convert("RGB").quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)
        sys.stderr.write(f"{path} ({path.stat().st_size // 1000} kB)\n")


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        installation = DemoInstallation(Path(data))
        try:
            installation.start()
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[*FLAGS, "--lang=de"],
                env={**os.environ, **GERMAN},
            )
            take_pictures(browser, installation, Album(folder))
            browser.close()
        finally:
            installation.stop()


def take_pictures(browser: Browser, installation: Installation, album: Album) -> None:
    """The clerk's pictures on the desk, one on the phone, and one of the lead's."""
    clerk = logged_in(browser, installation, "sachbearbeitung", DESK)
    for take in (import_preview, order_list, review, result, order_page, letter, mail):
        take(clerk, installation, album)
    phone = logged_in(browser, installation, "sachbearbeitung", PHONE)
    phone.goto(f"{installation.url}/auftraege/?stufe=1")
    album.shoot(phone, "handy")
    lead = logged_in(browser, installation, "leitung", DESK)
    text_template(lead, installation, album)


def logged_in(
    browser: Browser, installation: Installation, username: str, window: dict[str, int]
) -> Page:
    """A browser window of this person."""
    page = browser.new_page(locale="de-DE", color_scheme="light", viewport=window)
    page.goto(installation.url)
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Aufträge")).to_be_visible()
    return page


def import_preview(page: Page, installation: Installation, album: Album) -> None:
    file = installation.folder / "beispieldateien" / "shopify_export.csv"
    page.goto(f"{installation.url}/import/")
    page.get_by_label("Datei").set_input_files(file)
    page.get_by_role("combobox", name="Verkaufsaccount").select_option(label="Elbfoto Shop")
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("heading", name="Import prüfen")).to_be_visible()
    album.shoot(page, "import")


def order_list(page: Page, installation: Installation, album: Album) -> None:
    page.goto(f"{installation.url}/auftraege/?stufe=1")
    page.get_by_label("Alle auf dieser Seite auswählen").check()
    expect(page.get_by_role("button", name=re.compile(r"Alle \d+ Treffer"))).to_be_visible()
    album.shoot(page, "auftraege")


def review(page: Page, installation: Installation, album: Album) -> None:
    page.get_by_role("button", name=re.compile(r"Alle \d+ Treffer")).click()
    page.get_by_role("button", name="Benachrichtigen").click()
    expect(page.frame_locator("iframe").get_by_text("Mit freundlichen Grüßen")).to_be_attached()
    album.shoot(page, "pruefen")


def result(page: Page, installation: Installation, album: Album) -> None:
    page.get_by_role("button", name="jetzt versenden").click()
    headline = page.get_by_text(re.compile(r"Mahnungen versendet")).first
    expect(headline).to_be_visible(timeout=DELIVERY_MILLISECONDS)
    album.shoot(page, "ergebnis")


def order_page(page: Page, installation: Installation, album: Album) -> None:
    """An order that was paid in part and reminded before."""
    page.goto(f"{installation.url}/auftraege/?stufe=2&zahlungsstatus=partially_paid")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Zahlung erfassen")).to_be_visible()
    album.shoot(page, "auftrag")


def letter(page: Page, installation: Installation, album: Album) -> None:
    """The first page of the last letter on the order page, drawn from its PDF."""
    address = page.locator('a[href$="brief.pdf"]').last.get_attribute("href")
    pdf = page.request.get(f"{installation.url}{address}").body()
    paper = pypdfium2.PdfDocument(pdf)[0]
    album.keep("brief", paper.render(scale=LETTER_WIDTH / paper.get_width()).to_pil())


def mail(page: Page, installation: Installation, album: Album) -> None:
    """The mail to that letter as a mail program shows it, without a frame around it."""
    address = page.locator('a[href$="/mail/"]').last.get_attribute("href")
    page.set_viewport_size({"width": MAIL_WIDTH, "height": 600})
    page.goto(f"{installation.url}{address}html/")
    whole = page.screenshot(full_page=True)
    album.keep("mail", Image.open(io.BytesIO(whole)))
    page.set_viewport_size(DESK)


def text_template(page: Page, installation: Installation, album: Album) -> None:
    page.goto(f"{installation.url}/textvorlagen/")
    page.get_by_role("link", name="Mahnstufe 1: sachlich", exact=True).click()
    expect(page.get_by_label("Betreff der E-Mail")).to_be_visible()
    album.shoot(page, "textvorlage")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
