import logging
from datetime import UTC, datetime, timedelta

import pytest

from orders.models import AccessMiss
from orders.services.access_misses import alarms, forget_misses, note_miss, wait_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 10, 4, tzinfo=UTC)
HERE, THERE = "203.0.113.7", "2001:db8:1:2::/64"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCESS_MISSES_PER_NETWORK = 3
    settings.ACCESS_MISSES_TOTAL = 5


def miss(network: str, times: int) -> None:
    for _ in range(times):
        note_miss(network, now=NOW)


def test_a_network_waits_for_the_end_of_its_ten_minutes():
    miss(HERE, 2)
    assert wait_of(HERE, now=NOW) is None

    miss(HERE, 1)

    assert wait_of(HERE, now=NOW) == timedelta(minutes=6)
    assert wait_of(HERE, now=NOW + timedelta(minutes=6)) is None


def test_other_networks_do_not_wait():
    miss(HERE, 3)

    assert wait_of(THERE, now=NOW) is None


def test_an_unknown_network_never_waits_but_counts_for_the_alarm():
    miss("", 5)

    assert wait_of("", now=NOW) is None
    assert alarms(since=NOW - timedelta(days=1)).count() == 1


def test_the_alarm_is_raised_once_and_names_no_address(caplog):
    with caplog.at_level(logging.ERROR):
        miss(HERE, 4)
        miss(THERE, 3)

    assert [one.levelname for one in caplog.records] == ["ERROR"]
    assert "5 falsche Links in 10 Minuten" in caplog.text
    assert HERE not in caplog.text
    assert [one.count for one in alarms(since=NOW - timedelta(days=1))] == [7]
    assert not alarms(since=NOW + timedelta(minutes=10))


def test_no_address_is_kept():
    miss(HERE, 1)

    kept = [str(row) for row in AccessMiss.objects.values_list()]

    assert len(kept) == 2
    assert not any(HERE in row for row in kept)


def test_old_counts_are_forgotten_networks_before_totals():
    miss(HERE, 1)

    assert forget_misses(now=NOW + timedelta(hours=23)) == 0
    assert forget_misses(now=NOW + timedelta(days=2)) == 1
    assert AccessMiss.objects.get().source == ""
    assert forget_misses(now=NOW + timedelta(days=31)) == 1
