"""Pictures that become logos."""

import io

import pytest
from PIL import Image

from orders.adapters.logos import MAX_BYTES, NotALogo, png_logo


def data(width: int, height: int, format: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#2456c4").save(buffer, format, **options)
    return buffer.getvalue()


def test_a_small_picture_keeps_its_size():
    logo = Image.open(io.BytesIO(png_logo(data(300, 100))))

    assert (logo.format, logo.size) == ("PNG", (300, 100))


def test_a_wide_picture_is_made_1200_pixels_wide():
    logo = Image.open(io.BytesIO(png_logo(data(3000, 1000, "JPEG"))))

    assert (logo.format, logo.size) == ("PNG", (1200, 400))


def test_what_a_picture_carries_along_is_dropped():
    exif = Image.Exif()
    exif[0x010E] = "geheim"

    logo = png_logo(data(30, 10, "JPEG", exif=exif))

    assert b"geheim" not in logo


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(data(10, 10, "GIF"), id="GIF"),
        pytest.param(data(300, 100)[:60], id="cut off"),
        pytest.param(data(9000, 9000), id="81 million pixels"),
        pytest.param(b"x" * (MAX_BYTES + 1), id="over 5 MB"),
    ],
)
def test_everything_else_is_refused_in_words(refused):
    with pytest.raises(NotALogo, match=r"\.$"):
        png_logo(refused)
