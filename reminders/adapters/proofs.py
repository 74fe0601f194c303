"""Proofs that debtors upload: made into harmless pictures, or PDFs that can be opened."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from reminders.adapters.pdf_pages import PagesUnknown, page_count
from reminders.rules.debtor_requests import MOST_PROOF_BYTES, PROOF_PDF, PROOF_PICTURE

# Phones photograph so large; a PNG of that size would take hundreds of megabytes to unpack.
MAX_PIXELS, MAX_PNG_PIXELS = 40_000_000, 16_000_000
# Enough to read a photographed statement by.
MAX_SIDE = 2400
PICTURES = ("PNG", "JPEG")
MAX_PAGES = 20
# What can be made smaller as it is; other kinds are unpacked to full colours first.
_SCALABLE = frozenset({"RGB", "RGBA", "L", "CMYK"})
# Unpacked pictures are large: never several in memory.
_one_at_a_time = Lock()


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
    JPEG, PNG and PDF, over 5 MB, over 40 million pixels (PNG 16 million), over 20 pages.
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
        pages = page_count(data)
    except PagesUnknown as error:
        raise ProofUnreadable("not a readable PDF") from error
    if not 1 <= pages <= MAX_PAGES:
        raise ProofUnreadable("encrypted, without pages, or with more than 20")


def _picture(data: bytes) -> bytes:
    try:
        with _one_at_a_time, warnings.catch_warnings():
            # Pillow only warns of pictures that unpack to gigabytes; we look at the size ourselves.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=PICTURES)
            most = MAX_PNG_PIXELS if picture.format == "PNG" else MAX_PIXELS
            if picture.width * picture.height > most:
                raise ProofUnreadable("too many pixels")
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
    if picture.mode not in _SCALABLE:
        picture = picture.convert("RGBA")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    picture = ImageOps.exif_transpose(picture).convert("RGBA")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    buffer = io.BytesIO()
    paper.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()
