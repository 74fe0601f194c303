"""Which statements certainly tell of different movements."""

from datetime import date
from decimal import Decimal

import pytest

from orders.rules.statement_chain import Period, apart_from

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)


def period(
    key: int,
    opening: int | None,
    closing: int | None,
    *,
    from_on: date | None = MONDAY,
    to_on: date | None = MONDAY,
) -> Period:
    """A statement from one balance to another."""
    return Period(
        key,
        None if opening is None else Decimal(opening),
        None if closing is None else Decimal(closing),
        from_on,
        to_on,
    )


@pytest.mark.parametrize(
    ("new", "known", "apart"),
    [
        pytest.param(period(9, 10, 20), [period(1, 0, 10)], {1}, id="follows"),
        pytest.param(period(9, 0, 10), [period(1, 10, 20)], {1}, id="comes before"),
        pytest.param(
            period(9, 20, 30), [period(1, 0, 10), period(2, 10, 20)], {1, 2}, id="through another"
        ),
        pytest.param(period(9, 0, 10), [period(1, 0, 10)], set(), id="copy"),
        pytest.param(period(9, 0, 30), [period(1, 0, 10)], set(), id="cumulative"),
        pytest.param(period(9, 10, 15), [period(1, 10, 10)], set(), id="predecessor sums to zero"),
        pytest.param(period(9, 10, 10), [period(1, 10, 10)], set(), id="copy that sums to zero"),
        pytest.param(period(9, None, None), [period(1, None, None)], set(), id="no balances"),
        pytest.param(
            period(9, 10, 20, from_on=MONDAY),
            [period(1, 0, 10, from_on=TUESDAY, to_on=TUESDAY)],
            set(),
            id="balance by chance, days the other way round",
        ),
        pytest.param(period(9, 10, 0), [period(1, 0, 10)], set(), id="there and back: both sides"),
        pytest.param(period(9, 50, 60), [period(1, 0, 10)], set(), id="gap"),
    ],
)
def test_only_what_follows_on_is_apart(new: Period, known: list[Period], apart: set[int]) -> None:
    assert apart_from(new, known) == apart
