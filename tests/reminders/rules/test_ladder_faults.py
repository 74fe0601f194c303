"""Which levels a procedure may have."""

import pytest

from reminders.rules.ladder import Step
from reminders.rules.ladder_faults import ladder_faults


def step(level: int, days: int) -> Step:
    return Step(level, days, None, 10)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([], id="none"),
        pytest.param([step(1, 5)], id="one"),
        pytest.param([step(3, 30), step(1, 5), step(2, 15)], id="in any order"),
        pytest.param([step(1, 0), step(2, 1)], id="one day apart"),
        pytest.param([step(0, -3), step(0, 3), step(1, 5)], id="reminders before the first level"),
    ],
)
def test_sound_levels_have_no_fault(steps):
    assert ladder_faults(steps) == []


@pytest.mark.parametrize(
    ("steps", "beginning"),
    [
        pytest.param([step(2, 5)], "Die Mahnstufen beginnen bei 1", id="first missing"),
        pytest.param([step(1, 5), step(3, 9)], "Die Mahnstufen beginnen bei 1", id="gap"),
        pytest.param([step(1, 5), step(1, 9)], "Eine Mahnstufe ist zweimal", id="twice"),
        pytest.param([step(1, 5), step(2, 5)], "Mahnstufe 2 muss später", id="same day"),
        pytest.param([step(1, 9), step(2, 5)], "Mahnstufe 2 muss später", id="descending"),
        pytest.param([step(1, -1)], "Mahnstufe 1 kann nicht vor", id="a level before the anchor"),
        pytest.param([step(0, 3)], "Ein Mahnverfahren braucht mindestens", id="only reminders"),
        pytest.param(
            [step(0, 5), step(1, 5)], "Zahlungserinnerungen liegen vor", id="a reminder too late"
        ),
        pytest.param(
            [step(0, 3), step(0, 3), step(1, 5)], "Zwei Zahlungserinnerungen", id="same day twice"
        ),
    ],
)
def test_a_broken_ladder_has_one_fault(steps, beginning):
    faults = ladder_faults(steps)

    assert [fault.startswith(beginning) for fault in faults] == [True]
