"""The simulator itself, in short: it repeats itself, finds nothing, and finds each wrong design.

Ten thousand seeds, and every mutant at length, are run by script/faults.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.faults.simulated_seed import simulate
from tests.faults.simulated_world import World, simulated_world

pytestmark = pytest.mark.skipif(
    "sqlite3" not in settings.DATABASES["default"]["ENGINE"],
    reason="simulated in memory; the crash harness tries PostgreSQL",
)
SEEDS = range(1, 41)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The test database, copied into memory."""
    with django_db_blocker.unblock():
        source = Path(connection.settings_dict["NAME"])
        with simulated_world(source) as made:
            yield made


def test_the_same_seed_gives_the_same_trace(world):
    first = [simulate(seed, world).trace for seed in (3, 4)]

    again = [simulate(seed, world).trace for seed in (4, 3)]

    assert first == again[::-1]
    assert first[0] != first[1]


def test_no_seed_breaks_a_promise(world):
    outcomes = [simulate(seed, world) for seed in SEEDS]

    assert [(one.seed, one.problems) for one in outcomes if one.problems] == []
    assert sum(one.counts["simulated_crashes"] for one in outcomes) > len(SEEDS)
