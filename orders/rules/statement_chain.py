"""Which statements of an account certainly tell of different movements: those that follow on."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """What of a statement its neighbours can be recognised by; None where the bank is silent."""

    key: int
    opening: Decimal | None
    closing: Decimal | None
    from_on: date | None
    to_on: date | None


def is_followed_by(one: Period, other: Period) -> bool:
    """Whether the other statement goes on exactly where this one ended.

    A statement that ends as it began proves nothing: a longer one may begin with the same balance.
    """
    if None in (one.opening, one.closing, other.opening) or one.opening == one.closing:
        return False
    is_later = one.to_on is None or other.from_on is None or one.to_on <= other.from_on
    is_copy = (one.opening, one.closing) == (other.opening, other.closing)
    return is_later and not is_copy and one.closing == other.opening


def apart_from(new: Period, known: Sequence[Period]) -> set[int]:
    """The keys of the statements that ended before this one began, or began after it ended.

    Directly or through others between them: they share no movement with it.
    """
    by_opening: dict[Hashable, list[Period]] = defaultdict(list)
    by_closing: dict[Hashable, list[Period]] = defaultdict(list)
    for one in known:
        by_opening[one.opening].append(one)
        by_closing[one.closing].append(one)
    before = _reached(
        new, lambda at: (one for one in by_closing[at.opening] if is_followed_by(one, at))
    )
    after = _reached(
        new, lambda at: (one for one in by_opening[at.closing] if is_followed_by(at, one))
    )
    # What seems to lie on both sides proves nothing.
    return before ^ after


def _reached(start: Period, neighbours: Callable[[Period], Iterable[Period]]) -> set[int]:
    found: dict[int, Period] = {}
    waiting = [start]
    while waiting:
        for one in neighbours(waiting.pop()):
            if one.key != start.key and one.key not in found:
                found[one.key] = one
                waiting.append(one)
    return set(found)
