"""How a host begins to send: by one name that stays, and knowing what it has sent."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from reminders.adapters.host_file import NAME, HostFile
from reminders.adapters.journal import Journal, JournalEntry
from reminders.models import Beat, Reminder
from reminders.services import instances
from reminders.services.beats import note_work
from reminders.services.instances import (
    Beginning,
    LiftRefused,
    Quarantined,
    adopt_host,
    check_instance,
    lift_quarantine,
    quarantine,
)
from reminders.services.sending_hosts import SENDER
from tests.factories import order

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def file(data_dir) -> HostFile:
    return HostFile(data_dir)


def refused() -> str:
    with pytest.raises(Quarantined) as refusal:
        check_instance(NOW)
    return str(refusal.value)


def senders() -> set[str]:
    names = Beat.objects.filter(name__startswith=SENDER).values_list("name", flat=True)
    return {name.removeprefix(SENDER) for name in names}


def forget_name(file: HostFile) -> None:
    """As a version wrote the file that gave hosts no names."""
    known = file.read()
    fields = {"instance_id": str(known.instance_id), "send_epoch": known.send_epoch}
    (settings.JOURNAL_PATH.parent / NAME).write_text(json.dumps(fields))


def test_a_host_of_an_older_version_gets_one_name_also_in_quarantine(file):
    check_instance(NOW)
    quarantine("Sicherung eingespielt", NOW)
    Beat.objects.all().delete()
    forget_name(file)

    refused()
    refused()

    assert senders() == {file.read().host}
    assert file.read().send_epoch == 1


def test_how_a_host_began_tells_a_restore_in_between(file):
    first, second = check_instance(NOW), check_instance(NOW)

    known = file.read()
    assert second == Beginning(known.instance_id, 2, known.host)
    assert first.send_epoch == 1


@pytest.mark.parametrize(
    ("state", "is_decided", "why"),
    [
        ("sent", False, ""),
        ("uncertain", False, ""),
        ("queued", False, instances.FORGOTTEN),
        ("failed", False, instances.FORGOTTEN),
        ("queued", True, ""),
    ],
)
def test_what_was_queued_again_without_a_decision_is_not_known_as_accepted(
    released, clock, state, is_decided, why
):
    check_instance(NOW)
    released(order())
    Reminder.objects.update(state=state, decided_at=NOW, sent_on=NOW.date())
    reminder = Reminder.objects.get()
    Journal(settings.JOURNAL_PATH).append(
        JournalEntry(reminder.pk, reminder.message_id, "250 Ok", NOW)
    )
    if is_decided:
        reminder.uncertain_decisions.create(choice="send_again", reason="fehlt", decided_at=NOW)

    if why:
        assert refused() == why
    else:
        assert check_instance(LATER).send_epoch == 2


def test_in_the_first_minutes_hosts_get_time_to_tell_that_they_are_there(file, monkeypatch):
    monkeypatch.setattr(instances, "database_mark", lambda: "PostgreSQL")
    check_instance(NOW)
    quarantine("Sicherung eingespielt", NOW)
    adopt_host(NOW)

    with pytest.raises(LiftRefused, match="nach 09:10:00 Uhr"):
        lift_quarantine("geprüft", None, NOW + timedelta(minutes=9, seconds=59))
    lift_quarantine("geprüft", None, NOW + timedelta(minutes=10))

    check_instance(LATER)


def test_a_host_that_has_sent_is_known_to_a_restored_database_with_its_first_task(file):
    check_instance(NOW)
    Beat.objects.all().delete()

    note_work("orders.tasks.check_books", NOW)

    assert senders() == {file.read().host}
