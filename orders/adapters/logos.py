"""Logos: pictures that people upload, made into small, harmless PNG files."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
# 1200 pixels are 10 cm at 300 dpi: more than a letterhead has.
MAX_WIDTH = 1200
FORMATS = ("PNG", "JPEG")


class NotALogo(Exception):
    """The file cannot be used as a logo; the message says why and what to do."""


def png_logo(data: bytes) -> bytes:
    """The picture as PNG, at most 1200 pixels wide, without anything else the file carried.

    Raises NotALogo for everything but PNG and JPEG, over 5 MB or over 40 million pixels.
    """
    if len(data) > MAX_BYTES:
        raise NotALogo("Das Bild ist größer als 5 MB. Verkleinern Sie es und wählen Sie es erneut.")
    try:
        with warnings.catch_warnings():
            # Pillow only warns of pictures that unpack to gigabytes; we look at the size ourselves.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_pixels(picture)
            # Loading alone may pass over a file that breaks off. Verifying uses the picture up.
            picture.verify()
            return _as_png(ImageOps.exif_transpose(Image.open(io.BytesIO(data), formats=FORMATS)))
    except (
        UnidentifiedImageError,
        SyntaxError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
    ) as error:
        raise NotALogo(
            "Die Datei ist kein lesbares PNG- oder JPEG-Bild. Speichern Sie das Logo als PNG."
        ) from error


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise NotALogo(
            f"Das Bild hat {picture.width} × {picture.height} Bildpunkte. "
            f"Verkleinern Sie es auf höchstens {MAX_WIDTH} Bildpunkte Breite."
        )


def _as_png(picture: Image.Image) -> bytes:
    picture = picture.convert("RGBA")
    if picture.width > MAX_WIDTH:
        height = max(1, round(picture.height * MAX_WIDTH / picture.width))
        picture = picture.resize((MAX_WIDTH, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
