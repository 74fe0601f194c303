"""A database that is restored under a worker that is sending."""

from collections.abc import Iterator

import pytest
from django.db.models import F

from reminders.models import MailChannel, Reminder
from reminders.rules.states import ReminderState
from reminders.services import instances, outbox
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.instances import RESTORED
from tests.factories import order
from tests.reminders.services.witness import BODY, Road, watched_road

pytestmark = pytest.mark.django_db


@pytest.fixture
def road() -> Iterator[Road]:
    with watched_road() as watched:
        yield watched


def restore() -> None:
    MailChannel.objects.update(send_epoch=F("send_epoch") - 1)


def test_a_worker_writes_no_dot_in_another_database_than_it_began_with(released, sink, clock, road):
    released(order())
    road.accidents[BODY] = restore

    with pytest.raises(DeliveryImpossible, match=outbox.RESTORED_MEANWHILE):
        deliver_due(clock=clock)

    reminder = Reminder.objects.get()
    assert sink.envelopes == []
    assert (reminder.state, reminder.attempts) == (ReminderState.QUEUED, 0)
    assert reminder.outcome == outbox.RESTORED_MEANWHILE


def test_the_next_beginning_locks_the_sending(released, sink, clock, road):
    released(order())
    road.accidents[BODY] = restore
    with pytest.raises(DeliveryImpossible):
        deliver_due(clock=clock)

    with pytest.raises(DeliveryImpossible, match=RESTORED):
        deliver_due(clock=clock)

    assert sink.envelopes == []


def test_what_others_begin_meanwhile_stops_nobody(released, sink, clock, road):
    released(order())
    road.accidents[BODY] = lambda: MailChannel.objects.update(send_epoch=F("send_epoch") + 1)

    assert deliver_due(clock=clock) == {"sent": 1}
    assert Reminder.objects.get().decided_host


def test_a_replica_that_took_over_is_another_database(released, sink, clock, road, monkeypatch):
    released(order())
    monkeypatch.setattr(instances, "database_mark", lambda: "timeline 1")
    road.accidents[BODY] = lambda: monkeypatch.setattr(
        instances, "database_mark", lambda: "timeline 2"
    )

    with pytest.raises(DeliveryImpossible, match=outbox.RESTORED_MEANWHILE):
        deliver_due(clock=clock)

    assert sink.envelopes == []
