"""The order of allocation: §§ 366 and 367 BGB, by table and by random stories."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rules.money import ZERO
from orders.rules.allocation import (
    Allocation,
    Claim,
    DebtKind,
    Movement,
    MovementKind,
    Step,
    allocate,
)

COST, INTEREST = MovementKind.COST, MovementKind.INTEREST
PAYMENT, CREDIT = MovementKind.PAYMENT, MovementKind.CREDIT
TAKEN_BACK = MovementKind.TAKEN_BACK
RAISING = (COST, INTEREST, TAKEN_BACK)
RATES = (
    Claim(1, date(2026, 9, 1), Decimal(50)),
    Claim(2, date(2026, 10, 1), Decimal(50)),
    Claim(3, date(2026, 11, 1), Decimal(50)),
)


def settled(
    *movements: tuple[MovementKind, int] | tuple[MovementKind, int, int],
    claims: tuple[Claim, ...] = RATES,
    principal_first: bool = False,
) -> Allocation:
    """The allocation of movements told as kind, euros and the installment they name."""
    return allocate(
        claims,
        [
            Movement(
                key=key,
                kind=told[0],
                amount=Decimal(told[1]),
                installment=told[2] if len(told) == 3 else None,
                principal_first=principal_first,
            )
            for key, told in enumerate(movements, start=100)
        ],
    )


@pytest.mark.parametrize(
    ("movements", "open_principal", "open_costs", "credit"),
    [
        ([], (50, 50, 50), 0, 0),
        # § 366 Abs. 2: the older debt first.
        ([(PAYMENT, 30)], (20, 50, 50), 0, 0),
        ([(PAYMENT, 70)], (0, 30, 50), 0, 0),
        ([(PAYMENT, 150)], (0, 0, 0), 0, 0),
        ([(PAYMENT, 170)], (0, 0, 0), 0, 20),
        # § 366 Abs. 1: what the payer names; the rest by law.
        ([(PAYMENT, 50, 3)], (50, 50, 0), 0, 0),
        ([(PAYMENT, 70, 2)], (30, 0, 50), 0, 0),
        # § 367 Abs. 1: costs, interest, principal.
        ([(COST, 3, 1), (PAYMENT, 30)], (23, 50, 50), 0, 0),
        ([(COST, 3, 1), (PAYMENT, 2)], (50, 50, 50), 1, 0),
        ([(INTEREST, 4, 1), (COST, 3, 1), (PAYMENT, 5)], (50, 50, 50), 0, 0),
        ([(INTEREST, 4, 1), (COST, 3, 1), (PAYMENT, 10)], (47, 50, 50), 0, 0),
        # What is paid before a cost arises does not settle it.
        ([(PAYMENT, 50), (COST, 3, 1)], (0, 50, 50), 3, 0),
        # Of a named installment its own costs come first.
        ([(COST, 3, 2), (PAYMENT, 50, 2)], (50, 3, 50), 0, 0),
        # A credit settles what comes up later.
        ([(PAYMENT, 160), (COST, 3, 3)], (0, 0, 0), 0, 7),
        # A credit note lowers the price: principal first.
        ([(COST, 3, 1), (CREDIT, 50)], (0, 50, 50), 3, 0),
        ([(COST, 3, 1), (CREDIT, 151)], (0, 0, 0), 2, 0),
        # What is taken back opens what was settled last, or what it names.
        ([(PAYMENT, 100), (TAKEN_BACK, 50)], (0, 50, 50), 0, 0),
        ([(PAYMENT, 100), (TAKEN_BACK, 50, 1)], (50, 0, 50), 0, 0),
        ([(PAYMENT, 100), (TAKEN_BACK, 60, 1)], (50, 10, 50), 0, 0),
        # First of all the credit is taken back.
        ([(PAYMENT, 170), (TAKEN_BACK, 30, 1)], (10, 0, 0), 0, 0),
        # More given back than paid: the next payment fills that first.
        ([(TAKEN_BACK, 10)], (50, 50, 50), 0, -10),
        ([(TAKEN_BACK, 10), (PAYMENT, 60)], (0, 50, 50), 0, 0),
    ],
)
def test_it_settles_in_the_order_of_the_law(
    movements: list, open_principal: tuple[int, ...], open_costs: int, credit: int
) -> None:
    allocation = settled(*movements)

    assert tuple(allocation.open_principal.values()) == open_principal
    assert allocation.open_costs == open_costs
    assert allocation.credit == credit


def test_a_clerks_choice_puts_the_principal_first() -> None:
    allocation = settled((COST, 3, 1), (PAYMENT, 60), principal_first=True)

    assert tuple(allocation.open_principal.values()) == (0, 40, 50)
    assert allocation.open_costs == 3


def test_the_log_tells_what_each_movement_did() -> None:
    allocation = settled((COST, 3, 1), (PAYMENT, 60), (TAKEN_BACK, 8, 2))

    assert allocation.log == (
        Step(101, DebtKind.COST, 1, Decimal(3), debt=100),
        Step(101, DebtKind.PRINCIPAL, 1, Decimal(50)),
        Step(101, DebtKind.PRINCIPAL, 2, Decimal(7)),
        Step(102, DebtKind.PRINCIPAL, 2, Decimal(-7)),
        Step(102, DebtKind.PRINCIPAL, 1, Decimal(-1)),
    )


def test_open_costs_name_the_installment_they_came_with() -> None:
    assert settled((COST, 3, 2)).cost_installment == 2
    assert settled((COST, 3, 2), (PAYMENT, 3)).cost_installment is None


def test_claims_are_taken_by_due_day_whatever_their_order() -> None:
    allocation = settled((PAYMENT, 60), claims=RATES[::-1])

    assert allocation.open_principal == {1: 0, 2: 40, 3: 50}


movements = st.lists(
    st.tuples(
        st.sampled_from(list(MovementKind)),
        st.integers(1, 200),
        st.sampled_from([None, 1, 2, 3]),
        st.booleans(),
    ),
    max_size=20,
)


@given(movements)
def test_nothing_is_lost_whatever_happens(told: list) -> None:
    allocation = allocate(
        RATES,
        [
            Movement(key, kind, Decimal(amount), installment, first)
            for key, (kind, amount, installment, first) in enumerate(told)
        ],
    )

    raised = sum((Decimal(amount) for kind, amount, *_ in told if kind in RAISING), Decimal(150))
    lowered = sum((Decimal(amount) for kind, amount, *_ in told if kind not in RAISING), ZERO)
    left = sum(allocation.open_principal.values(), allocation.open_costs)
    left += allocation.open_interest
    assert left - allocation.credit == raised - lowered
    assert allocation.credit <= 0 or left == 0
    assert all(0 <= amount <= 50 for amount in allocation.open_principal.values())
