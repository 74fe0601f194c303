"""Answer with a PDF that is nobody else's business."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# A debtor's letter must not lie in any cache on the way.
PRIVATE = {"Cache-Control": "private, no-store"}


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """The PDF, opened in the browser, under the name."""
    disposition = content_disposition_header(False, name) or f'inline; filename="{name}"'
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": disposition, **PRIVATE},
    )
