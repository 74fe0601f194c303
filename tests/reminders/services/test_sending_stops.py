"""The kill switch: it holds at once, once, and is released with a reason."""

import pytest
from django.contrib.auth.models import User
from django_q.models import OrmQ

from reminders.models import SendingStop
from reminders.services import outbox
from reminders.services.delivery import deliver_due
from reminders.services.outbox import Decision
from reminders.services.sending_stops import (
    StopRefused,
    channel_with_stops,
    open_stops,
    release_sending,
    stop_sending,
)
from tests.factories import order, sales_account
from tests.reminders.services.test_delivery import PAPERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ruth(db) -> User:
    return User.objects.create_user("ruth", first_name="Ruth", last_name="Lindgrün")


def stop(clock, account=None, *, reason="Falsche Preise", actor=None) -> SendingStop:
    account_id = account.pk if account else None
    return stop_sending(account_id, reason=reason, actor=actor, now=clock())


def test_no_decision_to_send_follows_a_stop(released, clock):
    run = released(order())
    lease = outbox.claim_next(now=clock())
    stop(clock)

    decision = outbox.decide(lease, PAPERS, today=clock.today, now=clock())

    assert (decision, run.reminders.get().state) == (Decision.HALTED, "queued")


def test_what_waited_goes_out_after_the_release(released, sink, clock):
    released(order())
    held = stop(clock)
    deliver_due(clock=clock)
    OrmQ.objects.all().delete()

    release_sending(held.pk, reason="Preise berichtigt", actor=None, now=clock())

    assert OrmQ.objects.count() == 1
    assert deliver_due(clock=clock) == {"sent": 1}


def test_stopping_twice_is_one_stop_that_keeps_its_first_reason(clock, ruth):
    first = stop(clock, actor=ruth)
    second = stop(clock, reason="Doppelt", actor=ruth)

    assert (first, second.reason) == (second, "Falsche Preise")


def test_whoever_releases_a_persons_stop_reads_what_the_program_found(clock, ruth):
    stop(clock, reason="Wartung", actor=ruth)

    stop(clock, reason="Widerspruch bei M-000007")
    held = stop(clock, reason="Widerspruch bei M-000007")

    assert held.reason == "Wartung · Widerspruch bei M-000007"


def test_an_account_and_everything_are_stopped_apart(clock):
    stop(clock, sales_account("Rosenhof"))
    stop(clock)

    assert [str(one) for one in open_stops()] == [
        "Versandstopp für alles",
        "Versandstopp Rosenhof",
    ]


def test_both_steps_ask_for_a_reason(clock):
    with pytest.raises(StopRefused, match="Geben Sie einen Grund an"):
        stop(clock, reason=" ")

    held = stop(clock)
    with pytest.raises(StopRefused, match="Geben Sie einen Grund an"):
        release_sending(held.pk, reason="", actor=None, now=clock())


def test_who_releases_second_is_told_who_was_first(clock, ruth):
    held = stop(clock)
    release_sending(held.pk, reason="Geprüft", actor=ruth, now=clock())

    with pytest.raises(StopRefused, match="Schon wieder freigegeben von Ruth Lindgrün"):
        release_sending(held.pk, reason="Auch geprüft", actor=None, now=clock())

    held.refresh_from_db()
    assert held.lifting_reason == "Geprüft"


def test_one_query_tells_all_that_stops(clock, django_assert_num_queries):
    stop(clock, sales_account("Rosenhof"), reason="Umbau")
    stop(clock, sales_account("Tulpenhof"))
    stop(clock)

    with django_assert_num_queries(1):
        channel = channel_with_stops()

    assert channel.stopped_why == "Falsche Preise"
    assert (channel.stopped_accounts, channel.stopped_account) == (2, "Rosenhof")
    assert channel.account_why == "Umbau"
