"""Sample letters as OpenDocument: an archive every word processor opens, and as PDF."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from reminders.adapters.odt import letter_odt
from reminders.adapters.sample_pdf import sample_pdf
from reminders.sample_texts import SAMPLE_LETTERS
from tests.reminders.adapters.sheets import sheets

every_letter = pytest.mark.parametrize("letter", SAMPLE_LETTERS, ids=lambda letter: letter.key)
LETTER = SAMPLE_LETTERS[0]
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"


def members(data: bytes) -> dict[str, ElementTree.Element]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {
        name: ElementTree.fromstring(archive.read(name))
        for name in archive.namelist()
        if name.endswith(".xml")
    }


def paragraphs(root: ElementTree.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{TEXT}p")]


def test_the_archive_begins_with_its_kind_uncompressed():
    data = letter_odt(LETTER)

    first = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert data[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"


def test_the_manifest_lists_every_member():
    files = members(letter_odt(LETTER))

    listed = {
        entry.get(f"{MANIFEST}full-path")
        for entry in files["META-INF/manifest.xml"].iter(f"{MANIFEST}file-entry")
    }
    assert listed == {"/", "content.xml", "styles.xml", "meta.xml"}


@every_letter
def test_the_whole_text_is_in_it(letter):
    written = paragraphs(members(letter_odt(letter))["content.xml"])

    for text in (letter.subject, *letter.recipient, *letter.before, *letter.after):
        assert text in written
    for label, value in (*letter.sums, *letter.bank):
        assert written[written.index(label) + 1] == value


@every_letter
def test_every_style_that_is_used_exists(letter):
    files = members(letter_odt(letter))
    roots = (files["content.xml"], files["styles.xml"])

    known = {node.get(f"{STYLE}name") for root in roots for node in root.iter(f"{STYLE}style")}
    used = {
        node.get(name)
        for root in roots
        for node in root.iter()
        for name in (f"{TEXT}style-name", f"{TABLE}style-name")
        if node.get(name)
    }
    assert used <= known


@pytest.mark.parametrize("make", [letter_odt, sample_pdf])
def test_the_same_letter_gives_the_same_bytes(make):
    assert make(LETTER) == make(LETTER)


@every_letter
def test_the_pdf_keeps_the_form_on_one_page(letter):
    (page,) = sheets(sample_pdf(letter))

    assert page.box(letter.recipient[0])[0] == pytest.approx(25, abs=0.5)
    assert page.box(letter.subject[:20])[1] == pytest.approx(99, abs=0.5)
    assert page.box(letter.closing[1])[3] < 265
    assert len(page.marks_at(7)) == 3
