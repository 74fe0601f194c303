"""Look into an uploaded invoice: only a PDF that mail and printer can do something with is kept."""

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MAX_PAGES = 20


class InvoiceUnreadable(Exception):
    """The file is no PDF that can go along; the message tells the clerk why."""


def check_invoice(data: bytes) -> int:
    """How many pages the PDF has. Raises InvoiceUnreadable."""
    if not data.startswith(b"%PDF-"):
        raise InvoiceUnreadable("Die Datei ist kein PDF. Speichern Sie die Rechnung als PDF.")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise InvoiceUnreadable(
                "Das PDF ist verschlüsselt. Speichern Sie es ohne Kennwort und laden Sie es neu "
                "hoch."
            )
        pages = [page.mediabox for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # What pypdf raises for a broken file depends on where it is broken.
        raise InvoiceUnreadable(
            "Das PDF ist beschädigt. Speichern Sie die Rechnung neu und laden Sie sie noch "
            "einmal hoch."
        ) from error
    if not 1 <= len(pages) <= MAX_PAGES:
        raise InvoiceUnreadable(f"Eine Rechnung hat 1 bis {MAX_PAGES} Seiten, diese {len(pages)}.")
    return len(pages)
