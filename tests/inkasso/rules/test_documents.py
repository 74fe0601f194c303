"""Which files a case takes, and what they are called."""

import pytest

from inkasso.rules.documents import (
    MAX_BYTES,
    DocumentRefused,
    content_type_of,
    numbered_name,
    stored_name,
)

PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(PDF, "application/pdf", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n...", "image/png", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0...", "image/jpeg", id="JPEG"),
        pytest.param(PDF.ljust(MAX_BYTES), "application/pdf", id="as large as may be"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(data, content_type):
    assert content_type_of(data) == content_type


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>", id="a page"),
        pytest.param(b" %PDF-1.7", id="not at the start"),
        pytest.param(PDF.ljust(MAX_BYTES + 1), id="a byte too large"),
    ],
)
def test_other_files_are_refused(data):
    with pytest.raises(DocumentRefused):
        content_type_of(data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("Beleg.pdf", "Beleg.pdf", id="plain"),
        pytest.param("C:\\Scans\\Beleg 1.2.PDF", "Beleg 1.2.pdf", id="with folders of Windows"),
        pytest.param("../../etc/passwd", "passwd.pdf", id="with folders and no ending"),
        pytest.param("Beleg\r\nX: y.pdf", "BelegX: y.pdf", id="with line ends"),
        pytest.param(".pdf", ".pdf.pdf", id="only an ending"),
        pytest.param("", "Unterlage.pdf", id="without a name"),
        pytest.param("ä" * 300 + ".pdf", "ä" * 120 + ".pdf", id="very long"),
    ],
)
def test_a_stored_name_has_no_folders_and_the_right_ending(given, kept):
    assert stored_name(given, "application/pdf") == kept


def test_papers_sort_as_they_are_numbered():
    assert numbered_name(2, "Rechnung", "RE/2026 7", ".pdf") == "02-Rechnung-RE-2026-7.pdf"
