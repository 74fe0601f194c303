"""Whose money settled what, when some of it went back."""

from datetime import date
from decimal import Decimal

import pytest

from orders.rules.allocation import Claim, Movement, MovementKind, allocate
from reminders.rules.settled import Money, MoneyKind, Part, settled_parts

CLAIMS = [
    Claim(1, date(2026, 9, 1), Decimal("50.00")),
    Claim(2, date(2026, 10, 1), Decimal("50.00")),
]
KINDS = {
    "paid": (MovementKind.PAYMENT, MoneyKind.PAYMENT),
    "credited": (MovementKind.CREDIT, MoneyKind.CREDIT_NOTE),
    "written off": (MovementKind.PAYMENT, MoneyKind.WRITE_OFF),
    "back": (MovementKind.TAKEN_BACK, MoneyKind.GIVEN_BACK),
}


def settle(*entries: tuple[str, str] | tuple[str, str, int]) -> set[tuple[int | None, str, int]]:
    """The parts after these entries with the keys 11, 12 …; a third value names what went back."""
    movements, money = [], []
    for key, (word, amount, *named) in enumerate(entries, start=11):
        if word == "fee":
            movements.append(Movement(key, MovementKind.COST, Decimal(amount), installment=1))
            continue
        movement, kind = KINDS[word]
        movements.append(Movement(key, movement, Decimal(amount)))
        returned = named[0] if named else None
        money.append(Money(key, kind, date(2026, 11, key - 10), Decimal(amount), returned))
    parts = settled_parts(allocate(CLAIMS, movements).log, money)
    return {(part.installment, str(part.amount), part.money) for part in parts}


@pytest.mark.parametrize(
    ("entries", "parts"),
    [
        pytest.param([("paid", "30.00")], {(1, "30.00", 11)}, id="oldest installment first"),
        pytest.param(
            [("fee", "5.00"), ("paid", "30.00")],
            {(None, "5.00", 12), (1, "25.00", 12)},
            id="§ 367 BGB: costs first",
        ),
        pytest.param(
            [("paid", "30.00"), ("back", "30.00", 11)], set(), id="taken back by the bank"
        ),
        pytest.param(
            [("paid", "50.00"), ("paid", "50.00"), ("back", "50.00", 11)],
            {(1, "50.00", 12)},
            id="the payment that went back counts no more, though the other rate opens",
        ),
        pytest.param(
            [("paid", "50.00"), ("paid", "50.00"), ("back", "50.00")],
            {(1, "50.00", 11)},
            id="nothing named: the newest payment went back",
        ),
        pytest.param(
            [("paid", "100.00"), ("credited", "50.00"), ("back", "50.00")],
            {(1, "50.00", 11), (2, "50.00", 12)},
            id="a refund after a credit note: the goods were credited, not paid",
        ),
        pytest.param(
            [("paid", "120.00")],
            {(1, "50.00", 11), (2, "50.00", 11)},
            id="what is paid too much settles nothing",
        ),
        pytest.param(
            [("paid", "120.00"), ("fee", "5.00")],
            {(1, "50.00", 11), (2, "50.00", 11), (None, "5.00", 11)},
            id="a later fee is paid out of the credit",
        ),
        pytest.param(
            [("written off", "100.00"), ("paid", "60.00")],
            {(1, "50.00", 12), (2, "10.00", 12), (2, "40.00", 11)},
            id="money that comes after a write-off counts before it",
        ),
        pytest.param(
            [("back", "20.00"), ("paid", "30.00")],
            {(1, "10.00", 12)},
            id="more given back than was paid is filled first",
        ),
    ],
)
def test_it_names_whose_money_settled_what(entries, parts):
    assert settle(*entries) == parts


def test_a_part_taken_back_in_half_stays_in_half():
    money = Money(11, MoneyKind.PAYMENT, date(2026, 11, 1), Decimal("50.00"))
    back = Money(12, MoneyKind.GIVEN_BACK, date(2026, 11, 2), Decimal("20.00"), returns=11)
    log = allocate(
        CLAIMS[:1],
        [
            Movement(11, MovementKind.PAYMENT, Decimal("50.00")),
            Movement(12, MovementKind.TAKEN_BACK, Decimal("20.00")),
        ],
    ).log

    assert settled_parts(log, [money, back]) == [Part(1, Decimal("30.00"), 11)]
