"""Charts of lying bars: name and value stand above each, so nothing overlaps at any width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from common.rules.chart_scale import Scale, scale_for
from common.web.chart_parts import (
    GRID,
    INSIDE,
    SERIES,
    STRONG,
    SURFACE,
    TONES,
    Point,
    bar,
    drawing,
    joined,
    text,
)

_ROW, _BAR, _NAME, _BAR_TOP = 44, 16, 13, 19
_LONGEST_NAME = 40
# A percentage fits into a part of this width, also on a phone.
_NARROWEST_WORDS = 11.0


@dataclass(frozen=True)
class Stack:
    """One bar made of parts, in the order of the legend; value is what stands at its end."""

    name: str
    parts: tuple[Decimal, ...]
    value: str


def row_chart(
    message: str,
    points: Sequence[Point],
    values: Sequence[str],
    *,
    full: Decimal | None = None,
) -> SafeString:
    """A bar for each point, with its value in words; "" without a point.

    full: the value of a bar over the whole width, where that means something, such as 100 percent.
    """
    if not points:
        return SafeString("")
    scale = scale_for([*(point.value for point in points), *([full] if full else [])])
    rows = (
        _row(scale, point, words, index * _ROW)
        for index, (point, words) in enumerate(zip(points, values, strict=True))
    )
    return drawing(message, len(points) * _ROW, rows)


def stack_chart(message: str, stacks: Sequence[Stack]) -> SafeString:
    """A bar of parts that make a hundred percent for each stack; parts below zero are not drawn."""
    if not stacks:
        return SafeString("")
    rows = (_stack(stack, index * _ROW) for index, stack in enumerate(stacks))
    return drawing(message, len(stacks) * _ROW, rows)


def legend(names: Iterable[str]) -> SafeString:
    """Which colour is which part, as a list in the order of the parts."""
    swatch = (
        '<li><svg class="chart-swatch" width="12" height="12" aria-hidden="true">'
        '<rect class="series-{}" fill="{}" width="12" height="12" rx="2"/></svg>{}</li>'
    )
    items = format_html_join(
        "", swatch, ((index, SERIES[index], name) for index, name in enumerate(names))
    )
    return format_html('<ul class="chart-legend">{}</ul>', items)


def _row(scale: Scale, point: Point, words: str, top: int) -> SafeString:
    start, end = sorted((100 * scale.share(Decimal(0)), 100 * scale.share(point.value)))
    kind = f"chart-bar {point.tone}".strip()
    return format_html(
        "<g><title>{}: {}</title>{}{}{}</g>",
        point.full_name,
        words,
        _heading(point.full_name, words, top),
        _track(top),
        bar(kind, TONES[point.tone], (start, top + _BAR_TOP), (end - start, _BAR)),
    )


def _stack(stack: Stack, top: int) -> SafeString:
    return format_html(
        "<g>{}{}{}</g>",
        _heading(stack.name, stack.value, top),
        _track(top),
        joined(_parts(stack, top + _BAR_TOP)),
    )


def _heading(name: str, value: str, top: int) -> SafeString:
    shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    return joined(
        [
            text("chart-name", STRONG, 0, top + _NAME, shown, anchor="start"),
            text("chart-value", STRONG, 100, top + _NAME, value, anchor="end"),
        ]
    )


def _track(top: int) -> SafeString:
    return bar("chart-track", GRID, (0, top + _BAR_TOP), (100, _BAR))


def _parts(stack: Stack, top: int) -> Iterable[SafeString]:
    """The parts from left to right, those that are wide enough with their percentage."""
    drawn = [max(float(part), 0.0) for part in stack.parts]
    total, start = sum(drawn), 0.0
    for number, part in enumerate(drawn):
        if not part:
            continue
        width = 100 * part / total
        yield format_html(
            '<rect class="chart-part series-{}" fill="{}" stroke="{}" '
            'x="{}%" y="{}" width="{}%" height="{}"/>',
            number,
            SERIES[number],
            SURFACE,
            f"{start:.3f}",
            top,
            f"{width:.3f}",
            _BAR,
        )
        if width >= _NARROWEST_WORDS:
            words = f"{width:.0f}\N{NO-BREAK SPACE}%"
            yield text("chart-inside", INSIDE, start + width / 2, top + 12, words)
        start += width
