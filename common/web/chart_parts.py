"""What all charts are drawn from: the frame, bars, words, and their colours on paper.

Positions across are percentages and letters have their size in pixels, so that text stays legible
on a phone. Presentation attributes carry the colours of paper, as PDFs apply no style sheet inside
an SVG; in the browser the classes of static/css/charts.css win over them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

AXIS, STRONG, GRID, SURFACE, INSIDE = "#566174", "#26303f", "#e4e8ef", "#ffffff", "#ffffff"
MAIN = "#2456c4"
TONES = {"": MAIN, "warning": "#b45a06", "bad": "#b3261e"}
# From paid at once to still open, as many as a stacked bar has parts; white reads on each.
SERIES = (
    "#1b6e37",
    "#0f766e",
    "#2456c4",
    "#4a6bb5",
    "#6d4bb3",
    "#a85208",
    "#5f6b7c",
    "#b3261e",
)


@dataclass(frozen=True)
class Point:
    """One value of a chart; name is its label in full, tone "", "warning" or "bad"."""

    label: str
    value: Decimal
    name: str = ""
    tone: str = ""

    @property
    def full_name(self) -> str:
        """What it is called where there is room."""
        return self.name or self.label


def drawing(message: str, height: int, pieces: Iterable[SafeString]) -> SafeString:
    """The pieces as one picture; message is what it says, for those who hear it."""
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" width="100%" height="{}" '
        'font-family="DejaVu Sans, sans-serif">{}</svg>',
        message,
        height,
        joined(pieces),
    )


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """The pieces one after the other."""
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def bar(
    kind: str, colour: str, corner: tuple[float, float], size: tuple[float, float]
) -> SafeString:
    """A box; corner and size are percent across and pixels down."""
    return format_html(
        '<rect class="{}" fill="{}" rx="3" x="{}%" y="{}" width="{}%" height="{}"/>',
        kind,
        colour,
        f"{corner[0]:.2f}",
        f"{corner[1]:.1f}",
        f"{size[0]:.2f}",
        f"{size[1]:.1f}",
    )


def text(
    kind: str, colour: str, across: float, down: float, words: str, *, anchor: str = "middle"
) -> SafeString:
    """Words whose foot is at the place; anchor says which end of them."""
    return format_html(
        '<text class="{}" fill="{}" font-size="11" x="{}%" y="{}" text-anchor="{}">{}</text>',
        kind,
        colour,
        f"{across:.2f}",
        f"{down:.1f}",
        anchor,
        words,
    )
