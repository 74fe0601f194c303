"""What a file is that is no text."""

import pytest

from orders.rules.file_kinds import FileKind, kind_of

ZIPPED = b"PK\x03\x04" + b"\0" * 26


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"", None),
        (b"Nr;Datum;Summe\n", None),
        (b"<?xml version='1.0'?><Document/>", None),
        (b"PK", None),
        (b"%PDF-1.4\n", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
        (b"\xff\xd8\xff\xe0", FileKind.PICTURE),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.PICTURE),
        (b"\0\0\0\x18ftypheic", FileKind.PICTURE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", FileKind.EXCEL),
        (ZIPPED + b"[Content_Types].xml", FileKind.EXCEL),
        (ZIPPED + b"xl/workbook.xml", FileKind.EXCEL),
        (ZIPPED + b"[Content_Types].xml word/document.xml", FileKind.WORD),
        (ZIPPED + b"mimetypeapplication/vnd.oasis.opendocument", FileKind.OPEN_DOCUMENT),
        (ZIPPED + b"auszug.xml", FileKind.ZIP),
        (b"PK\x05\x06", FileKind.ZIP),
        (b"\x1f\x8b\x08", FileKind.GZIP),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", FileKind.WEB_PAGE),
    ],
)
def test_it_tells_a_file_by_how_it_begins(start, kind):
    assert kind_of(start) == kind
