"""Interest lines of an application never overlap and are as few as possible."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkasso.rules.court_application import RunningInterest
from inkasso.rules.court_interest import Stretch, after, running_lines

FIVE, NINE = Decimal("5.00"), Decimal("9.00")
UNTIL = date(2026, 11, 21)


def stretch(first: date, last: date, amount: str, points: Decimal = FIVE) -> Stretch:
    return Stretch(first, last, points, Decimal(amount))


def line(first: date, last: date | None, amount: str, points: Decimal = FIVE) -> RunningInterest:
    return RunningInterest(points, first, last, Decimal(amount))


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param(
            [stretch(date(2026, 10, 1), UNTIL, "250.00")],
            [line(date(2026, 10, 1), None, "250.00")],
            id="one goes on for good",
        ),
        pytest.param(
            [
                stretch(date(2026, 5, 1), date(2026, 6, 30), "250.00"),
                stretch(date(2026, 7, 1), UNTIL, "250.00"),
            ],
            [line(date(2026, 5, 1), None, "250.00")],
            id="a new base rate makes no new line",
        ),
        pytest.param(
            [
                stretch(date(2026, 9, 1), UNTIL, "100.00"),
                stretch(date(2026, 10, 1), UNTIL, "50.00"),
            ],
            [
                line(date(2026, 9, 1), date(2026, 9, 30), "100.00"),
                line(date(2026, 10, 1), None, "150.00"),
            ],
            id="two instalments add up from the second on",
        ),
        pytest.param(
            [
                stretch(date(2026, 9, 1), date(2026, 9, 10), "100.00"),
                stretch(date(2026, 9, 21), UNTIL, "100.00"),
            ],
            [
                line(date(2026, 9, 1), date(2026, 9, 10), "100.00"),
                line(date(2026, 9, 21), None, "100.00"),
            ],
            id="a deferral leaves a gap",
        ),
        pytest.param(
            [
                stretch(date(2014, 7, 1), date(2014, 7, 28), "100.00", NINE),
                stretch(date(2014, 7, 29), UNTIL, "100.00"),
            ],
            [
                line(date(2014, 7, 1), date(2014, 7, 28), "100.00", NINE),
                line(date(2014, 7, 29), None, "100.00"),
            ],
            id="other points, another line",
        ),
    ],
)
def test_stretches_become_lines(stretches, expected):
    assert list(running_lines(stretches, UNTIL)) == expected


days = st.integers(0, 60).map(lambda count: date(2026, 9, 1) + timedelta(days=count))
any_stretches = st.lists(
    st.tuples(days, days, st.integers(1, 3)).map(
        lambda told: Stretch(min(told[:2]), max(told[:2]), FIVE, Decimal(told[2]))
    ),
    max_size=6,
)


@given(any_stretches)
def test_lines_never_overlap_and_claim_every_day_once(stretches):
    last = max((one.to_on for one in stretches), default=UNTIL)

    lines = running_lines(stretches, last)

    for count in range(70):
        day = date(2026, 9, 1) + timedelta(days=count)
        owed = sum(one.principal for one in stretches if one.from_on <= day <= one.to_on)
        on_day = [one for one in lines if one.from_on <= day <= (one.to_on or last)]
        assert len(on_day) <= 1
        assert sum(one.amount for one in on_day) == owed


@given(any_stretches)
def test_neighbouring_lines_differ(stretches):
    lines = running_lines(stretches, date(2027, 1, 1))

    for before, following in pairwise(lines):
        is_next = before.to_on + timedelta(days=1) == following.from_on
        assert not (is_next and before.amount == following.amount)


def test_what_was_computed_is_cut_off():
    stretches = [
        stretch(date(2026, 9, 1), date(2026, 9, 30), "100.00"),
        stretch(date(2026, 10, 1), UNTIL, "60.00"),
    ]

    assert after(stretches, date(2026, 10, 5)) == (stretch(date(2026, 10, 6), UNTIL, "60.00"),)
