"""Opening and closing balance from a column that tells the balance after each movement."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

# A movement: its day, its amount and the balance after it, None if the bank does not tell.
Step = tuple[date, Decimal, Decimal | None]


def balances(steps: Sequence[Step]) -> tuple[Decimal | None, Decimal | None]:
    """The balances before and after all movements, in whichever direction the table runs.

    None for both unless the first and the last movement tell theirs.
    """
    forward = _direction(steps)
    first, last = (steps[0], steps[-1]) if forward else (steps[-1], steps[0])
    if first[2] is None or last[2] is None:
        return None, None
    return first[2] - first[1], last[2]


def _direction(steps: Sequence[Step]) -> bool:
    """Whether the oldest movement stands on top: by the days, and on one day by the balances."""
    if steps[0][0] != steps[-1][0]:
        return steps[0][0] < steps[-1][0]
    breaks_down = sum(not _follows(upper, lower) for upper, lower in pairwise(steps))
    breaks_up = sum(not _follows(lower, upper) for upper, lower in pairwise(steps))
    return breaks_down <= breaks_up


def _follows(before: Step, after: Step) -> bool:
    """Whether the second balance is the first one plus the second movement."""
    return before[2] is not None and after[2] is not None and before[2] + after[1] == after[2]
