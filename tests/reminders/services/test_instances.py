"""Whether a database and a host belong together: what was restored or copied sends nothing."""

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from reminders import tasks
from reminders.adapters.host_file import HostFile, HostIdentity
from reminders.adapters.journal import Journal, JournalEntry, JournalMark, MarkKind
from reminders.models import Beat, MailChannel, SendingStop
from reminders.services import instances
from reminders.services.database_mark import database_mark
from reminders.services.instances import (
    LiftRefused,
    Quarantined,
    TrustRefused,
    adopt_host,
    check_instance,
    lift_quarantine,
    quarantine,
    trust_host,
)
from reminders.services.letters import PrintRefused, create_batch
from reminders.services.sending_hosts import SENDER

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)
in_one = pytest.mark.django_db


@pytest.fixture
def file(data_dir) -> HostFile:
    return HostFile(data_dir)


@pytest.fixture
def second(settings, data_dir) -> Callable[[str], HostFile]:
    """Go to a host of this name with a journal of its own; its file."""

    def go(name: str) -> HostFile:
        settings.JOURNAL_PATH = data_dir / name / "delivery.journal"
        return HostFile(data_dir / name)

    return go


def channel() -> MailChannel:
    return MailChannel.objects.get()


def senders() -> set[str]:
    names = Beat.objects.filter(name__startswith=SENDER).values_list("name", flat=True)
    return {name.removeprefix(SENDER) for name in names}


def refused() -> str:
    with pytest.raises(Quarantined) as refusal:
        check_instance(NOW)
    return str(refusal.value)


@in_one
def test_the_first_sending_names_the_installation_in_database_and_file(file):
    check_instance(NOW)

    assert file.read() == HostIdentity(channel().instance_id, 1)


@in_one
def test_every_sending_counts_one_more(file):
    for _ in range(3):
        check_instance(NOW)

    assert (channel().send_epoch, file.read().send_epoch) == (3, 3)


@in_one
def test_a_crash_before_the_file_was_raised_stops_nothing(file):
    check_instance(NOW)
    MailChannel.objects.update(send_epoch=7)

    check_instance(NOW)

    assert file.read().send_epoch == 8


@in_one
def test_a_crash_before_the_first_name_was_committed_stops_nothing(file):
    check_instance(NOW)
    name = channel().instance_id
    file.write(HostIdentity(name, 0))
    MailChannel.objects.update(instance_id=None, send_epoch=0)

    check_instance(NOW)

    assert channel().instance_id == name


@in_one
def test_a_database_behind_the_host_is_a_restored_one(file):
    check_instance(NOW)
    file.write(HostIdentity(channel().instance_id, 2))

    assert refused() == instances.RESTORED
    assert (channel().quarantined_at, channel().quarantine_reason) == (NOW, instances.RESTORED)


@in_one
def test_a_host_without_its_file_is_unknown(file, data_dir):
    check_instance(NOW)
    (data_dir / "instance.json").unlink()

    assert refused() == instances.UNKNOWN_HOST


@in_one
def test_a_host_of_another_installation_does_not_send(file):
    check_instance(NOW)
    file.write(HostIdentity(uuid.uuid4(), 1))

    assert refused() == instances.OTHER_INSTALLATION


@in_one
def test_an_empty_database_on_a_host_that_has_sent_is_none_of_its_own(file):
    file.write(HostIdentity(uuid.uuid4(), 12))

    assert refused() == instances.OTHER_INSTALLATION


@in_one
@pytest.mark.parametrize("content", ["", "{", "[]", '{"instance_id": "x", "send_epoch": 1}'])
def test_a_spoilt_file_is_no_permission(file, data_dir, content):
    check_instance(NOW)
    (data_dir / "instance.json").write_text(content)

    assert refused() == instances.UNREADABLE


@in_one
def test_a_mail_that_only_the_journal_knows_shows_a_database_restored_seconds_ago(file, settings):
    check_instance(NOW)
    Journal(settings.JOURNAL_PATH).append(JournalEntry(7, "<r.7@lindgruen.example>", "250 Ok", NOW))

    assert refused() == instances.FORGOTTEN


@in_one
def test_mails_from_before_the_journal_was_reconciled_are_settled(file, settings):
    check_instance(NOW)
    journal = Journal(settings.JOURNAL_PATH)
    journal.append(JournalEntry(7, "<r.7@lindgruen.example>", "250 Ok", NOW))
    journal.add_mark(JournalMark(MarkKind.RECONCILED, NOW))

    check_instance(NOW)

    assert channel().quarantined_at is None


@in_one
def test_a_quarantine_stays_whatever_the_host_says(file):
    check_instance(NOW)
    quarantine("Wiederherstellung geübt", NOW)
    quarantine("ein zweiter Grund", LATER)

    assert refused() == "Wiederherstellung geübt"
    assert channel().quarantined_at == NOW


@in_one
def test_it_is_lifted_only_with_a_reason_and_a_reconciled_journal(file):
    check_instance(NOW)
    file.write(replace(file.read(), send_epoch=9))
    refused()

    with pytest.raises(LiftRefused, match="Grund"):
        lift_quarantine(" ", None, LATER)
    with pytest.raises(LiftRefused, match="reconcile_journal"):
        lift_quarantine("alles geprüft", None, LATER)
    adopt_host(LATER)
    lift_quarantine("alles geprüft", None, LATER)
    check_instance(LATER)

    (stop,) = SendingStop.objects.all()
    assert (stop.lifted_at, stop.lifting_reason) == (LATER, "alles geprüft")
    assert channel().send_epoch == 11


@in_one
def test_a_new_host_sends_once_a_person_trusts_it(file, data_dir):
    check_instance(NOW)
    (data_dir / "instance.json").unlink()

    trust_host("zweiter Rechner", NOW)
    check_instance(NOW)

    assert file.read().instance_id == channel().instance_id


@in_one
def test_a_new_host_that_started_too_early_is_trusted_if_nothing_was_copied(file, data_dir):
    check_instance(NOW)
    (data_dir / "instance.json").unlink()
    refused()

    with pytest.raises(TrustRefused, match="--no-copy"):
        trust_host("zweiter Rechner", LATER)
    trust_host("zweiter Rechner", LATER, is_no_copy=True)

    check_instance(LATER)


@in_one
def test_trust_is_no_way_around_a_restored_backup(file):
    check_instance(NOW)
    file.write(HostIdentity(channel().instance_id, 5))
    refused()

    with pytest.raises(TrustRefused):
        trust_host("es eilt", LATER, is_no_copy=True)


@in_one
def test_a_restored_database_is_noticed_by_the_sweep_when_no_mail_is_due(file, sink):
    check_instance(NOW)
    file.write(replace(file.read(), send_epoch=9))

    tasks.sweep()

    assert channel().quarantine_reason == instances.RESTORED


@in_one
def test_without_a_mail_server_the_sweep_names_nothing(file):
    tasks.sweep()

    assert file.read() is None


@in_one
def test_no_letter_is_printed_from_a_database_that_moved(file):
    MailChannel.objects.update_or_create(pk=1, defaults={"database_mark": "eine andere"})

    with pytest.raises(PrintRefused, match="in der Post"):
        create_batch(run_id=None, actor=None, now=NOW)


@in_one
def test_every_host_that_may_send_keeps_a_name_of_its_own(second):
    names = []
    for host in ("a", "b"):
        file = second(host)
        trust_host("gehört dazu", NOW)
        for _ in range(2):
            check_instance(NOW)
            names.append(file.read().host)

    assert (names[0], names[2]) == (names[1], names[3])
    assert senders() == set(names)
    assert len(senders()) == 2


@in_one
def test_a_file_from_before_hosts_had_names_gets_one(file, data_dir):
    check_instance(NOW)
    old = json.dumps({"instance_id": str(channel().instance_id), "send_epoch": 1})
    (data_dir / "instance.json").write_text(old)

    check_instance(NOW)

    assert file.read().host in senders()


def two_hosts_sent(second) -> str:
    """Both of two hosts have sent, and the second one has counted further; its name."""
    second("a")
    check_instance(NOW)
    file = second("b")
    trust_host("zweiter Rechner", NOW)
    check_instance(NOW)
    file.write(replace(file.read(), send_epoch=5))
    return file.read().host


@in_one
def test_it_is_not_lifted_while_a_host_that_has_sent_is_not_reconciled(second):
    other = two_hosts_sent(second)
    second("a")
    quarantine("Sicherung eingespielt", NOW)
    adopt_host(LATER)

    with pytest.raises(LiftRefused, match=other):
        lift_quarantine("alles geprüft", None, LATER)
    second("b")
    adopt_host(LATER)
    lift_quarantine("alles geprüft", None, LATER)

    for host in ("b", "a", "b"):
        second(host)
        check_instance(LATER)
    assert channel().quarantined_at is None


@in_one
def test_a_lost_host_is_named_in_the_history_and_a_stranger_when_it_comes_back(second):
    lost = two_hosts_sent(second)
    second("a")
    quarantine("Sicherung eingespielt", NOW)
    adopt_host(LATER)

    lift_quarantine("Rechner verbrannt", None, LATER, are_lost=True)

    assert lost in SendingStop.objects.get().lifting_reason
    check_instance(LATER)
    second("b")
    assert refused() == instances.OTHER_INSTALLATION


@in_one
def test_a_host_that_knocks_in_a_quarantine_is_waited_for(second):
    lost = two_hosts_sent(second)
    Beat.objects.filter(name=SENDER + lost).delete()
    second("a")
    quarantine("Sicherung eingespielt", NOW)
    adopt_host(LATER)
    second("b")
    refused()

    with pytest.raises(LiftRefused, match=lost):
        lift_quarantine("alles geprüft", None, LATER)


@in_one
def test_another_database_is_recognised_whatever_the_host_knows(file, monkeypatch):
    monkeypatch.setattr(instances, "database_mark", lambda: "die alte")
    check_instance(NOW)
    monkeypatch.setattr(instances, "database_mark", lambda: "die neue")

    assert refused() == instances.MOVED
    assert channel().database_mark == "die neue"


@in_one
def test_a_quarantine_that_a_backup_brought_along_begins_anew(file, monkeypatch):
    monkeypatch.setattr(instances, "database_mark", lambda: "die alte")
    check_instance(NOW)
    quarantine("Sicherung eingespielt", NOW)
    adopt_host(NOW)
    monkeypatch.setattr(instances, "database_mark", lambda: "die neue")

    quarantine("noch eine Sicherung", LATER)

    assert channel().quarantined_at == LATER
    with pytest.raises(LiftRefused, match="reconcile_journal"):
        lift_quarantine("schon geprüft", None, LATER)


@in_one
def test_a_database_that_moved_as_it_was_is_trusted_by_a_person(file, monkeypatch):
    monkeypatch.setattr(instances, "database_mark", lambda: "die alte")
    check_instance(NOW)
    monkeypatch.setattr(instances, "database_mark", lambda: "die neue")
    refused()

    trust_host("neuer Server ohne Verlust", LATER, is_no_copy=True)

    check_instance(LATER)


@in_one
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one host only")
def test_tables_made_anew_from_a_dump_are_another_database():
    before, again = database_mark(), database_mark()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reminders_mailchannel RENAME TO old_channel")
        cursor.execute("CREATE TABLE reminders_mailchannel (LIKE old_channel)")

    assert before == again
    assert before.count(":") == 3
    assert database_mark() != before


@at_once
def test_workers_that_begin_at_the_same_time_agree_on_one_name(file):
    def begin(_: int) -> None:
        check_instance(NOW)
        connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(begin, range(12)))

    assert file.read() == HostIdentity(channel().instance_id, 12)
    assert channel().quarantined_at is None
