"""Statements of which nothing is taken over until a clerk decides."""

from decimal import Decimal

import pytest

from orders.models import BankStatement, BankTransaction, Creditor
from orders.services.ledger_check import check_ledger
from orders.services.statement_import import (
    NoCreditorChosen,
    StatementNotHeld,
    confirm_statement,
    discard_statement,
    is_proven,
)
from tests.factories import creditor, user
from tests.orders.adapters.bank.samples import ACCOUNT, balance, camt, movement, mt940, statement
from tests.orders.services.statements import TODAY, bill_of_ten, paid, proven, read

pytestmark = pytest.mark.django_db
State = BankStatement.State


@pytest.fixture(autouse=True)
def ours() -> Creditor:
    return creditor(iban=ACCOUNT)


def test_nothing_of_a_statement_that_does_not_reconcile_is_taken_over():
    told = read(camt(proven(paid("eins"), moved="12.50"), proven(paid("zwei"), moved="10.00")))

    held, good = told.statements
    assert (held.state, held.difference) == (State.HELD, Decimal("2.50"))
    assert "Der Unterschied ist 2,50\u00a0€" in held.hold_reason
    assert good.state == State.TAKEN_OVER
    assert [one.remittance_text for one in BankTransaction.objects.all()] == ["zwei"]
    assert not told.is_reconciled
    assert told.errors == (f"Kontoauszug 7 von {ACCOUNT}: {held.hold_reason}",)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mt940(movement()), id="MT940 without closing balance"),
        pytest.param(camt(statement(paid("x"))), id="CAMT without balances"),
        pytest.param(
            camt(
                statement(
                    paid("x"),
                    balances=[balance("OPBD", "1.00"), balance("CLBD", "2.00", currency="SEK")],
                )
            ),
            id="closing balance in another currency",
        ),
    ],
)
def test_a_statement_without_its_balances_is_held(data):
    told = read(data)

    [one] = told.statements
    assert one.state == State.HELD
    assert "ist nicht zu prüfen" in one.hold_reason
    assert not is_proven(one)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(camt(statement(paid("x"), tag="Rpt"), kind="052"), id="report"),
        pytest.param(mt940(), id="no movements"),
    ],
)
def test_what_needs_no_balances_is_taken_over_without(data):
    told = read(data)

    assert told.statements[0].state == State.TAKEN_OVER
    assert told.is_reconciled


def test_a_clerk_confirms_a_held_statement():
    bill = bill_of_ten()
    read(camt(proven(paid("Rechnung AB-2026-0815"), moved="12.50")))
    clerk = user("clara")

    matched = confirm_statement(BankStatement.objects.get().pk, actor=clerk, today=TODAY)

    one = BankStatement.objects.get()
    bill.refresh_from_db()
    assert matched.matched == 1
    assert bill.open_amount == 0
    assert (one.state, one.decided_by) == (State.TAKEN_OVER, clerk)
    assert check_ledger().is_ok


def test_a_clerk_discards_a_held_statement():
    read(camt(proven(paid("eins"), moved="12.50")))
    clerk = user("clara")

    discarded = discard_statement(BankStatement.objects.get().pk, actor=clerk)

    assert (discarded.state, discarded.decided_by) == (State.DISCARDED, clerk)
    assert not BankTransaction.objects.exists()


@pytest.mark.parametrize("decide", [confirm_statement, discard_statement])
def test_a_statement_is_decided_once(decide):
    read(camt(proven(paid("eins"), moved="12.50")))
    pk = BankStatement.objects.get().pk
    discard_statement(pk, actor=None)
    more = {"today": TODAY} if decide is confirm_statement else {}

    with pytest.raises(StatementNotHeld, match="verworfen"):
        decide(pk, actor=None, **more)


def test_of_several_creditors_a_clerk_says_whose_account_it_is():
    other = creditor("Andere GmbH", iban="DE02500105170137075030")
    foreign = "DE75512108001245126199"
    told = read(camt(proven(paid("eins"), moved="10.00", account=foreign)))

    [held] = told.statements
    assert held.state == State.HELD
    assert held.hold_reason.startswith(f"Konto {foreign} gehört zu keinem Gläubiger.")
    with pytest.raises(NoCreditorChosen):
        confirm_statement(held.pk, actor=None, today=TODAY)

    confirm_statement(held.pk, creditor_id=other.pk, actor=None, today=TODAY)
    later = read(camt(proven(paid("zwei"), moved="10.00", account=foreign)))

    assert BankTransaction.objects.filter(creditor=other).count() == 2
    assert later.statements[0].state == State.TAKEN_OVER


def test_entries_left_out_are_told_and_hold_the_statement():
    told = read(camt(proven(paid("eins"), paid("zwei", amount="zehn"), moved="20.00")))

    assert told.statements[0].state == State.HELD
    assert any("„zehn“" in error for error in told.errors)
