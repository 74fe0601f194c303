"""What makes the rows of all seeds one whole: the hourly look at the sending finds nothing."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from orders.models import BankStatement, BankTransaction, StatementImport, StatementLine
from reminders.models import Reminder
from reminders.rules.states import ReminderState
from reminders.services.dispatch_chain import record_dispatch
from reminders.services.verify import verify
from tests import factories

OPENING = Decimal("1000.00")


def make_whole() -> None:
    """Give movements their statement and reminders made as if sent their place in the chain."""
    now = timezone.now()
    _tell_of(list(BankTransaction.objects.filter(statement_lines=None).order_by("pk")))
    unrecorded = Reminder.objects.filter(state=ReminderState.SENT, dispatch_record=None)
    for reminder in unrecorded.order_by("pk"):
        record_dispatch(reminder, now)
    found = verify(now, is_full=True)
    assert found.is_ok, found.violations


def _tell_of(movements: list[BankTransaction]) -> None:
    creditor = factories.creditor()
    statement = BankStatement.objects.create(
        statement_import=StatementImport.objects.create(
            file_name="auszug.xml", content=b"", sha256="0" * 64
        ),
        position=0,
        creditor=creditor,
        account=creditor.iban,
        currency="EUR",
        number="1",
        to_on=timezone.localdate() - timedelta(days=1),
        opening_balance=OPENING,
        closing_balance=OPENING + sum(one.amount for one in movements),
        entry_count=len(movements),
        state=BankStatement.State.TAKEN_OVER,
    )
    StatementLine.objects.bulk_create(
        StatementLine(statement=statement, position=position, transaction=one)
        for position, one in enumerate(movements)
    )
