"""The interest lines of a court application: they never overlap, and there are few of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from common.rules.money import ZERO
from inkasso.rules.court_application import RunningInterest

_DAY = timedelta(days=1)
# More of them need a supplement sheet.
LINES_ON_THE_FORM = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, on which one instalment of the claim bears interest.

    points: percentage points above the base rate (§ 288 BGB); principal in euros.
    """

    from_on: date
    to_on: date
    points: Decimal
    principal: Decimal


def running_lines(stretches: Sequence[Stretch], until: date) -> tuple[RunningInterest, ...]:
    """The stretches of all instalments as lines that do not overlap, merged as far as possible.

    On each day the principals add up; neighbouring days with the same sum and points are one
    line. A line that reaches until goes on for good.
    """
    lines: list[RunningInterest] = []
    for first, last in _pieces(stretches):
        on_day = [one for one in stretches if one.from_on <= first <= one.to_on]
        for points in sorted({one.points for one in on_day}):
            amount = sum((one.principal for one in on_day if one.points == points), ZERO)
            if amount > 0:
                _add(lines, RunningInterest(points, first, last, amount))
    return tuple(_open_ended(line, until) for line in lines)


def after(stretches: Sequence[Stretch], cut: date) -> tuple[Stretch, ...]:
    """What of the stretches lies after a day."""
    return tuple(
        Stretch(max(one.from_on, cut + _DAY), one.to_on, one.points, one.principal)
        for one in stretches
        if one.to_on > cut
    )


def _pieces(stretches: Sequence[Stretch]) -> list[tuple[date, date]]:
    """The days cut wherever a stretch begins or ends; both ends included."""
    starts = {one.from_on for one in stretches} | {one.to_on + _DAY for one in stretches}
    return [(first, following - _DAY) for first, following in pairwise(sorted(starts))]


def _add(lines: list[RunningInterest], line: RunningInterest) -> None:
    """Append the line, or make the one it continues longer."""
    for index, before in enumerate(lines):
        if (
            before.to_on is not None
            and before.to_on + _DAY == line.from_on
            and (before.points, before.amount) == (line.points, line.amount)
        ):
            lines[index] = RunningInterest(line.points, before.from_on, line.to_on, line.amount)
            return
    lines.append(line)


def _open_ended(line: RunningInterest, until: date) -> RunningInterest:
    if line.to_on is None or line.to_on < until:
        return line
    return RunningInterest(line.points, line.from_on, None, line.amount)
