"""System checks of queue and database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from dunning_site.checks import (
    check_versions,
    find_database_faults,
    find_delivery_faults,
    find_old_packages,
    find_queue_faults,
)

SQLITE = {"ENGINE": "django.db.backends.sqlite3"}
POSTGRES = {"ENGINE": "django.db.backends.postgresql"}
SOUND = {
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def test_the_settings_as_shipped_are_sound():
    assert find_queue_faults(settings.Q_CLUSTER) == []
    assert find_database_faults(settings.DATABASES["default"]) == []
    assert find_delivery_faults(settings.DELIVERY, settings.Q_CLUSTER) == []
    assert check_versions(None) == []


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


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ({"weasyprint": "70.0", "django": "5.2.17"}, []),
        ({"weasyprint": "71.1", "django": "6.0"}, []),
        ({"weasyprint": "69.9", "django": "5.2.19"}, ["mahnwerk.E007"]),
        ({"weasyprint": "70.0", "django": "5.2.9"}, ["mahnwerk.E008"]),
        ({"weasyprint": "9.5", "django": "5.1.99"}, ["mahnwerk.E007", "mahnwerk.E008"]),
    ],
)
def test_it_names_packages_that_are_too_old(installed, expected):
    assert [name for name, _ in find_old_packages(installed)] == expected


@pytest.mark.parametrize(
    ("change", "timeout", "expected"),
    [
        pytest.param({}, 900, [], id="sound"),
        pytest.param({"sending_lease": 600}, 900, ["mahnwerk.E009"], id="lease as long as wait"),
        pytest.param({"reply_timeout": 720}, 900, ["mahnwerk.E009"], id="wait as long as lease"),
        pytest.param({}, 600, ["mahnwerk.E010"], id="the queue ends who waits"),
    ],
)
def test_it_names_leases_and_waits_that_do_not_fit(change, timeout, expected):
    spans = {name: timedelta(seconds=seconds) for name, seconds in change.items()}
    times = replace(settings.DELIVERY, **spans)

    faults = find_delivery_faults(times, {**settings.Q_CLUSTER, "timeout": timeout})

    assert [name for name, _ in faults] == expected
