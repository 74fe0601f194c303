"""Two people read overlapping files of the bank at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from orders.models import BankStatement, BankTransaction, LedgerEntry, StatementLine
from orders.services.ledger_check import check_ledger
from orders.services.statement_files import keep_file
from orders.services.statement_import import read_import
from tests.factories import TODAY, creditor, order
from tests.orders.adapters.bank.samples import ACCOUNT, movement, mt940

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
COUNT = 40


def together(*jobs: Callable[[], object]) -> None:
    """Run the jobs in threads that start at the same moment."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        list(threads.map(run, jobs))


def file_of(numbers: range, suffix: str = "") -> bytes:
    """A statement with one payment for each order number, and one that fits nothing."""
    paid = [movement(details=f"166?20SVWZ+Bestellung AB-{number}") for number in numbers]
    danke = movement(details="166?20SVWZ+Danke")
    closing = f"C261002EUR{100 + 10 * (len(paid) + 2)},00"
    return mt940(*paid, danke, danke, closing=closing) + suffix.encode()


def read(import_id: int) -> object:
    return read_import(import_id, today=TODAY, clock=timezone.now)


def keep(data: bytes) -> int:
    return keep_file(file_name="a.sta", data=data, actor=None)[0].pk


@pytest.fixture(autouse=True)
def orders():
    """Orders of 10 euros each, from before the statement."""
    creditor(iban=ACCOUNT)
    for number in range(1000, 1000 + COUNT):
        order(number=f"AB-{number}", total="10.00", due_on=TODAY.replace(month=9))


def test_overlapping_files_count_every_payment_once():
    first = keep(file_of(range(1000, 1000 + COUNT - 10)))
    second = keep(file_of(range(1010, 1000 + COUNT)))

    together(lambda: read(first), lambda: read(second))

    assert BankTransaction.objects.count() == COUNT + 2
    assert StatementLine.objects.count() == 2 * (COUNT - 10 + 2)
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).count() == COUNT
    assert not BankTransaction.objects.filter(state=BankTransaction.State.NEW).exists()
    assert check_ledger().is_ok


def test_the_same_file_read_by_two_workers_counts_once():
    kept = keep(file_of(range(1000, 1000 + COUNT)))

    together(lambda: read(kept), lambda: read(kept))

    assert BankStatement.objects.count() == 1
    assert BankTransaction.objects.count() == COUNT + 2
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).count() == COUNT
    assert check_ledger().is_ok


def test_the_same_file_kept_twice_counts_once():
    data = file_of(range(1000, 1000 + COUNT))
    first, second = keep(data), keep(data + b"\n")

    together(lambda: read(first), lambda: read(second))

    assert BankTransaction.objects.count() == COUNT + 2
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).count() == COUNT
    assert check_ledger().is_ok
