"""Bank statements for the tests of their import, and the import as the command does it."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from orders.models import Order
from orders.services.statement_files import keep_file
from orders.services.statement_import import read_import
from orders.services.statement_reports import FileReport, report
from tests.factories import order
from tests.orders.adapters.bank.samples import ACCOUNT, balance, entry, part, statement

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def clock() -> datetime:
    """The moment of the tests."""
    return NOW


def read(data: bytes, *, name: str = "auszug.xml") -> FileReport:
    """Import a file as the command does."""
    kept, is_new = keep_file(file_name=name, data=data, actor=None)
    return report(read_import(kept.pk, today=TODAY, clock=clock), is_new=is_new)


def proven(*entries: str, moved: str, account: str = ACCOUNT) -> str:
    """A statement that opens at 100 and closes by what was moved above that."""
    closing = Decimal("100.00") + Decimal(moved)
    balances = [balance("OPBD", "100.00"), balance("CLBD", str(closing))]
    return statement(*entries, balances=balances, account=account)


def paid(text: str, amount: str = "10.00", **more: str) -> str:
    """An entry by which somebody pays."""
    return entry(amount, part(text), **more)


def bill_of_ten() -> Order:
    """An order over 10 euros, from before the statements."""
    return order(number="AB-2026-0815", total="10.00", due_on=date(2026, 9, 20))


def counts(told: FileReport) -> tuple[int, int]:
    return told.new, told.known
