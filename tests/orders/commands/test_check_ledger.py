"""check_ledger: clean books are called clean, each kind of damage is found and named."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from orders.models import (
    BankStatement,
    BankTransaction,
    Installment,
    LedgerCheck,
    Order,
    StatementImport,
    StatementLine,
)
from orders.services.bank import book_transaction
from orders.services.ledger_check import check_ledger
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def movement(amount: str, *, closing: str = "") -> BankTransaction:
    """A movement of a statement that explains itself, unless another closing is told."""
    file = StatementImport.objects.create(file_name="auszug.xml", content=b"", sha256="0" * 64)
    creditor = factories.creditor()
    statement = BankStatement.objects.create(
        statement_import=file,
        position=0,
        creditor=creditor,
        account=creditor.iban,
        currency="EUR",
        to_on=TODAY,
        opening_balance=Decimal("100.00"),
        closing_balance=Decimal(closing or Decimal("100.00") + Decimal(amount)),
        state=BankStatement.State.TAKEN_OVER,
    )
    made = BankTransaction.objects.create(
        creditor=creditor,
        account=creditor.iban,
        fingerprint="f",
        booked_on=TODAY,
        value_on=TODAY,
        amount=Decimal(amount),
        currency="EUR",
        name="Zoë Winter",
    )
    StatementLine.objects.create(statement=statement, position=0, transaction=made)
    return made


def test_it_calls_clean_books_clean(capsys: pytest.CaptureFixture[str]) -> None:
    order = factories.order(total="79.90")
    record_payment(order.pk, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)
    paid = movement("59.90")
    book_transaction(paid.pk, [(order.pk, Decimal("59.90"))], why="Nummer", actor=None)

    call_command("check_ledger", "--json")

    result = json.loads(capsys.readouterr().out)
    assert result == {
        "ok": True,
        "checked": {"orders": 1, "entries": 3, "statements": 1},
        "findings": [],
    }
    assert LedgerCheck.objects.get().is_ok


def _kept_figure(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(open_amount=Decimal("1.00"))


def _paid_figure(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(paid_amount=Decimal("5.00"))


def _due_day(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(oldest_due_on=date(2020, 1, 1))


def _open_installment(order: Order) -> None:
    Installment.objects.filter(order=order).update(open_amount=Decimal("1.00"))


def _installment(order: Order) -> None:
    Installment.objects.filter(order=order).update(amount=Decimal("80.00"))


def _entry(order: Order) -> None:
    with connection.cursor() as cursor:
        columns = (
            "order_id, installment_id, kind, amount, booked_on, source, reference, "
            "principal_first, created_at"
        )
        cursor.execute(
            f"INSERT INTO orders_ledgerentry ({columns}) "
            "VALUES (%s, NULL, 'payment', -5, '2026-11-20', 'manual', '', %s, '2026-11-20')",
            [order.pk, False],
        )


def _movement_without_statement(order: Order) -> None:
    StatementLine.objects.filter(transaction=movement("5.00")).delete()


def _statement(order: Order) -> None:
    movement("5.00", closing="107.00")


def _booked_without_allocation(order: Order) -> None:
    BankTransaction.objects.filter(pk=movement("5.00").pk).update(state="booked")


@pytest.mark.parametrize(
    "damage",
    [
        _kept_figure,
        _paid_figure,
        _due_day,
        _open_installment,
        _installment,
        _entry,
        _movement_without_statement,
        _statement,
        _booked_without_allocation,
    ],
)
def test_it_finds_every_kind_of_damage(damage: Callable[[Order], None]) -> None:
    order = factories.order(total="79.90")

    damage(order)

    assert check_ledger().findings


def test_it_names_what_is_wrong_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    order = factories.order(number="EF-1", total="79.90")
    _kept_figure(order)

    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger")

    assert ended.value.code == 1
    printed = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Auftrag EF-1: Offener Betrag: gespeichert ist 1,00 €" in printed
    assert "die Buchungen ergeben 79,90 €" in printed
