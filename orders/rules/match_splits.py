"""How one payment may be spread over several orders."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product

from orders.rules.match_values import Candidate, Part

# Two hundred orders in one transfer are a file's error; sixteen are a business customer.
_MOST_SUBSETS = 5000
_MOST_PRODUCTS = 64


def explains(candidates: Sequence[Candidate], amount: Decimal) -> bool:
    """Whether the amount is exactly what is open on all of them."""
    return sum(candidate.open_amount for candidate in candidates) == amount


def whole_parts(candidates: Sequence[Candidate]) -> tuple[Part, ...]:
    """What is open on each of them."""
    return tuple(Part(candidate.order_id, candidate.open_amount) for candidate in candidates)


def exact_subsets(
    candidates: Sequence[Candidate], amount: Decimal
) -> Iterator[tuple[Candidate, ...]]:
    """All ways to explain the amount by two or more of them, paid in full, larger ones first."""
    tried = 0
    for size in range(len(candidates), 1, -1):
        for chosen in combinations(candidates, size):
            tried += 1
            if tried > _MOST_SUBSETS:
                return
            if explains(chosen, amount):
                yield chosen


def exact_choice(
    alternatives: Sequence[Sequence[Candidate]], amount: Decimal
) -> tuple[Candidate, ...] | None:
    """One order of each place that together explain the amount, if only one choice does."""
    choices = 1
    for group in alternatives:
        choices *= len(group)
    if choices > _MOST_PRODUCTS:
        return None
    found = {
        tuple(sorted({c.order_id for c in chosen})): chosen
        for chosen in product(*alternatives)
        if len({c.order_id for c in chosen}) == len(chosen) and explains(chosen, amount)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def spread(candidates: Sequence[Candidate], amount: Decimal) -> tuple[Part, ...]:
    """The amount on them in the order named, each up to what is open; the last takes the rest."""
    parts, left = [], amount
    for candidate in candidates[:-1]:
        taken = min(candidate.open_amount, left)
        left -= taken
        if taken > 0:
            parts.append(Part(candidate.order_id, taken))
    if left > 0:
        parts.append(Part(candidates[-1].order_id, left))
    return tuple(parts)
