"""Bank statements: each movement once."""

from decimal import Decimal

import pytest

from orders.models import BankStatement, BankTransaction, Creditor, StatementImport, StatementLine
from orders.services.ledger_check import check_ledger
from tests.factories import creditor
from tests.orders.adapters.bank.samples import (
    ACCOUNT,
    PAYER,
    balance,
    camt,
    entry,
    movement,
    mt940,
    part,
    statement,
)
from tests.orders.services.statements import bill_of_ten, counts, paid, proven, read

pytestmark = pytest.mark.django_db
State = BankStatement.State


@pytest.fixture(autouse=True)
def ours() -> Creditor:
    return creditor(iban=ACCOUNT)


def test_it_stores_the_movements_and_books_what_is_sure():
    bill = bill_of_ten()

    told = read(camt(proven(paid("Rechnung AB-2026-0815"), paid("Hallo"), moved="20.00")))

    bill.refresh_from_db()
    assert bill.open_amount == 0
    assert counts(told) == (2, 0)
    assert (told.matched, told.inbox) == (1, 1)
    assert told.is_reconciled
    assert told.errors == ()
    one = BankStatement.objects.get()
    assert (one.state, one.account, one.number) == (State.TAKEN_OVER, ACCOUNT, "7")
    assert (one.opening_balance, one.closing_balance) == (Decimal("100.00"), Decimal("120.00"))
    assert told.statement_import.state == StatementImport.State.READ
    assert check_ledger().is_ok


def test_the_same_file_again_changes_nothing():
    data = camt(proven(paid("eins"), paid("zwei"), moved="20.00"))
    read(data)

    told = read(data, name="kopie.xml")

    assert counts(told) == (0, 2)
    assert (told.matched, told.inbox) == (0, 0)
    assert StatementImport.objects.count() == 1
    assert BankTransaction.objects.count() == 2


def test_an_overlapping_file_adds_only_what_is_new():
    read(camt(proven(paid("eins"), paid("zwei"), moved="20.00")))

    told = read(camt(proven(paid("zwei"), paid("drei"), moved="20.00")))

    assert counts(told) == (1, 1)
    assert BankTransaction.objects.count() == 3
    assert StatementLine.objects.count() == 4
    assert check_ledger().is_ok


def test_two_equal_payments_both_count_and_count_once():
    twice = camt(proven(paid("Danke"), paid("Danke"), moved="20.00"))
    first = read(twice)

    again = read(camt(proven(paid("Danke"), paid("Danke"), paid("neu"), moved="30.00")))

    assert counts(first) == (2, 0)
    assert counts(again) == (1, 2)
    assert BankTransaction.objects.count() == 3


def test_equal_payments_of_two_pages_of_a_statement_both_count():
    second = [balance("OPBD", "110.00"), balance("CLBD", "130.00")]
    rest = statement(paid("Danke"), paid("neu"), balances=second)

    told = read(camt(proven(paid("Danke"), moved="10.00"), rest))

    assert counts(told) == (3, 0)
    assert BankTransaction.objects.count() == 3


def test_statements_of_one_file_that_overlap_count_every_movement_once():
    day = proven(paid("Danke"), moved="10.00")
    longer = proven(paid("Danke"), paid("neu"), moved="20.00")

    told = read(camt(day, longer, day))

    assert counts(told) == (2, 2)
    assert BankTransaction.objects.count() == 2
    assert check_ledger().is_ok


def test_the_same_movements_in_another_format_are_known():
    read(camt(proven(paid("Danke"), paid("Danke"), paid("nur hier"), moved="30.00")))
    details = f"166?20SVWZ+Danke?31{PAYER}?32Greta Hansen"
    data = mt940(*[movement(details=details)] * 3, closing="C261002EUR130,00")

    told = read(data, name="auszug.sta")

    assert counts(told) == (1, 2)
    assert BankTransaction.objects.count() == 4


def test_the_account_of_mt940_is_the_creditors_iban():
    told = read(mt940(movement(), closing="C261002EUR110,00"))

    assert told.statements[0].account == ACCOUNT


def test_long_texts_are_cut_to_their_columns():
    long = "x" * 1_000

    told = read(camt(proven(entry("10.00", part(long, name=long, iban=long)), moved="10.00")))

    one = BankTransaction.objects.get()
    assert counts(told) == (1, 0)
    assert (len(one.name), len(one.iban)) == (140, 34)


def test_a_returned_debit_reopens_its_order():
    bill = bill_of_ten()
    read(camt(proven(paid("Rechnung AB-2026-0815"), moved="10.00")))
    back = paid(
        "Rechnung AB-2026-0815",
        "13.00",
        direction="DBIT",
        code="NDDT+109+9200+906",
        more='<AmtDtls><InstdAmt><Amt Ccy="EUR">10.00</Amt></InstdAmt></AmtDtls>',
    )

    told = read(camt(proven(back, moved="-13.00")))

    bill.refresh_from_db()
    assert told.matched == 1
    assert (bill.open_amount, bill.open_costs) == (Decimal("13.00"), Decimal("3.00"))
