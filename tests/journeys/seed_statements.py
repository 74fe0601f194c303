"""Files of the bank in every state, for the pages of statements."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import StatementImport
from orders.services.statement_files import keep_file
from orders.services.statement_import import read_import
from tests import factories
from tests.orders.adapters.bank.samples import movement, mt940

# An account of its own: the orders of the other pages neither wait for it nor are paid from it.
ACCOUNT = "DE75512108001245126199"
_PURPOSE = "166?00GUTSCHR. UEBERWEISUNG?20SVWZ+Kalender 2027 Kundennum?21mer 88213?32Ole Petersen"


def statements(lead: User, today: date) -> dict[str, StatementImport]:
    """A file that was read, one held, one of nobody's account, one under way, one unreadable."""
    factories.creditor("Zweitfirma für Kalender GmbH", iban=ACCOUNT)
    good = _file(ACCOUNT, "C261002EUR119,90")
    held = _file(ACCOUNT, "C261002EUR1250,00")
    running = _keep(lead, "umsaetze-gross.sta", good + b"\n")
    # As if its worker had just now done something; else the queue would finish it meanwhile.
    later = timezone.now() + timedelta(hours=3)
    StatementImport.objects.filter(pk=running.pk).update(
        entry_count=800, done_count=300, progressed_at=later
    )
    return {
        "read_file": _read(_keep(lead, "kontoauszug-oktober.sta", good), today),
        "held_file": _read(_keep(lead, "kontoauszug-abgeschnitten.sta", held), today),
        "foreign_file": _read(
            _keep(lead, "fremd.sta", _file("NL26VAYB8060476890", "C261002EUR119,90")), today
        ),
        "running_file": running,
        "broken_file": _read(_keep(lead, "kaputt.xml", b"<?xml version='1.0'?><Doc"), today),
    }


def _file(account: str, closing: str) -> bytes:
    return mt940(movement("C19,90", _PURPOSE), account=account, closing=closing)


def _keep(lead: User, name: str, data: bytes) -> StatementImport:
    return keep_file(file_name=name, data=data, actor=lead)[0]


def _read(kept: StatementImport, today: date) -> StatementImport:
    return read_import(kept.pk, today=today, clock=timezone.now).statement_import
