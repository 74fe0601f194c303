"""The letter as PDF by WeasyPrint, laid out by DIN 5008 form B."""

import base64
import io
from functools import cache, lru_cache
from math import ceil

from django.template.loader import render_to_string
from PIL import Image, UnidentifiedImageError
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reminders.adapters import display, statement
from reminders.adapters.girocode import MAX_NAME, girocode_payload, girocode_png, link_png
from reminders.rules.content import ReminderContent, split_at_positions

_MAX_LOGO_PIXELS = (1600, 800)
# About what fits on one line of the address field, and how many lines fit at full size.
_ADDRESS_CHARACTERS, _ADDRESS_LINES = 38, 6
# Archivable, with all its text extractable, and tagged for screen readers (docs/decisions/0008).
_VARIANT = {"pdf_variant": "pdf/a-3u", "pdf_tags": True}


class LogoUnreadable(Exception):
    """The creditor's logo is no picture; the letter is not made without it."""


class FilesAway(LogoUnreadable):
    """The folder with the logos is away, perhaps only on this host: no fault of the logo."""


def letter_pdf(content: ReminderContent, *, is_preview: bool = False) -> bytes:
    """The finished letter as PDF/A-3u; a preview carries a visible mark.

    The same content gives the same bytes. Raises LogoUnreadable, NotAGiroCode.
    """
    document = _rendered(letter_html(content, is_preview=is_preview))
    if len(document.pages) > 1:
        document = _of_several_pages(content, len(document.pages), is_preview=is_preview)
    return document.write_pdf(**_VARIANT)


def _of_several_pages(content: ReminderContent, page_count: int, *, is_preview: bool) -> Document:
    """The letter set tighter where that saves a page; its first page says of how many it is."""
    tight = _rendered(letter_html(content, is_preview=is_preview, is_tight=True))
    if len(tight.pages) == 1:
        return tight
    is_tight = len(tight.pages) < page_count
    return _rendered(
        letter_html(
            content,
            is_preview=is_preview,
            is_tight=is_tight,
            page_count=len(tight.pages) if is_tight else page_count,
        )
    )


def letter_html(
    content: ReminderContent,
    *,
    is_preview: bool = False,
    is_tight: bool = False,
    page_count: int = 1,
) -> str:
    """The letter as the HTML that WeasyPrint is given; every value in it is escaped."""
    before, after = split_at_positions(content.letter_body)
    words = display.wording(content.language)
    page_word, of_word, _ = words.page.split("{}")
    references = display.reference_facts(content)
    if page_count > 1:
        references += ((page_word.strip(), f"1{of_word}{page_count}"),)
    context = {
        "content": content,
        "words": words,
        "creditor_name": content.creditor.name,
        "recipient_lines": content.recipient_lines,
        "is_preview": is_preview,
        "is_tight": is_tight,
        "running_head": display.running_head(content),
        "page_word": page_word,
        "of_word": of_word,
        "before": display.typeset(before),
        "after": display.typeset(after),
        "logo": logo_url(content.creditor.logo) if content.creditor.logo else "",
        "return_line": display.address_line(content.creditor),
        "is_dense_address": needs_dense_address(content.recipient_lines),
        "references": references,
        "columns": display.company_columns(content.creditor, words),
    }
    return render_to_string("reminders/letters/letter.html", context | _claims(content))


def _claims(content: ReminderContent) -> dict[str, object]:
    """What is to be paid, why and how."""
    link = content.payment_link
    return {
        "claims": statement.shown_claims(content),
        "overview": statement.shown_overview(content) if content.is_collective else None,
        "payments_sentence": display.payments_sentence(content),
        "demand": display.demand(content),
        "bank_facts": display.bank_facts(content),
        "no_account": display.no_account_sentence(content),
        "girocode": _girocode(content),
        "link_parts": display.link_parts(link),
        "link_code": data_url("image/png", link_png(link)) if link else "",
    }


def pdf_of(html: str) -> bytes:
    """A page that uses the letters' stylesheet as PDF/A-3u; the same page gives the same bytes."""
    return _rendered(html).write_pdf(**_VARIANT)


def _rendered(html: str) -> Document:
    source = HTML(string=html, url_fetcher=_fetcher())
    return source.render(stylesheets=[_stylesheet()], font_config=_fonts(), **_VARIANT)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> URLFetcher:
    # Nothing outside the document is ever loaded: no network, no file (SSRF, file reading).
    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@cache
def _stylesheet() -> CSS:
    return CSS(
        string=render_to_string("reminders/letters/letter.css"),
        url_fetcher=_fetcher(),
        font_config=_fonts(),
    )


def logo_url(data: bytes) -> str:
    """The logo as data: URL."""
    return data_url("image/jpeg", logo_jpeg(data))


@lru_cache(maxsize=8)
def logo_jpeg(data: bytes) -> bytes:
    """The logo drawn anew as JPEG on white, the cheapest picture for WeasyPrint.

    Raises LogoUnreadable.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise LogoUnreadable(
            "Das Logo des Gläubigers kann nicht gelesen werden. Laden Sie es neu hoch (PNG, JPEG)."
        ) from error
    drawn.thumbnail(_MAX_LOGO_PIXELS)
    page = Image.new("RGB", drawn.size, "white")
    page.paste(drawn, mask=drawn.getchannel("A"))
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=92, subsampling=0)
    return jpeg.getvalue()


def _girocode(content: ReminderContent) -> str:
    """The code for the claim as data: URL; "" where a SEPA transfer is not the way to pay."""
    creditor = content.creditor
    if not display.has_girocode(content):
        return ""
    payload = girocode_payload(
        # SEPA itself knows no more than seventy characters of a name.
        name=(creditor.account_holder or creditor.name)[:MAX_NAME],
        iban=creditor.iban,
        bic=creditor.bic,
        amount=content.claim,
        text=content.remittance_text,
    )
    return data_url("image/png", girocode_png(payload))


def data_url(media_type: str, data: bytes) -> str:
    """A picture as the address that carries it."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def needs_dense_address(lines: tuple[str, ...]) -> bool:
    """Whether the address must be set smaller to fit its field."""
    return sum(ceil(len(line) / _ADDRESS_CHARACTERS) for line in lines) > _ADDRESS_LINES
