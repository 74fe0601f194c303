"""System checks of queue and database."""

import pytest
from django.conf import settings

from dunning_site.checks import find_database_faults, find_queue_faults

SQLITE = {"ENGINE": "django.db.backends.sqlite3"}
POSTGRES = {"ENGINE": "django.db.backends.postgresql"}
SOUND = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def test_the_settings_as_shipped_are_sound():
    assert find_queue_faults(settings.Q_CLUSTER) == []
    assert find_database_faults(settings.DATABASES["default"]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"retry": 1800}, "mahnwerk.E001", id="retry not longer than the wait"),
        pytest.param({"queue_limit": 16}, "mahnwerk.E001", id="a long queue in memory"),
        pytest.param({"catch_up": True}, "mahnwerk.E002", id="missed runs are repeated"),
        pytest.param({"max_attempts": 3}, "mahnwerk.E003", id="the queue repeats tasks"),
    ],
)
def test_it_names_each_fault_of_the_queue(change, expected):
    faults = find_queue_faults({**settings.Q_CLUSTER, "workers": 2, **change})

    assert [name for name, _ in faults] == [expected]


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        pytest.param({**SQLITE, "OPTIONS": SOUND}, [], id="sound"),
        pytest.param(SQLITE, ["mahnwerk.E004", "mahnwerk.E005"], id="Django's defaults"),
        pytest.param(
            {**SQLITE, "OPTIONS": {**SOUND, "init_command": "PRAGMA synchronous=NORMAL;"}},
            ["mahnwerk.E005"],
            id="loses commits at a power cut",
        ),
        pytest.param(POSTGRES, [], id="PostgreSQL's defaults"),
        pytest.param(
            {**POSTGRES, "OPTIONS": {"options": "-c synchronous_commit=off"}},
            ["mahnwerk.E006"],
            id="PostgreSQL without synchronous commit",
        ),
    ],
)
def test_it_names_each_fault_of_the_database(database, expected):
    faults = find_database_faults(database)

    assert [name for name, _ in faults] == expected
