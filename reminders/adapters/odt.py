"""A sample letter as OpenDocument text (ODF 1.2), laid out by DIN 5008 form B."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from reminders.rules.sample_letters import SampleLetter

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
# The day ZIP archives begin with: the same letter gives the same bytes on every day.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = f"""{_HEAD}<manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2"
 manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def letter_odt(letter: SampleLetter) -> bytes:
    """The letter as a file that LibreOffice and Word open; the same letter gives the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as odt:
        # Programs tell the kind of file by this first member, which is not compressed.
        _add(odt, "mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        _add(odt, "content.xml", _content(letter))
        _add(odt, "styles.xml", _styles(letter))
        _add(odt, "meta.xml", _meta(letter))
        _add(odt, "META-INF/manifest.xml", _MANIFEST)
    return archive.getvalue()


def _add(
    odt: zipfile.ZipFile, name: str, text: str, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    member = zipfile.ZipInfo(name, _NO_DAY)
    member.compress_type = compression
    odt.writestr(member, text.encode())


def _content(letter: SampleLetter) -> str:
    body = [
        _frame("Anschrift", left=20, top=45, width=85, height=45, lines=_address(letter)),
        _frame("Angaben", left=125, top=50, width=75, height=40, lines=_references(letter)),
        *_paragraphs("Betreff", [letter.subject]),
        *_paragraphs("Text", letter.before),
        _table("Betraege", letter.sums, last_is_strong=True),
        _table("Bank", letter.bank),
        *_paragraphs("Text", letter.after),
        *_paragraphs("Gruss", letter.closing),
    ]
    return (
        f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{_AUTOMATIC_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )


def _address(letter: SampleLetter) -> list[str]:
    return [
        *_paragraphs("Absenderzeile", [" · ".join(letter.sender)]),
        *_paragraphs("Empfaenger", letter.recipient),
    ]


def _references(letter: SampleLetter) -> list[str]:
    return [
        f'<text:p text:style-name="Angabe">{escape(label)}<text:tab/>{escape(value)}</text:p>'
        for label, value in letter.references
    ]


def _frame(name: str, *, left: int, top: int, width: int, height: int, lines: Iterable[str]) -> str:
    """A box at a place of the first page, in millimetres."""
    return (
        f'<draw:frame draw:name="{name}" draw:style-name="{name}" text:anchor-type="page" '
        f'text:anchor-page-number="1" svg:x="{left}mm" svg:y="{top}mm" svg:width="{width}mm" '
        f'svg:height="{height}mm"><draw:text-box>{"".join(lines)}</draw:text-box></draw:frame>'
    )


def _paragraphs(style: str, texts: Iterable[str]) -> list[str]:
    return [f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for text in texts]


def _table(name: str, rows: Sequence[tuple[str, str]], *, last_is_strong: bool = False) -> str:
    last = len(rows) - 1 if last_is_strong else -1
    cells = (
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string">{paragraph}</table:table-cell>'
            for style, text in (("Zeile", label), (f"Wert{name}", value))
            for paragraph in _paragraphs(f"{style}Stark" if index == last else style, [text])
        )
        + "</table:table-row>"
        for index, (label, value) in enumerate(rows)
    )
    return (
        f'<table:table table:name="{name}" table:style-name="{name}">'
        f'<table:table-column table:style-name="{name}.A"/>'
        f'<table:table-column table:style-name="{name}.B"/>'
        f"{''.join(cells)}</table:table>"
    )


def _meta(letter: SampleLetter) -> str:
    return (
        f'{_HEAD}<office:document-meta {_NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'office:version="1.2"><office:meta><meta:generator>Mahnwerk</meta:generator>'
        f"<dc:title>{escape(letter.title)}</dc:title><dc:language>{letter.language}</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _styles(letter: SampleLetter) -> str:
    country = "GB" if letter.language == "en" else "DE"
    page, of = ("Page", "of") if letter.language == "en" else ("Seite", "von")
    foot = "".join(_paragraphs("Fuss", letter.foot))
    number = (
        f'<text:p text:style-name="Seitenzahl">{page} <text:page-number/> {of} '
        "<text:page-count/></text:p>"
    )
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.2"><office:styles>'
        '<style:default-style style:family="paragraph"><style:text-properties '
        f'fo:font-family="Arial" fo:font-size="11pt" '
        f'fo:language={quoteattr(letter.language)} fo:country="{country}"/></style:default-style>'
        f"{_PARAGRAPH_STYLES}</office:styles>"
        f"<office:automatic-styles>{_PAGE_LAYOUTS}</office:automatic-styles>"
        "<office:master-styles>"
        '<style:master-page style:name="Erste" style:page-layout-name="LayoutErste" '
        f'style:next-style-name="Standard"><style:footer>{foot}</style:footer></style:master-page>'
        '<style:master-page style:name="Standard" style:page-layout-name="LayoutFolge">'
        f"<style:header>{number}</style:header><style:footer>{foot}</style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _paragraph_style(
    name: str, paragraph: str = "", text: str = "", inside: str = "", attributes: str = ""
) -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" {attributes}>'
        f"<style:paragraph-properties {paragraph}>{inside}</style:paragraph-properties>"
        f"<style:text-properties {text}/></style:style>"
    )


_SMALL, _STRONG = 'fo:font-size="9pt"', 'fo:font-weight="bold"'
_RIGHT = 'fo:text-align="end"'
_PARAGRAPH_STYLES = "".join(
    [
        _paragraph_style("Absenderzeile", 'fo:margin-bottom="14.6mm"', 'fo:font-size="6.5pt"'),
        _paragraph_style("Empfaenger"),
        _paragraph_style(
            "Angabe",
            text=_SMALL,
            inside='<style:tab-stops><style:tab-stop style:position="24mm"/></style:tab-stops>',
        ),
        # The subject opens the text of the first page, 98.46 mm from the top.
        _paragraph_style(
            "Betreff",
            'fo:margin-bottom="5mm"',
            _STRONG,
            attributes='style:master-page-name="Erste"',
        ),
        _paragraph_style("Text", 'fo:margin-bottom="3mm"'),
        _paragraph_style("Gruss", 'fo:keep-together="always"'),
        _paragraph_style("Zeile"),
        _paragraph_style("ZeileStark", text=_STRONG),
        _paragraph_style("WertBetraege", _RIGHT),
        _paragraph_style("WertBetraegeStark", _RIGHT, _STRONG),
        _paragraph_style("WertBank"),
        _paragraph_style("Fuss", text='fo:font-size="7pt"'),
        _paragraph_style("Seitenzahl", _RIGHT, _SMALL),
    ]
)


def _table_style(name: str, left_column: int, right_column: int) -> str:
    width = left_column + right_column
    return (
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'style:width="{width}mm" table:align="left" fo:margin-top="2mm" fo:margin-bottom="5mm"/>'
        "</style:style>"
        + "".join(
            f'<style:style style:name="{name}.{letter}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{column}mm"/></style:style>'
            for letter, column in (("A", left_column), ("B", right_column))
        )
    )


def _frame_style(name: str, padding_left: int) -> str:
    return (
        f'<style:style style:name="{name}" style:family="graphic"><style:graphic-properties '
        'style:horizontal-pos="from-left" style:horizontal-rel="page" '
        'style:vertical-pos="from-top" style:vertical-rel="page" style:wrap="run-through" '
        'fo:border="none" fo:padding-top="0mm" fo:padding-bottom="0mm" fo:padding-right="0mm" '
        f'fo:padding-left="{padding_left}mm"/></style:style>'
    )


_AUTOMATIC_STYLES = (
    _frame_style("Anschrift", 5)
    + _frame_style("Angaben", 0)
    + _table_style("Betraege", 115, 50)
    + _table_style("Bank", 45, 120)
)


def _page_layout(name: str, top: str, header: str = "") -> str:
    return (
        f'<style:page-layout style:name="{name}"><style:page-layout-properties '
        'fo:page-width="210mm" fo:page-height="297mm" style:print-orientation="portrait" '
        f'fo:margin-top="{top}" fo:margin-bottom="12mm" fo:margin-left="25mm" '
        f'fo:margin-right="20mm"/>{header}<style:footer-style>'
        '<style:header-footer-properties fo:min-height="10mm" fo:margin-top="4mm"/>'
        "</style:footer-style></style:page-layout>"
    )


_PAGE_LAYOUTS = _page_layout("LayoutErste", "98.46mm") + _page_layout(
    "LayoutFolge",
    "15mm",
    '<style:header-style><style:header-footer-properties fo:min-height="8mm" '
    'fo:margin-bottom="6mm"/></style:header-style>',
)
