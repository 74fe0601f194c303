"""What a file is that is no text, by how it begins."""

from enum import StrEnum

# As much of a file as kind_of looks at.
LOOKED_AT = 4_096
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_WEB_PAGE_MARKS = (b"<!doctype html", b"<html")


class FileKind(StrEnum):
    """Files that people take for a table or a statement, as a sentence calls them."""

    PDF = "ein PDF"
    PICTURE = "ein Bild"
    EXCEL = "eine Excel-Mappe"
    WORD = "ein Word-Dokument"
    OPEN_DOCUMENT = "ein Dokument von LibreOffice"
    ZIP = "ein ZIP-Archiv"
    GZIP = "ein gepacktes Archiv (gzip)"
    WEB_PAGE = "eine Internetseite"


_MARKS = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    # The workbooks of Excel before 2007; Word's files of that time begin alike, but hold no table.
    (b"\xd0\xcf\x11\xe0", FileKind.EXCEL),
    (b"\x1f\x8b", FileKind.GZIP),
)


def kind_of(start: bytes) -> FileKind | None:
    """What a file with this beginning is, None for text and for what nobody knows."""
    if start.startswith(_ZIP_MARKS):
        return _zipped_kind(start[:LOOKED_AT])
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return FileKind.PICTURE
    if start[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return FileKind.PICTURE
    if start[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB_PAGE_MARKS):
        return FileKind.WEB_PAGE
    return next((kind for mark, kind in _MARKS if start.startswith(mark)), None)


def _zipped_kind(start: bytes) -> FileKind:
    """Office programs zip their documents; the names of the parts in front tell which."""
    if b"mimetypeapplication/vnd.oasis" in start:
        return FileKind.OPEN_DOCUMENT
    if b"word/" in start:
        return FileKind.WORD
    is_office = any(name in start for name in (b"[Content_Types].xml", b"xl/", b"_rels/"))
    return FileKind.EXCEL if is_office else FileKind.ZIP
