"""Charts with axes as SVG made on the server: upright bars, and a line over time."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules.chart_scale import Scale, scale_for
from common.rules.german import euro, whole
from common.web.chart_parts import (
    AXIS,
    GRID,
    MAIN,
    STRONG,
    SURFACE,
    TONES,
    Point,
    bar,
    drawing,
    text,
)

# Margins: left and right in percent, the others in pixels.
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 9.0, 1.5, 34, 26, 240
_PLOT, _WIDTH = _HEIGHT - _TOP - _BOTTOM, 100 - _LEFT - _RIGHT
# More bars than this have only every second name on a phone.
_MOST_NAMES = 6
# So many letters stand beside each other above the bars on a phone; where the values in full need
# more, they are written in the unit of the axis, or the numbers touch.
_MOST_LETTERS = 50
_MOST_LABELS = 13
_EUROS = "€"


def column_chart(message: str, points: Sequence[Point], *, unit: str = _EUROS) -> SafeString:
    """Upright bars with their values; message is what the chart says. "" without a point."""
    if not points:
        return SafeString("")
    scale = scale_for([point.value for point in points])
    values = _values(scale, points, unit)
    columns = (
        _column(scale, point, values[index], (index, len(points)), unit)
        for index, point in enumerate(points)
    )
    return _framed(message, _axes(scale, unit), columns, _labels(points))


def line_chart(message: str, points: Sequence[Point], *, unit: str = _EUROS) -> SafeString:
    """A line above an area; the highest and the last point say their value. "" without a point."""
    if not points:
        return SafeString("")
    scale = scale_for([point.value for point in points])
    places = [
        (_centre(index, len(points)), _down(scale, point.value))
        for index, point in enumerate(points)
    ]
    return _framed(
        message,
        _axes(scale, unit),
        [_area(places, _down(scale, Decimal(0)))],
        _strokes(places),
        (_dot(point, place, unit) for point, place in zip(points, places, strict=True)),
        _marked_values(scale, points, places, unit),
        _labels(points),
    )


def _framed(message: str, *parts: Iterable[SafeString]) -> SafeString:
    return drawing(message, _HEIGHT, (piece for part in parts for piece in part))


def _axes(scale: Scale, unit: str) -> Iterable[SafeString]:
    """The unit, and a line with its number for every step."""
    yield text("chart-axis", AXIS, 0, 11, f"{scale.unit} {unit}".strip(), anchor="start")
    for tick in scale.ticks:
        down = _down(scale, tick)
        yield format_html(
            '<line class="chart-grid" stroke="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>',
            GRID,
            _LEFT,
            100 - _RIGHT,
            f"{down:.1f}",
            f"{down:.1f}",
        )
        yield text("chart-axis", AXIS, _LEFT - 1.5, down + 4, scale.short(tick), anchor="end")


def _values(scale: Scale, points: Sequence[Point], unit: str) -> list[str]:
    """What stands above the bars."""
    full = [_marked(scale, point.value, unit) for point in points]
    if max(len(one) for one in full) * len(full) <= _MOST_LETTERS:
        return full
    return [scale.short(point.value) for point in points]


def _marked(scale: Scale, value: Decimal, unit: str) -> str:
    """The value in full; with its unit where the axis counts in another one."""
    return f"{_whole(value)}\N{NO-BREAK SPACE}{unit}" if scale.unit else _whole(value)


def _column(
    scale: Scale, point: Point, value: str, place: tuple[int, int], unit: str
) -> SafeString:
    """A bar with its value in words; place: which of how many it is."""
    upper, lower = sorted((_down(scale, point.value), _down(scale, Decimal(0))))
    index, count = place
    slot = _WIDTH / count
    return format_html(
        "<g><title>{}: {}</title>{}{}</g>",
        point.full_name,
        _in_full(point.value, unit),
        bar(
            f"chart-bar {point.tone}".strip(),
            TONES[point.tone],
            (_LEFT + slot * (index + 0.19), upper),
            (slot * 0.62, lower - upper),
        ),
        text(
            f"chart-value{_thinned(index, count)}",
            STRONG,
            _centre(index, count),
            upper - 5 if point.value >= 0 else lower + 13,
            value,
        ),
    )


def _labels(points: Sequence[Point]) -> Iterable[SafeString]:
    """The names below the axis; of many only every second, third …, counted from the newest."""
    count = len(points)
    apart = -(-count // _MOST_LABELS)
    for index, point in enumerate(points):
        if (count - 1 - index) % apart == 0:
            kind = f"chart-axis{_thinned(index // apart, -(-count // apart))}"
            yield text(kind, AXIS, _centre(index, count), _HEIGHT - 8, point.label)


def _thinned(index: int, count: int) -> str:
    """The class of what a narrow screen leaves out: every second name where there are many."""
    return " chart-thinned" if count > _MOST_NAMES and (count - 1 - index) % 2 else ""


def _area(places: Sequence[tuple[float, float]], base: float) -> SafeString:
    """What lies between the line and zero; stretched, so it is drawn without an outline."""
    corners = [(places[0][0], base), *places, (places[-1][0], base)]
    return format_html(
        '<svg x="0" y="0" width="100%" height="{}" viewBox="0 0 100 {}" '
        'preserveAspectRatio="none">'
        '<polygon class="chart-area" fill="{}" fill-opacity="0.12" points="{}"/></svg>',
        _HEIGHT,
        _HEIGHT,
        MAIN,
        " ".join(f"{across:.2f},{down:.1f}" for across, down in corners),
    )


def _strokes(places: Sequence[tuple[float, float]]) -> Iterable[SafeString]:
    """One straight line from each point to the next."""
    for (start, start_down), (end, end_down) in pairwise(places):
        yield format_html(
            '<line class="chart-line" stroke="{}" stroke-width="2" stroke-linecap="round" '
            'x1="{}%" y1="{}" x2="{}%" y2="{}"/>',
            MAIN,
            f"{start:.2f}",
            f"{start_down:.1f}",
            f"{end:.2f}",
            f"{end_down:.1f}",
        )


def _dot(point: Point, place: tuple[float, float], unit: str) -> SafeString:
    return format_html(
        '<g><title>{}: {}</title><circle class="chart-dot" fill="{}" stroke="{}" '
        'stroke-width="2" cx="{}%" cy="{}" r="3.5"/></g>',
        point.full_name,
        _in_full(point.value, unit),
        SURFACE,
        MAIN,
        f"{place[0]:.2f}",
        f"{place[1]:.1f}",
    )


def _marked_values(
    scale: Scale, points: Sequence[Point], places: Sequence[tuple[float, float]], unit: str
) -> Iterable[SafeString]:
    """The values of the last and the highest point, the latter only where both have room."""
    last = len(points) - 1
    highest = max(range(len(points)), key=lambda index: points[index].value)
    marked = {last, highest} if last - highest > 2 else {last}
    for index in sorted(marked):
        across, down = places[index]
        is_at_edge = index == last and last > 0
        yield text(
            "chart-value",
            STRONG,
            100 - _RIGHT if is_at_edge else max(across, _LEFT + 5),
            down - 9,
            _marked(scale, points[index].value, unit),
            anchor="end" if is_at_edge else "middle",
        )


def _centre(index: int, count: int) -> float:
    """The middle of a point's place across, in percent."""
    return _LEFT + _WIDTH * (index + 0.5) / count


def _down(scale: Scale, value: Decimal) -> float:
    """How far from the top a value lies, in pixels."""
    return _TOP + _PLOT * (1 - scale.share(value))


def _whole(value: Decimal) -> str:
    return whole(int(value.to_integral_value()))


def _in_full(value: Decimal, unit: str) -> str:
    return euro(value) if unit == _EUROS else f"{_whole(value)} {unit}"
