"""Colours that people choose: whether text on them can be read (WCAG 2.2, 1.4.3)."""

import re

READABLE = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def contrast_to_white(colour: str) -> float:
    """The contrast of "#rrggbb" to white, 1 to 21; 1 for what is no such colour."""
    if not _COLOUR.fullmatch(colour):
        return 1.0
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def carries_white_text(colour: str) -> bool:
    """Whether white text on the colour can be read by everybody."""
    return contrast_to_white(colour) >= READABLE


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
