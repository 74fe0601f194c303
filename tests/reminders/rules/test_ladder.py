"""The ladder: levels are never skipped, never early, never forgotten."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.ladder import NextLevel, Progress, Step, next_level

STEPS = (Step(1, 5, None, 10), Step(2, 15, None, 10), Step(3, 30, None, 10))
DUE = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        pytest.param(Progress(DUE), NextLevel(1, date(2026, 10, 6)), id="nothing sent"),
        pytest.param(
            Progress(DUE, 1, date(2026, 10, 6), date(2026, 10, 16)),
            NextLevel(2, date(2026, 10, 17)),
            id="sent in time: the deadline decides",
        ),
        pytest.param(
            Progress(DUE, 1, date(2026, 11, 20), date(2026, 11, 30)),
            NextLevel(2, date(2026, 12, 1)),
            id="sent late: the wait starts at the notice",
        ),
        pytest.param(
            Progress(DUE, 1, date(2026, 10, 7), date(2026, 10, 19)),
            NextLevel(2, date(2026, 10, 20)),
            id="deadline moved to a Monday",
        ),
        pytest.param(
            Progress(DUE, 2, date(2026, 10, 17), date(2026, 10, 27)),
            NextLevel(3, date(2026, 10, 31)),
            id="the level's own days decide",
        ),
        pytest.param(Progress(DUE, 3, date(2026, 10, 31), date(2026, 11, 10)), None, id="closed"),
    ],
)
def test_next_level(progress, expected):
    assert next_level(STEPS, progress) == expected


def test_an_own_wait_replaces_the_payment_period():
    steps = (Step(1, 5, None, 10), Step(2, 15, 21, 10))

    following = next_level(steps, Progress(DUE, 1, date(2026, 10, 6), date(2026, 10, 16)))

    assert following == NextLevel(2, date(2026, 10, 27))


def test_a_procedure_without_levels_has_no_next_level():
    assert next_level((), Progress(DUE)) is None


@given(
    periods=st.lists(st.integers(1, 60), min_size=1, max_size=3),
    gaps=st.lists(st.integers(0, 40), min_size=3, max_size=3),
    delays=st.lists(st.integers(0, 90), min_size=3, max_size=3),
)
def test_walking_the_ladder_sends_each_level_once_in_order(periods, gaps, delays):
    days, steps = 0, []
    for index, period in enumerate(periods):
        days += gaps[index] + 1
        steps.append(Step(index + 1, days, None, period))
    progress, sent, last_day = Progress(DUE), [], DUE

    for delay in delays:
        following = next_level(steps, progress)
        if following is None:
            break
        day = following.from_on + timedelta(days=delay)
        assert day > last_day
        pay_by = day + timedelta(days=steps[following.level - 1].payment_period_days)
        progress = Progress(DUE, following.level, day, pay_by)
        sent.append(following.level)
        last_day = day

    assert sent == list(range(1, len(steps) + 1))
