"""Redis that forgets everything or dies: nothing is lost (reliability.md check 12).

Needs a real server: script/with_redis script/test tests/dunning_site/services.
"""

import time
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import transaction
from django_q.brokers import get_broker
from redis import Redis, RedisError

from common.jobs import enqueue
from dunning_site.services.health import health
from reminders import tasks
from reminders.models import Reminder
from reminders.rules.states import ReminderState
from tests.dunning_site.services.doorbells import functions, take_rings, work_off
from tests.factories import order
from tests.real_commits import COMMITTING

pytestmark = [
    pytest.mark.skipif("redis" not in settings.Q_CLUSTER, reason="REDIS_URL is not set"),
    *COMMITTING,
]


@pytest.fixture(autouse=True)
def redis() -> Redis:
    """The server, empty at the beginning."""
    server = get_broker().connection
    server.flushall()
    return server


def kill(server: Redis) -> None:
    """End the server at once; nothing of it was on disk."""
    # It answers by hanging up, unless the client comes back to the next server already.
    with suppress(RedisError):
        server.execute_command("SHUTDOWN", "NOSAVE", "NOW", "FORCE")


def wait_until_back(server: Redis) -> None:
    for _ in range(100):
        try:
            if server.ping():
                return
        except RedisError:
            time.sleep(0.1)
    pytest.fail("script/with_redis has not started the server anew")


def states() -> set[str]:
    return set(Reminder.objects.values_list("state", flat=True))


def recipients(sink) -> list[str]:
    return sorted(address for envelope in sink.envelopes for address in envelope.rcpt_tos)


def test_nobody_is_asked_before_the_commit():
    with transaction.atomic():
        enqueue("reminders.tasks.sweep")
        assert take_rings() == []

    assert functions(take_rings()) == ["reminders.tasks.sweep"]


def test_what_is_rolled_back_asks_nobody():
    with transaction.atomic():
        enqueue("reminders.tasks.sweep")
        transaction.set_rollback(True)

    assert take_rings() == []


def test_a_sweep_rings_again_after_everything_was_forgotten(redis, released, sink):
    released(order(), order(), order())

    redis.flushall()
    assert work_off() == []
    tasks.sweep()
    work_off()

    assert states() == {ReminderState.SENT}
    assert len(recipients(sink)) == 3


def test_a_killed_server_takes_nothing_with_it(redis, released, sink, clock):
    run = released(order(), order())
    kill(redis)

    # The clerk's work is kept though nobody can be asked for the rest.
    assert run.reminders.filter(state=ReminderState.QUEUED).count() == 2
    wait_until_back(redis)
    assert work_off() == []
    tasks.sweep()
    work_off()

    assert states() == {ReminderState.SENT}
    assert len(recipients(sink)) == 2


def test_without_redis_a_clerk_can_go_on_and_the_health_is_red(settings, released, clock):
    settings.Q_CLUSTER = {"redis": "unset"}
    nowhere = "redis://127.0.0.1:1/0?socket_connect_timeout=1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django_q.conf.Conf.REDIS", nowhere)
        run = released(order())
        checks = {check.name: check for check in health(clock(), clock.today)}

    assert run.reminders.get().state == ReminderState.QUEUED
    assert not checks["queue"].is_fine
    assert "Redis antwortet nicht" in checks["queue"].words
