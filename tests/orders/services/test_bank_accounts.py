"""Whose account a statement is of."""

import pytest

from orders.models import BankStatement, Creditor, StatementImport
from orders.services.bank_accounts import creditor_of
from tests import factories

pytestmark = pytest.mark.django_db
OWN, SECOND = "DE89370400440532013000", "DE75512108001245126199"


def taken_over(account: str, creditor: Creditor) -> None:
    """An earlier statement of the account, taken over for the creditor."""
    file = StatementImport.objects.create(file_name="a.xml", content=b"", sha256="0" * 64)
    BankStatement.objects.create(
        statement_import=file,
        position=0,
        creditor=creditor,
        account=account,
        currency="EUR",
        state=BankStatement.State.TAKEN_OVER,
    )


def test_the_creditors_own_iban_tells_however_it_is_written() -> None:
    ours = factories.creditor(iban="DE89 3704 0044 0532 0130 00")

    assert creditor_of(OWN) == ours


def test_the_only_creditor_has_every_account() -> None:
    Creditor.objects.all().delete()
    ours = factories.creditor()

    assert creditor_of(SECOND) == ours


def test_of_several_creditors_a_clerk_has_to_choose_once() -> None:
    factories.creditor()
    other = factories.creditor("Andere GmbH", iban="DE02120300000000202051")

    assert creditor_of(SECOND) is None
    taken_over(SECOND, other)

    assert creditor_of(SECOND) == other
