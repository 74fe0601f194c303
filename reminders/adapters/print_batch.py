"""One PDF for the printer: a cover list and many letters, each on sheets of its own."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from weasyprint import HTML
from weasyprint.urls import URLFetcher

_A4 = {"width": 595.28, "height": 841.89}


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What stands above the list."""

    title: str
    created: str


@dataclass(frozen=True, slots=True)
class PileLetter:
    """A letter with what is enclosed, and the line of the list that names it; texts are finished.

    place: the postcode, of a foreign country with its two letters before.
    """

    number: str
    name: str
    place: str
    orders: str
    amount: str
    pdfs: tuple[bytes, ...]


def pile_pdf(
    cover: CoverFacts, letters: Iterable[PileLetter], *, is_duplex: bool, is_copy: bool
) -> bytes:
    """The cover list and all letters in the given order; the same input gives the same bytes.

    is_duplex: blank pages make every letter start on the front of a sheet; is_copy: every page of
    a letter says so. Letters are read one by one.
    """
    writer = PdfWriter()
    rows = []
    for position, letter in enumerate(letters, start=1):
        pages = _append(writer, letter.pdfs, is_copy=is_copy)
        if is_duplex and pages % 2:
            writer.add_blank_page(**_A4)
        rows.append({"position": position, "letter": letter, "pages": pages})
    _insert_cover(writer, cover, rows, is_duplex=is_duplex, is_copy=is_copy)
    return _written(writer)


def page_count(pdfs: Sequence[bytes]) -> int:
    """How many pages some PDFs have together."""
    return sum(len(PdfReader(io.BytesIO(pdf)).pages) for pdf in pdfs)


def marked_copy(pdfs: Sequence[bytes]) -> bytes:
    """Letter and enclosures as one PDF on which every page says that it is a copy."""
    writer = PdfWriter()
    _append(writer, pdfs, is_copy=True)
    return _written(writer)


def _append(writer: PdfWriter, pdfs: Sequence[bytes], *, is_copy: bool) -> int:
    count = 0
    for pdf in pdfs:
        for page in PdfReader(io.BytesIO(pdf)).pages:
            added = writer.add_page(page)
            if is_copy:
                added.merge_page(_copy_mark())
            count += 1
    return count


def _insert_cover(
    writer: PdfWriter,
    cover: CoverFacts,
    rows: Sequence[dict[str, object]],
    *,
    is_duplex: bool,
    is_copy: bool,
) -> None:
    context = {
        "cover": cover,
        "rows": rows,
        "letter_count": len(rows),
        "page_total": sum(int(str(row["pages"])) for row in rows),
        "is_duplex": is_duplex,
        "is_copy": is_copy,
    }
    html = render_to_string("reminders/letters/cover.html", context)
    pages = PdfReader(io.BytesIO(_rendered(html))).pages
    for index, page in enumerate(pages):
        writer.insert_page(page, index)
    if is_duplex and len(pages) % 2:
        writer.insert_blank_page(**_A4, index=len(pages))


@cache
def _copy_mark() -> PageObject:
    """A transparent page that says "Kopie" at its upper edge."""
    html = render_to_string("reminders/letters/copy_mark.html")
    return PdfReader(io.BytesIO(_rendered(html))).pages[0]


def _rendered(html: str) -> bytes:
    # Nothing outside the document is ever loaded: no network, no file.
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf()
    return pdf


def _written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
