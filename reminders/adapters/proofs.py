"""Proofs that debtors upload: made into harmless pictures, or PDFs that can be opened."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from reminders.rules.debtor_requests import MOST_PROOF_BYTES, PROOF_PDF, PROOF_PICTURE

MAX_PIXELS = 40_000_000
# Enough to read a photographed statement by.
MAX_SIDE = 2400
PICTURES = ("PNG", "JPEG")
MAX_PAGES = 20


class ProofUnreadable(Exception):
    """The file is none of those that are kept, too large or broken."""


@dataclass(frozen=True, slots=True)
class CleanProof:
    """What is kept of an uploaded file."""

    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the kept bytes."""
        return hashlib.sha256(self.content).hexdigest()


def clean_proof(data: bytes) -> CleanProof:
    """A picture made anew without anything it carried along, or the PDF as it is.

    What a file is shows in its content, never in its name. Raises ProofUnreadable for all but
    JPEG, PNG and PDF, over 5 MB, over 40 million pixels or 20 pages.
    """
    if len(data) > MOST_PROOF_BYTES:
        raise ProofUnreadable("larger than 5 MB")
    if not data.startswith(b"%PDF-"):
        return CleanProof(PROOF_PICTURE, _picture(data))
    _check_pdf(data)
    return CleanProof(PROOF_PDF, data)


def _check_pdf(data: bytes) -> None:
    """Whether it can be opened without a password and has pages, not too many."""
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = 0 if reader.is_encrypted else len([page.mediabox for page in reader.pages])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # What pypdf raises for a broken file depends on where it is broken.
        raise ProofUnreadable("not a readable PDF") from error
    if not 1 <= pages <= MAX_PAGES:
        raise ProofUnreadable("encrypted, without pages, or with more than 20")


def _picture(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of pictures that unpack to gigabytes; we look at the size ourselves.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=PICTURES)
            if picture.width * picture.height > MAX_PIXELS:
                raise ProofUnreadable("more than 40 million pixels")
            # Loading alone may pass over a file that breaks off. Verifying uses the picture up.
            picture.verify()
            return _as_jpeg(Image.open(io.BytesIO(data), formats=PICTURES))
    except (
        UnidentifiedImageError,
        SyntaxError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
    ) as error:
        raise ProofUnreadable("not a readable picture") from error


def _as_jpeg(picture: Image.Image) -> bytes:
    """The picture on white, not larger than one can read; no place, no camera, no thumbnail."""
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
    picture = ImageOps.exif_transpose(picture).convert("RGBA")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    buffer = io.BytesIO()
    paper.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()
