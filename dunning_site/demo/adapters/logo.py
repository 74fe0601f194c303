"""The invented company's logo: an aperture of six blades beside the name."""

import io
from math import cos, radians, sin

from PIL import Image, ImageDraw, ImageFont

INK = (23, 58, 74)
ACCENT = (214, 108, 58)
# Drawn larger and made small again, which is the cheapest way to smooth edges.
SCALE = 3
WIDTH, HEIGHT = 760, 220
RADIUS = 92
BLADES = 6


def logo_png() -> bytes:
    """The logo as PNG on a transparent ground; the same bytes each time."""
    picture = Image.new("RGBA", (WIDTH * SCALE, HEIGHT * SCALE), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    _draw_aperture(pen)
    _draw_name(pen)
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_aperture(pen: ImageDraw.ImageDraw) -> None:
    """A ring, and six lines that run past each other around the opening."""
    x = y = HEIGHT / 2
    pen.ellipse(_box(x, y, RADIUS), fill=INK)
    pen.ellipse(_box(x, y, RADIUS - 8), fill=(255, 255, 255, 255))
    pen.ellipse(_box(x, y, RADIUS - 15), fill=INK)
    opening = [_point(x, y, 40, blade * 360 / BLADES) for blade in range(BLADES)]
    for blade, corner in enumerate(opening):
        rim = _point(x, y, RADIUS - 14, blade * 360 / BLADES - 62)
        pen.line((corner, rim), fill=(255, 255, 255, 255), width=5 * SCALE)
    pen.polygon(opening, fill=ACCENT, outline=(255, 255, 255, 255), width=5 * SCALE)


def _draw_name(pen: ImageDraw.ImageDraw) -> None:
    left = 238 * SCALE
    pen.text((left, 40 * SCALE), "elbfoto", font=ImageFont.load_default(112 * SCALE), fill=INK)
    small = ImageFont.load_default(30 * SCALE)
    x = left + 6 * SCALE
    for letter in "MANUFAKTUR HAMBURG":
        pen.text((x, 158 * SCALE), letter, font=small, fill=ACCENT)
        x += pen.textlength(letter, font=small) + 8 * SCALE


def _point(x: float, y: float, radius: float, degrees: float) -> tuple[float, float]:
    angle = radians(degrees)
    return (x + radius * cos(angle)) * SCALE, (y + radius * sin(angle)) * SCALE


def _box(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return (
        (x - radius) * SCALE,
        (y - radius) * SCALE,
        (x + radius) * SCALE,
        (y + radius) * SCALE,
    )
