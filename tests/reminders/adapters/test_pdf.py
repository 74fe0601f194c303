"""The letter: DIN 5008 form B to the millimetre, everything said, nothing loaded."""

import dataclasses
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from reminders.adapters.pdf import LogoUnreadable, _fetcher, letter_pdf
from tests.reminders.adapters.samples import CREDITOR, logo, odd_reminder, position, reminder

MM = 72 / 25.4
RUNNING_HEAD = "Lindenhof Handel GmbH · Mahnung M-2026-000123 vom 21. November 2026"
NO_ACCOUNT = dataclasses.replace(CREDITOR, iban="", bic="", bank_name="")
FORTY = tuple(position(f"Bild Nr. {number:02d}", "12.90", "2") for number in range(1, 41))


@dataclasses.dataclass
class Sheet:
    """One page of a finished letter, measured in millimetres from the top left corner."""

    page: pypdfium2.PdfPage

    def text(self) -> str:
        """The page's text, every run of blanks as one blank."""
        return " ".join(self.page.get_textpage().get_text_bounded().split())

    def box(self, words: str) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the first place where these words stand."""
        text_page = self.page.get_textpage()
        found = text_page.search(words).get_next()
        assert found, f"{words} is not on the page"
        boxes = [text_page.get_charbox(found[0] + index) for index in range(found[1])]
        height = self.page.get_height()
        return (
            min(box[0] for box in boxes) / MM,
            (height - max(box[3] for box in boxes)) / MM,
            max(box[2] for box in boxes) / MM,
            (height - min(box[1] for box in boxes)) / MM,
        )

    def is_inked(self, left: float, top: float) -> bool:
        """Whether there is a mark at this spot."""
        picture = self.page.render(scale=10 / MM).to_pil().convert("L")
        around = picture.crop((left * 10 - 2, top * 10 - 3, left * 10 + 2, top * 10 + 4))
        return around.getextrema()[0] < 245


def sheets(pdf: bytes) -> list[Sheet]:
    return [Sheet(page) for page in pypdfium2.PdfDocument(pdf)]


def words(pdf: bytes) -> str:
    return " ".join(sheet.text() for sheet in sheets(pdf))


@pytest.fixture(scope="module")
def first_page() -> Iterator[Sheet]:
    content = reminder(creditor=dataclasses.replace(CREDITOR, logo=logo()))
    return sheets(letter_pdf(content))[0]


def test_the_address_stands_in_the_window(first_page):
    left, second_line_top, _, _ = first_page.box("Äußere Straße 5a")
    _, _, right, bottom = first_page.box("01067 Dresden")

    assert left == pytest.approx(25, abs=0.5)
    assert 62.7 + 4.5 <= second_line_top <= 65 + 4.5
    assert right < 105
    assert bottom < 90


def test_the_return_line_stands_in_the_first_five_millimetres_of_the_window(first_page):
    left, top, right, bottom = first_page.box("Lindenhof Handel GmbH · Musterallee 12")

    assert left == pytest.approx(25, abs=0.5)
    assert top >= 45
    assert bottom <= 50
    assert right < 105


def test_the_information_block_begins_at_125_and_50_millimetres(first_page):
    left, top, right, _ = first_page.box("Datum")
    _, _, _, last_bottom = first_page.box("0221 5550100")

    assert left == pytest.approx(125, abs=0.5)
    assert 50 <= top <= 52.5
    assert right < 200
    assert last_bottom < 92


def test_the_subject_begins_below_the_address_field(first_page):
    left, top, _, _ = first_page.box("Zahlungserinnerung zu Ihrer")

    assert left == pytest.approx(25, abs=0.5)
    assert top == pytest.approx(99.5, abs=1.1)


@pytest.mark.parametrize("height", [105, 148.5, 210])
def test_fold_and_hole_marks_stand_at_the_left_edge(first_page, height):
    assert first_page.is_inked(7, height)
    assert not first_page.is_inked(7, height + 5)


def test_text_keeps_its_margins(first_page):
    _, _, right, _ = first_page.box("331,90 €")
    text = first_page.page.get_textpage()
    lefts = [text.get_charbox(index)[0] / MM for index in range(text.count_chars())]

    assert right <= 190
    assert min(left for left in lefts if left > 0) >= 24.5


@pytest.mark.parametrize("level", [1, 2, 3])
def test_up_to_which_day_payments_count_stands_on_the_one_page(level):
    pages = sheets(letter_pdf(reminder(level, payments_until=date(2026, 11, 20))))

    assert len(pages) == 1
    assert "Zahlungen sind bis zum 20. November 2026 berücksichtigt." in pages[0].text()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_ordinary_letter_says_everything_on_one_page(level):
    pages = sheets(letter_pdf(reminder(level)))

    assert len(pages) == 1
    for said in (
        "EF-2026-104792",
        "M-2026-000123",
        "Fällig am 13.11.2026",
        "Onlinekurs Buchhaltung; Modul 1",
        "Versand und Sonstiges 4,90 €",
        "Gesamtbetrag 431,90 €",
        "Zahlung vom 12.11.2026 −100,00 €",
        "Offener Betrag 331,90 €",
        "bis Dienstag, 1. Dezember 2026",
        "DE02 1203 0000 0000 2020 51",
        "Mit der Banking-App scannen",
        "Falls Sie inzwischen gezahlt haben",
        "Amtsgericht Köln HRB 99999",
    ):
        assert said in pages[0].text()
    assert "Verzugszinsen" not in pages[0].text()
    assert "berücksichtigt" not in pages[0].text()
    assert "Vorschau" not in pages[0].text()


def test_interest_and_fee_are_rows_of_their_own_when_claimed():
    content = reminder(2, interest=Decimal("1.23"), dunning_fee=Decimal("2.50"))

    text = words(letter_pdf(content))

    assert "Verzugszinsen 1,23 € Mahnkosten 2,50 € Zu zahlen 335,63 €" in text
    assert "Bitte zahlen Sie 335,63 €" in text


def test_a_scanner_reads_claim_and_remittance_text_from_the_page(first_page):
    picture = first_page.page.render(scale=200 / 72).to_pil()

    scanned = zxingcpp.read_barcode(picture)

    assert scanned is not None
    assert scanned.text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "BYLADEM1001",
        "Lindenhof Handel GmbH",
        "DE02120300000000202051",
        "EUR331.90",
        "",
        "",
        "EF-2026-104792",
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"creditor": NO_ACCOUNT}, id="no bank account"),
        pytest.param({"currency": "CHF"}, id="no euros"),
    ],
)
def test_there_is_no_girocode_where_no_sepa_transfer_is_possible(change):
    page = sheets(letter_pdf(reminder(**change)))[0]

    assert "Banking-App" not in page.text()
    assert zxingcpp.read_barcode(page.page.render(scale=2).to_pil()) is None


def test_without_a_bank_account_a_sentence_says_how_to_pay():
    text = words(letter_pdf(reminder(creditor=NO_ACCOUNT)))

    assert "Zahlen Sie bitte auf dem Weg, den Sie bei der Bestellung gewählt haben" in text
    assert "IBAN" not in text


def test_forty_positions_run_on_with_repeated_head_and_clear_of_the_footer():
    pages = sheets(letter_pdf(reminder(2, positions=FORTY)))

    assert len(pages) > 1
    text = " ".join(page.text() for page in pages)
    assert all(text.count(bought.product) == 1 for bought in FORTY)
    for number, page in enumerate(pages[1:], start=2):
        assert f"Seite {number} von {len(pages)}" in page.text()
        assert RUNNING_HEAD in page.text()
    assert "Pos. Artikel Menge" in pages[1].text()
    assert f"Seite 1 von {len(pages)}" in pages[0].text()
    last = max(p.product for p in FORTY if p.product in pages[0].text())
    assert pages[0].box(last)[3] < pages[0].box("Geschäftsführung")[1] - 5


def test_odd_data_are_shown_as_they_are_and_stay_in_their_place():
    page = sheets(letter_pdf(odd_reminder()))[0]

    assert "<script>alert('x')</script> & Co." in page.text()
    assert 'Fotobuch "Sommer\'26" <b>groß</b>; 21 x 28 cm' in page.text()
    assert page.box("10623 Berlin")[3] < 90
    assert page.box("Beteiligungen mbH")[2] < 105


def test_more_address_lines_than_fit_are_set_smaller():
    lines = tuple(f"Zeile {number} der Anschrift" for number in range(1, 9))

    page = sheets(letter_pdf(reminder(recipient_lines=lines)))[0]

    assert page.box("Zeile 8 der Anschrift")[3] < 90


def test_a_preview_is_marked_and_has_no_number_yet():
    text = words(letter_pdf(reminder(number=""), is_preview=True))

    assert "Mahnung Nr. folgt beim Versand" in text
    assert "Vorschau" in "".join(letter for letter in text if not letter.isspace())


def test_title_author_language_and_day_are_set():
    content = reminder()

    document = PdfReader(io.BytesIO(letter_pdf(content)))

    assert document.metadata.title == content.letter_subject
    assert document.metadata.author == "Lindenhof Handel GmbH"
    assert str(document.metadata.get("/CreationDate")).startswith("D:20261121")
    assert document.root_object["/Lang"] == "de"


def test_the_same_content_gives_the_same_bytes():
    assert letter_pdf(odd_reminder()) == letter_pdf(odd_reminder())


def test_a_text_cannot_attach_or_load_a_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    attack = f'<a rel="attachment" href="{secret.as_uri()}">x</a><img src="{secret.as_uri()}">'

    pdf = letter_pdf(reminder(letter_body=f"{attack}\n\nEnde", positions=()))

    assert not PdfReader(io.BytesIO(pdf)).attachments
    assert 'rel="attachment"' in words(pdf)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1/", "ftp://127.0.0.1/x"])
def test_nothing_outside_the_document_can_be_fetched(url):
    with pytest.raises(ValueError, match="disallowed protocol"):
        _fetcher().fetch(url)


@pytest.mark.parametrize("data", [b"kein Bild", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_it_refuses_a_logo_that_is_no_picture(data):
    content = reminder(creditor=dataclasses.replace(CREDITOR, logo=data))

    with pytest.raises(LogoUnreadable, match="Logo"):
        letter_pdf(content)
