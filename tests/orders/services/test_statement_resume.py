"""Files of the bank that are read again after a crash, or end with a sentence."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from orders.models import BankStatement, BankTransaction, Creditor, StatementImport
from orders.rules.statements import StatementRefused
from orders.services import statement_import
from orders.services.ledger_check import check_ledger
from orders.services.statement_files import (
    keep_file,
    queue_file,
    resume_stalled_files,
    stalled_files,
)
from orders.services.statement_import import read_import, read_in_background
from orders.services.statement_reports import reading_done, report
from tests.factories import creditor
from tests.orders.adapters.bank.samples import ACCOUNT, camt
from tests.orders.services.statements import NOW, TODAY, bill_of_ten, clock, paid, proven, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ours() -> Creditor:
    return creditor(iban=ACCOUNT)


@pytest.mark.parametrize("crash_after", range(4))
def test_after_a_crash_the_next_reading_completes_exactly(monkeypatch, crash_after):
    bill_of_ten()
    parts = [proven(paid(text), paid(text), moved="20.00") for text in ("Danke", "Gruß")]
    parts.append(proven(paid("Rechnung AB-2026-0815"), moved="10.00"))
    data = camt(*parts)
    with monkeypatch.context() as patched:
        _crash(patched, crash_after)
        with pytest.raises(KeyboardInterrupt):
            read(data)
    stored = BankStatement.objects.count()

    told = read(data)

    assert stored == min(crash_after, 3)
    assert len(told.statements) == 3
    assert BankTransaction.objects.count() == 5
    assert not BankTransaction.objects.filter(state=BankTransaction.State.NEW).exists()
    assert told.statement_import.state == StatementImport.State.READ
    assert check_ledger().is_ok


def _crash(patched, after: int) -> None:
    """Stop the program after so many statements, or before matching."""
    store, count = statement_import._take_over, iter(range(99))

    def stop(*args):
        raise KeyboardInterrupt

    def store_or_stop(*args):
        store(*args)
        if next(count) == after:
            raise KeyboardInterrupt

    patched.setattr(statement_import, "_take_over", store_or_stop)
    if after == 3:
        patched.setattr(statement_import, "transactions_to_match", stop)


def test_a_file_that_turns_out_broken_is_marked_so():
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(moved="0"))[:-20], actor=None)

    told = report(read_import(kept.pk, today=TODAY, clock=clock), is_new=True)

    assert told.statement_import.state == StatementImport.State.FAILED
    assert "beschädigt oder unvollständig" in told.errors[0]
    assert not told.is_reconciled


def test_what_is_no_statement_is_not_kept():
    with pytest.raises(StatementRefused):
        keep_file(file_name="a.txt", data=b"Guten Tag", actor=None)

    assert not StatementImport.objects.exists()


def test_an_unforeseen_error_ends_with_a_sentence(monkeypatch):
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(paid("x"), moved="10.00")), actor=None)
    monkeypatch.setattr(statement_import, "movements_of", lambda statements: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        read_in_background(kept.pk, today=TODAY, clock=clock)

    kept.refresh_from_db()
    assert kept.state == StatementImport.State.FAILED
    assert "abgebrochen (ZeroDivisionError)" in kept.problems[0]


def test_the_progress_counts_what_is_stored_and_looked_at():
    told = read(camt(proven(paid("eins"), paid("zwei"), moved="20.00")))
    kept = told.statement_import
    BankTransaction.objects.filter(remittance_text="zwei").update(state="new")

    assert (kept.entry_count, reading_done(kept)) == (2, 1)


def test_a_forgotten_file_is_asked_for_again(monkeypatch):
    rung = []
    monkeypatch.setattr(
        "orders.services.statement_files.enqueue", lambda *arguments: rung.append(arguments)
    )
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(paid("x"), moved="10.00")), actor=None)
    StatementImport.objects.update(created_at=datetime(2026, 11, 20, tzinfo=ZoneInfo("UTC")))

    resumed = resume_stalled_files(now=NOW)
    queue_file(kept.pk)
    read_import(kept.pk, today=TODAY, clock=clock)

    assert resumed == 1
    assert rung == [("orders.tasks.read_statement_import", kept.pk)] * 2
    assert not stalled_files(now=NOW).exists()
