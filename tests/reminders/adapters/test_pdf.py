"""The letter: DIN 5008 form B to the millimetre, everything said, nothing loaded."""

import dataclasses
import io
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from pypdf import PdfReader

from reminders.adapters.pdf import LogoUnreadable, _fetcher, letter_pdf
from tests.reminders.adapters.samples import (
    CREDITOR,
    INTEREST,
    business_reminder,
    collective_reminder,
    english_reminder,
    instalment_reminder,
    odd_reminder,
    position,
    reminder,
)
from tests.reminders.adapters.sheets import sheets, words

RUNNING_HEAD = "Lindenhof Handel GmbH · Mahnung M-2026-000123 vom 21. November 2026"
NO_ACCOUNT = dataclasses.replace(CREDITOR, iban="", bic="", bank_name="")
FORTY = tuple(position(f"Bild Nr. {number:02d}", "12.90", "2") for number in range(1, 41))


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


def test_a_business_reads_how_its_interest_is_calculated_and_why():
    text = words(letter_pdf(business_reminder()))

    for said in (
        "Rechnung RE-2026-4471",
        "Sie sind seit dem 20. Mai 2026 in Verzug: Der Zahlungstag war vereinbart "
        "(§ 286 Abs. 2 Nr. 1 BGB).",
        "Verzugszinsen 66,11 € Verzugspauschale (§ 288 Abs. 5 BGB) 40,00 € Zu zahlen 1.346,11 €",
        "von bis Tage aus Zinssatz Betrag",
        "20.05.2026 30.06.2026 42/365 1.240,00 € 10,27 % 14,65 €",
        "01.07.2026 21.11.2026 144/365 1.240,00 € 10,52 % 51,46 €",
        "Zinsen seit Verzugsbeginn 66,11 €",
        "zuzüglich 9 Prozentpunkten",
        "erster und letzter Tag zählen mit",
    ):
        assert said in text
    assert "vorläufig" not in text


def test_interest_after_the_last_known_base_rate_is_marked_as_provisional():
    row = dataclasses.replace(INTEREST[1], is_provisional=True)

    text = words(letter_pdf(reminder(2, interest=row.amount, interest_rows=(row,))))

    assert "10,52 %* 51,46 €" in text
    assert "* vorläufig: Der Basiszinssatz dieses Halbjahres steht noch nicht fest" in text


def test_interest_claimed_before_is_taken_off_and_the_letter_adds_up():
    text = words(letter_pdf(english_reminder()))

    for said in (
        "Total EUR 1,431.90",
        "Payment on 4 Nov 2026 −EUR 100.00",
        "Reminder costs on 12 Nov 2026 EUR 1.20",
        "Default interest on 12 Nov 2026 EUR 1.90",
        "Amount outstanding EUR 1,335.00",
        "Further default interest EUR 2.14 Reminder costs EUR 1.20 Amount to pay EUR 1,338.34",
        "Interest since default EUR 4.04 of which claimed before −EUR 1.90",
    ):
        assert said in text


def test_an_english_letter_has_english_words_only():
    text = words(letter_pdf(english_reminder()))

    for said in (
        "Date 21 November 2026",
        "Please pay EUR 1,338.34 by Tuesday, 1 December 2026",
        "Reference EF-2026-104792",
        "Scan with your banking app",
        "Payments are taken into account up to 20 November 2026.",
        "VAT ID DE999999999",
        "Page 1 of 2",
    ):
        assert said in text
    for german in ("Bestellung", "Bitte", "Fällig", "Zahlung", "Seite", "Verzug", "Betrag"):
        assert german not in text


def test_rates_that_are_due_are_listed_and_later_ones_are_not_claimed():
    text = words(letter_pdf(instalment_reminder()))

    assert "Noch nicht fällig −240,00 € Offener Betrag 190,00 €" in text
    assert (
        "Rate fällig am Rate davon offen 01.09.2026 120,00 € 70,00 € 02.11.2026 120,00 € 120,00 €"
    ) in text


def test_a_disputed_part_is_named_and_not_claimed():
    text = words(letter_pdf(reminder(1, disputed_amount=Decimal("31.90"))))

    assert "Bestritten, hier nicht gefordert −31,90 € Offener Betrag 300,00 €" in text


def test_a_collective_reminder_sums_up_its_orders_and_lists_each():
    pages = sheets(letter_pdf(collective_reminder()))

    first, second = (page.text() for page in pages)
    assert "EF-2026-104792 13.11.2026 331,90 € 1,20 € 333,10 €" in first
    assert "Zu zahlen 828,60 € 1,20 € 829,80 €" in first
    assert "Bestellungen 3" in first
    assert "Einzelaufstellung" in second
    assert "Bestellung EF-2026-104950 Bestellt am 3. November 2026" in second
    assert "Summe dieser Bestellung 333,10 €" in second


def test_the_payment_page_is_named_and_can_be_scanned():
    link = "https://zahlen.lindenhof.example/z/5b0e"

    page = sheets(letter_pdf(reminder(payment_link=link)))[0]

    codes = zxingcpp.read_barcodes(page.page.render(scale=200 / 72).to_pil())
    assert link in [code.text for code in codes]
    assert f"Oder online zahlen: {link}" in page.text()


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


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_an_archivable_and_tagged_document(language):
    content = english_reminder() if language == "en" else business_reminder()

    document = PdfReader(io.BytesIO(letter_pdf(content)))

    root = document.root_object
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in metadata
    assert root["/OutputIntents"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == language


def test_title_author_language_and_day_are_set():
    content = reminder()

    document = PdfReader(io.BytesIO(letter_pdf(content)))

    assert document.metadata.title == content.letter_subject
    assert document.metadata.author == "Lindenhof Handel GmbH"
    assert str(document.metadata.get("/CreationDate")).startswith("D:20261121")
    assert document.root_object["/Lang"] == "de"


@pytest.mark.parametrize(
    "make", [odd_reminder, business_reminder, english_reminder, collective_reminder]
)
def test_the_same_content_gives_the_same_bytes(make):
    assert letter_pdf(make()) == letter_pdf(make())


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
