"""The dossier as one PDF: own pages by WeasyPrint, stored papers bound in by pypdf."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from common.rules.german import day as german_day
from inkasso.adapters.pdf_sheets import SheetUnreadable, sheets_of, stamp
from inkasso.rules.dossier import Attachment, Dossier, Entry

_CHAPTERS = {
    "claim": "Forderungsaufstellung",
    "order": "Auftrag",
    "invoices": "Rechnungen",
    "reminders": "Mahnungen und Nachweise",
    "payments": "Zahlungen",
    "interest": "Zinsberechnung",
    "timeline": "Verlauf",
    "papers": "Weitere Unterlagen",
}
_COVER = "Deckblatt"
_CONTENTS = "Inhalt"
# Pages of cover and contents, unless there are very many reminders.
_USUAL_FRONT = 2


@dataclass(slots=True)
class _Bound:
    """A stored paper behind the page with the anchor; without sheets it cannot be read."""

    anchor: str
    attachment: Attachment
    sheets: list[PageObject]


@dataclass(slots=True)
class _Section:
    """What contents and bookmarks name: a page of ours with its anchor, and what is bound in."""

    title: str
    level: int
    anchor: str


def dossier_file(dossier: Dossier) -> bytes:
    """The finished PDF: cover, contents, chapters; every page numbered, every heading marked.

    The same dossier gives the same bytes. What cannot be read is named where it would stand.
    """
    bound = [_bind(anchor, one) for anchor, one in _attachments(dossier)]
    body = _rendered("body", _body_context(dossier, bound))
    order, starts = _pagination(body, bound)
    sections = list(_sections(dossier))
    front, entries = _front(dossier, sections, bound, starts)
    offset = len(front.pages)
    writer = PdfWriter()
    own = PdfReader(io.BytesIO(front.copy([*front.pages, *body.pages]).write_pdf()))
    for page in own.pages[:offset]:
        writer.add_page(page)
    for one in order:
        writer.add_page(own.pages[offset + one] if isinstance(one, int) else one)
    stamp(writer, f"Akte {dossier.reference} · Seite {{n}} von {{m}}")
    _describe(writer, dossier, entries)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def _attachments(dossier: Dossier) -> Iterator[tuple[str, Attachment]]:
    """What is to be bound in, with the anchor of the page that it follows."""
    for invoice in dossier.invoices:
        if invoice.file is not None:
            yield "invoices", invoice.file
    for index, sheet in enumerate(dossier.reminders):
        if sheet.letter is not None:
            yield _of_reminder(index), sheet.letter


def _of_reminder(index: int) -> str:
    return f"reminder-{index}"


def _bind(anchor: str, attachment: Attachment) -> _Bound:
    try:
        return _Bound(anchor, attachment, sheets_of(attachment.pdf))
    except SheetUnreadable:
        # Named on the page that it should follow; one broken file keeps nothing else back.
        return _Bound(anchor, attachment, [])


def _body_context(dossier: Dossier, bound: Sequence[_Bound]) -> dict[str, object]:
    broken = {id(one.attachment) for one in bound if not one.sheets}
    pages = {id(one.attachment): len(one.sheets) for one in bound}
    return {
        "dossier": dossier,
        "claim": dossier.claim,
        "chapters": {key: title for _, key, title in _numbered()},
        "invoices": [
            (one, one.file is not None and id(one.file) in broken, pages.get(id(one.file), 0))
            for one in dossier.invoices
        ],
        "reminders": [
            (
                _of_reminder(index),
                one,
                one.letter is not None and id(one.letter) in broken,
                pages.get(id(one.letter), 0),
            )
            for index, one in enumerate(dossier.reminders)
        ],
    }


def _numbered() -> Iterator[tuple[int, str, str]]:
    for number, (key, title) in enumerate(_CHAPTERS.items(), start=1):
        yield number, key, f"{number} {title}"


def _sections(dossier: Dossier) -> Iterator[_Section]:
    for _, key, title in _numbered():
        yield _Section(title, 1, key)
        if key == "reminders":
            for index, sheet in enumerate(dossier.reminders):
                yield _Section(sheet.title, 2, _of_reminder(index))


def _pagination(
    body: Document, bound: Sequence[_Bound]
) -> tuple[list[int | PageObject], dict[str | int, int]]:
    """The pages behind the front in their order, and where each anchor and paper begins (from 0).

    A number is a page of ours; papers are known by the id of their attachment.
    """
    anchors = [list(page.anchors) for page in body.pages]
    first = {name: number for number in reversed(range(len(anchors))) for name in anchors[number]}
    order: list[int | PageObject] = []
    starts: dict[str | int, int] = {}
    waiting: list[_Bound] = []
    for number, names in enumerate(anchors):
        begun = {name for name in names if first[name] == number}
        if begun:
            _add_papers(order, starts, waiting)
            waiting = [one for one in bound if one.anchor in begun]
            starts |= dict.fromkeys(begun, len(order))
        order.append(number)
    _add_papers(order, starts, waiting)
    return order, starts


def _add_papers(
    order: list[int | PageObject], starts: dict[str | int, int], papers: Sequence[_Bound]
) -> None:
    for one in papers:
        if one.sheets:
            starts[id(one.attachment)] = len(order)
            order.extend(one.sheets)


def _front(
    dossier: Dossier,
    sections: Sequence[_Section],
    bound: Sequence[_Bound],
    starts: dict[str | int, int],
) -> tuple[Document, list[Entry]]:
    """Cover and contents; the contents count their own pages too."""
    offset = _USUAL_FRONT
    while True:
        front, entries = _front_with(dossier, sections, bound, starts, offset=offset)
        if len(front.pages) == offset:
            return front, entries
        offset = len(front.pages)


def _front_with(
    dossier: Dossier,
    sections: Sequence[_Section],
    bound: Sequence[_Bound],
    starts: dict[str | int, int],
    *,
    offset: int,
) -> tuple[Document, list[Entry]]:
    entries: list[Entry] = []
    for section in sections:
        entries.append(Entry(section.title, section.level, starts[section.anchor] + offset + 1))
        for one in bound:
            if one.anchor == section.anchor and one.sheets:
                title, page = one.attachment.title, starts[id(one.attachment)] + offset + 1
                entries.append(Entry(title, section.level + 1, page))
    context = {"dossier": dossier, "claim": dossier.claim, "entries": entries}
    return _rendered("front", context), entries


def _rendered(name: str, context: dict[str, object]) -> Document:
    html = render_to_string(f"collections/dossier/{name}.html", context)
    return HTML(string=html, url_fetcher=_fetcher()).render(
        stylesheets=[_stylesheet()], font_config=_fonts()
    )


def _describe(writer: PdfWriter, dossier: Dossier, entries: Sequence[Entry]) -> None:
    """Bookmarks, title and language; no day of making, so that the bytes stay the same."""
    writer.add_outline_item(title=_COVER, page_number=0)
    writer.add_outline_item(title=_CONTENTS, page_number=1)
    parents = {}
    for entry in entries:
        parent = parents.get(entry.level - 1)
        parents[entry.level] = writer.add_outline_item(
            title=entry.title, page_number=entry.page - 1, parent=parent
        )
    writer.metadata = {
        "/Title": f"Akte {dossier.reference}, Stand {german_day(dossier.day)}",
        "/Author": dossier.creditor[0],
        "/Producer": "Mahnwerk",
    }
    writer.root_object[NameObject("/Lang")] = TextStringObject("de-DE")
    writer.page_mode = "/UseOutlines"


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> URLFetcher:
    # Nothing outside the document is ever loaded: no network, no file.
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@cache
def _stylesheet() -> CSS:
    return CSS(
        string=render_to_string("collections/dossier/dossier.css"),
        url_fetcher=_fetcher(),
        font_config=_fonts(),
    )
