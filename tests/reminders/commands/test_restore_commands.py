"""The commands after a restore: their JSON and exit codes are contracts."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reminders.adapters.host_file import HostFile
from reminders.adapters.journal import Journal, JournalClaim, JournalEntry
from reminders.models import MailChannel, UnrecordedDispatch
from reminders.services import instances
from reminders.services.instances import check_instance
from reminders.services.sending_hosts import note_sender
from tests.factories import order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch) -> None:
    """No other host is given time to tell that it is there."""
    monkeypatch.setattr(instances, "HOSTS_TELL_WITHIN", timedelta())


@pytest.fixture
def restored(settings, data_dir) -> None:
    """A database that forgot a mail of order EF-7 since its backup."""
    bought = order(number="EF-7")
    now = timezone.now()
    check_instance(now)
    claims = (JournalClaim(bought.sales_account.name, "EF-7", 1),)
    lost = JournalEntry(9, "<r.9@lindgruen.example>", "250 Ok", now, "M-000009", claims)
    Journal(settings.JOURNAL_PATH).append(lost)
    file = HostFile(data_dir)
    file.write(replace(file.read(), send_epoch=9))


def test_it_tells_in_json_what_it_did(restored, capsys, data_dir):
    call_command("reconcile_journal", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "checked_only": False,
        "host": HostFile(data_dir).read().host,
        "entries": 1,
        "known": 0,
        "sent": 0,
        "uncertain": 0,
        "discarded": 0,
        "unrecorded": 1,
        "letters_to_check": 0,
        "findings": [],
        "lifted": False,
    }


def test_it_lifts_the_quarantine_with_a_reason(restored, capsys):
    call_command("reconcile_journal", "--lift", "--reason", "Übung")

    assert "Die Sperre ist aufgehoben." in capsys.readouterr().out
    assert MailChannel.objects.get().quarantined_at is None


def test_it_does_not_lift_while_another_host_is_missing(restored, capsys):
    note_sender("worker-2", timezone.now())

    with pytest.raises(SystemExit):
        call_command("reconcile_journal", "--lift", "--reason", "Übung")

    told = capsys.readouterr().out
    assert "worker-2" in told
    assert "ist abgeglichen" in told
    assert MailChannel.objects.get().quarantined_at is not None


def test_a_person_may_say_that_a_host_is_lost(restored, capsys):
    note_sender("worker-2", timezone.now())

    call_command("reconcile_journal", "--lift", "--lost-hosts", "--reason", "Platte verbrannt")

    assert MailChannel.objects.get().quarantined_at is None


def test_it_bars_the_sending_before_anything_has_started(db, capsys):
    call_command("reconcile_journal", "--quarantine", "--reason", "Sicherung vom 21. eingespielt")

    channel = MailChannel.objects.get()
    assert "gesperrt" in capsys.readouterr().out
    assert channel.quarantine_reason == "Sicherung vom 21. eingespielt"


def test_it_changes_nothing_when_only_looking(restored, capsys):
    call_command("reconcile_journal", "--force-check")

    assert "nichts geändert" in capsys.readouterr().out
    assert not UnrecordedDispatch.objects.exists()


@pytest.mark.parametrize(
    "options", [(), ("--lift",), ("--quarantine",)], ids=["not barred", "lift", "bar"]
)
def test_it_refuses_with_exit_code_1(db, capsys, options):
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile_journal", "--json", *options)

    assert ended.value.code == 1
    assert "error" in json.loads(capsys.readouterr().out)


def test_what_belongs_to_no_account_is_told_with_exit_code_1(restored, settings, capsys):
    claims = (JournalClaim("Rosenhof", "R-1", 1),)
    strange = JournalEntry(8, "<r.8@x.example>", "250", timezone.now(), "M-000008", claims)
    Journal(settings.JOURNAL_PATH).append(strange)

    with pytest.raises(SystemExit) as ended:
        call_command("reconcile_journal")

    assert ended.value.code == 1
    assert "Rosenhof" in capsys.readouterr().out


def test_a_host_is_trusted_with_a_reason(db, capsys, data_dir):
    call_command("trust_host", "--reason", "zweiter Rechner")

    assert "darf jetzt versenden" in capsys.readouterr().out
    assert HostFile(data_dir).read().instance_id == MailChannel.objects.get().instance_id


def test_a_host_of_a_restored_database_is_not_trusted(restored):
    with pytest.raises(CommandError, match="älter"):
        call_command("trust_host", "--reason", "es eilt", "--no-copy")
