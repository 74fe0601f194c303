"""Typed, plain functions that make rows of the bank; say only what your test is about."""

from datetime import date, datetime, time
from decimal import Decimal
from itertools import count

from django.utils import timezone

from orders.models import BankStatement, BankTransaction, Creditor, Order, StatementImport
from tests import factories
from tests.factories import TODAY

_numbers = count(1)


def statement(
    to_on: date | None,
    *,
    read_on: date = TODAY,
    state: BankStatement.State = BankStatement.State.TAKEN_OVER,
    creditor: Creditor | None = None,
) -> BankStatement:
    """A statement of the creditor's account up to and including a day, read on another."""
    creditor = creditor or factories.creditor()
    kept = StatementImport.objects.create(
        file_name="auszug.xml", content=b"x", sha256=str(next(_numbers)), state="read"
    )
    read_at = timezone.make_aware(datetime.combine(read_on, time(8, 0)))
    StatementImport.objects.filter(pk=kept.pk).update(created_at=read_at)
    return BankStatement.objects.create(
        statement_import=kept,
        position=1,
        creditor=creditor,
        account=creditor.iban,
        currency="EUR",
        to_on=to_on,
        state=state,
    )


def movement(amount: Decimal | str, **facts: object) -> BankTransaction:
    """Money that waits in the inbox; with a negative amount it went out."""
    creditor = facts.pop("creditor", None) or factories.creditor()
    defaults = {
        "booked_on": date(2026, 11, 19),
        "value_on": date(2026, 11, 19),
        "currency": "EUR",
        "name": "Unbekannt",
        "state": BankTransaction.State.INBOX,
    }
    return BankTransaction.objects.create(
        creditor=creditor,
        account=creditor.iban,
        fingerprint=f"f{next(_numbers)}",
        amount=Decimal(amount),
        **{**defaults, **facts},
    )


def proposal(*orders: Order, amount: str = "79.90") -> dict[str, object]:
    """What matching keeps of one proposal."""
    parts = [{"order": order.pk, "amount": amount} for order in orders]
    return {"parts": parts, "why": ["Bestellnummer"], "score": 1, "sure": False}
