"""The five kinds of letters, measured: DIN 5008 form B, in millimetres from the top left corner."""

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache

import pytest
import zxingcpp

from reminders.adapters.pdf import letter_pdf
from reminders.rules.content import ReminderContent
from tests.reminders.adapters.samples import (
    CREDITOR,
    business_reminder,
    collective_reminder,
    english_reminder,
    instalment_reminder,
    logo,
    position,
    reminder,
)
from tests.reminders.adapters.sheets import Sheet, sheets

FORTY = tuple(position(f"Bild Nr. {number:02d}", "12.90", "2") for number in range(1, 41))
LETTERS: dict[str, ReminderContent] = {
    "consumer": reminder(creditor=dataclasses.replace(CREDITOR, logo=logo())),
    "business": business_reminder(),
    "instalments": instalment_reminder(),
    "pages": reminder(2, positions=FORTY),
    "english": english_reminder(),
    "collective": collective_reminder(),
}
TOLERANCE = 0.5

every_letter = pytest.mark.parametrize("name", LETTERS)
longer_letters = pytest.mark.parametrize("name", ["pages", "english", "collective"])


@pytest.fixture(scope="module")
def pages() -> Iterator[Callable[[str], list[Sheet]]]:
    """The pages of a letter; each is made once and closed in the end."""

    @cache
    def made(name: str) -> list[Sheet]:
        return sheets(letter_pdf(LETTERS[name]))

    yield made
    made.cache_clear()


@every_letter
def test_the_address_stands_in_the_window(pages, name):
    lines = LETTERS[name].recipient_lines

    # The name stands in the salutation too.
    second, last = (pages(name)[0].box(line) for line in (lines[1], lines[-1]))

    assert second[0] == pytest.approx(25, abs=TOLERANCE)
    assert 62.7 + 4.5 <= second[1] <= 62.7 + 9
    assert last[2] <= 105
    assert last[3] <= 90


@every_letter
def test_the_return_line_stands_in_the_first_five_millimetres_of_the_window(pages, name):
    left, top, right, bottom = pages(name)[0].box("Lindenhof Handel GmbH · Musterallee 12")

    assert left == pytest.approx(25, abs=TOLERANCE)
    assert top >= 45
    assert bottom <= 50
    assert right < 105


@every_letter
def test_nothing_else_stands_in_the_window(pages, name):
    written = pages(name)[0].words_within(20, 45, 105, 90)

    expected = "Lindenhof Handel GmbH · Musterallee 12 · 50667 Köln"
    assert written == " ".join([expected, *LETTERS[name].recipient_lines])


@every_letter
def test_the_information_block_begins_at_125_and_50_millimetres(pages, name):
    label = "Date" if name == "english" else "Datum"

    left, top, right, _ = pages(name)[0].box(label)

    assert left == pytest.approx(125, abs=TOLERANCE)
    assert top == pytest.approx(50.9, abs=TOLERANCE)
    assert right < 200
    assert pages(name)[0].box("0221 5550100")[3] < 97


@every_letter
def test_the_subject_begins_below_the_address_field(pages, name):
    left, top, _, _ = pages(name)[0].box(LETTERS[name].letter_subject[:20])

    assert left == pytest.approx(25, abs=TOLERANCE)
    # The box of capitals begins a little below the line's edge at 98.46 mm.
    assert top == pytest.approx(98.46 + 0.5, abs=TOLERANCE)


@every_letter
@pytest.mark.parametrize(
    ("mark", "height"), [("first fold", 105), ("hole", 148.5), ("second fold", 210)]
)
def test_fold_and_hole_marks_stand_at_the_left_edge(pages, name, mark, height):
    marks = pages(name)[0].marks_at(7)

    assert any(abs(found - height) <= TOLERANCE for found in marks), marks
    assert len(marks) == 3


@every_letter
def test_following_pages_have_no_marks(pages, name):
    for page in pages(name)[1:]:
        assert page.marks_at(7) == []


@every_letter
def test_the_foot_of_every_page_names_the_company_and_its_account_side_by_side(pages, name):
    for page in pages(name):
        first = page.words_within(25, 270, 60, 297)
        last = page.words_within(148, 270, 195, 297)
        assert first == "Lindenhof Handel GmbH Musterallee 12 50667 Köln"
        assert last == "Musterbank Köln DE02 1203 0000 0000 2020 51 BIC BYLADEM1001"


def test_a_letter_that_would_just_run_over_is_set_tighter(pages):
    (page,) = pages("business")

    assert "Berechnung der Verzugszinsen" in page.text()
    assert page.box("Jede Zeile ist auf Cent gerundet")[3] < 270


@every_letter
def test_text_keeps_its_margins(pages, name):
    for page in pages(name):
        left, right = page.extent()
        assert left >= 25 - TOLERANCE
        assert right <= 200


@longer_letters
def test_longer_letters_count_their_pages(pages, name):
    found = pages(name)

    assert len(found) > 1
    word, of = ("Page", "of") if name == "english" else ("Seite", "von")
    for number, page in enumerate(found, start=1):
        assert f"{word} {number} {of} {len(found)}" in page.text()


@longer_letters
def test_following_pages_name_creditor_and_reminder(pages, name):
    for page in pages(name)[1:]:
        left, top, _, _ = page.box("Lindenhof Handel GmbH ·")
        assert left == pytest.approx(25, abs=TOLERANCE)
        assert top < 27
        assert "M-2026-000123" in page.text()


@every_letter
def test_a_scanner_reads_the_exact_claim_from_the_page(pages, name):
    content = LETTERS[name]
    pictures = [page.page.render(scale=200 / 72).to_pil() for page in pages(name)]

    scanned = [code for code in map(zxingcpp.read_barcode, pictures) if code]

    (code,) = scanned
    assert code.text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "BYLADEM1001",
        "Lindenhof Handel GmbH",
        "DE02120300000000202051",
        f"EUR{content.claim}",
        "",
        "",
        content.remittance_text,
    ]
    assert len(code.text.encode()) <= 331
    assert code.ec_level == "M"
