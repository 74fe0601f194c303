"""Each movement exactly once, in whatever files it is told."""

import pytest

from orders.models import BankTransaction, StatementLine
from orders.services.ledger_check import check_ledger
from tests.orders.adapters.bank.samples import balance, camt, statement
from tests.orders.services.statements import counts, paid, read

pytestmark = pytest.mark.django_db


def told(opening: str, closing: str, *entries: str) -> str:
    """A statement from one balance to another."""
    balances = [balance("OPBD", opening), balance("CLBD", closing)]
    return statement(*entries, balances=balances)


FIRST = told("0.00", "10.00", paid("Miete"))
SECOND = told("10.00", "20.00", paid("Miete"))
BOTH = told("0.00", "20.00", paid("Miete"), paid("Miete"))
LONGER = told("0.00", "15.00", paid("Miete"), paid("anderes", "5.00"))


@pytest.mark.parametrize(
    ("files", "movements"),
    [
        pytest.param([[FIRST], [SECOND]], 2, id="two files that follow on"),
        pytest.param([[SECOND], [FIRST]], 2, id="the later one first"),
        pytest.param([[FIRST, SECOND]], 2, id="one file"),
        pytest.param([[SECOND, FIRST]], 2, id="one file, the later one first"),
        pytest.param([[FIRST], [SECOND], [FIRST, SECOND]], 2, id="read again together"),
        pytest.param([[FIRST], [SECOND], [BOTH]], 2, id="one statement over both"),
        pytest.param([[BOTH], [FIRST], [SECOND]], 2, id="the one over both first"),
        pytest.param([[FIRST], [FIRST]], 1, id="the same statement in another file"),
        pytest.param([[FIRST], [LONGER]], 2, id="cumulative reports"),
    ],
)
def test_equal_payments_without_a_reference(files: list[list[str]], movements: int) -> None:
    for number, statements in enumerate(files):
        read(camt(*statements) + b"\n" * number, name=f"auszug-{number}.xml")

    assert BankTransaction.objects.count() == movements
    assert check_ledger().is_ok


def test_what_sums_to_zero_does_not_hide_what_follows() -> None:
    there, back = paid("Miete"), paid("Miete", direction="DBIT")
    to_and_fro = told("10.00", "10.00", there, back)
    longer = told("10.00", "15.00", there, back, paid("mehr", "5.00"))

    read(camt(to_and_fro))
    again = read(camt(longer))

    assert counts(again) == (1, 2)
    assert StatementLine.objects.count() == 5
