"""Which part of an order each payment settles: costs, interest, principal (§§ 366, 367 BGB)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from common.rules.money import ZERO


class DebtKind(IntEnum):
    """What can be owed, in the order in which a payment settles it (§ 367 Abs. 1 BGB)."""

    COST = 1
    INTEREST = 2
    PRINCIPAL = 3


class MovementKind(StrEnum):
    """What an entry of the ledger does to the debts of its order."""

    COST = "cost"
    INTEREST = "interest"
    PAYMENT = "payment"
    CREDIT = "credit"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Claim:
    """An installment: its key and the principal in euros that falls due on the day."""

    key: int
    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry of the ledger by its key; the amount is positive, in euros.

    installment: what a payment names (§ 366 Abs. 1 BGB), what a cost belongs to, what a
    chargeback opens again. principal_first: a clerk's other choice, against § 367 Abs. 1 BGB.
    """

    key: int
    kind: MovementKind
    amount: Decimal
    installment: int | None = None
    principal_first: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the log: what a movement settled (positive) or opened again (negative).

    debt: of a cost or interest the key of the movement that it came with.
    """

    movement: int
    kind: DebtKind
    installment: int | None
    amount: Decimal
    debt: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is left in euros: per installment, of costs and interest; and how it came about.

    open_ancillary: what is left of each cost and interest, by the key of its movement. The credit
    is what was paid beyond all debts; below zero, more was given back than was paid.
    """

    open_principal: dict[int, Decimal]
    open_costs: Decimal
    open_interest: Decimal
    credit: Decimal
    cost_installment: int | None
    open_ancillary: dict[int, Decimal]
    log: tuple[Step, ...]


@dataclass(slots=True)
class _Debt:
    kind: DebtKind
    installment: int | None
    due_on: date
    open: Decimal
    settled: Decimal = ZERO
    movement: int | None = None


@dataclass(slots=True)
class _Account:
    debts: list[_Debt]
    credit: Decimal = ZERO
    log: list[Step] = field(default_factory=list)

    def settle(self, movement: Movement, order: Iterable[_Debt]) -> None:
        """Let the movement's amount fill the debts in this order; the rest is credit."""
        left = movement.amount
        if self.credit < 0:
            filled = min(left, -self.credit)
            self.credit, left = self.credit + filled, left - filled
        for debt in order:
            part = min(left, debt.open)
            if part > 0:
                self._move(movement, debt, part)
                left -= part
        self.credit += left

    def open_again(self, movement: Movement, order: Iterable[_Debt]) -> None:
        """Take the movement's amount back: from the credit first, then from settled debts."""
        left = movement.amount
        if self.credit > 0:
            taken = min(left, self.credit)
            self.credit, left = self.credit - taken, left - taken
        for debt in order:
            part = min(left, debt.settled)
            if part > 0:
                self._move(movement, debt, -part)
                left -= part
        self.credit -= left

    def use_credit(self, movement: Movement) -> None:
        """Let what was paid too much settle a debt that came up since."""
        for debt in _by_law(self.debts):
            part = min(self.credit, debt.open)
            if part > 0:
                self._move(movement, debt, part)
                self.credit -= part

    def _move(self, movement: Movement, debt: _Debt, part: Decimal) -> None:
        debt.open -= part
        debt.settled += part
        self.log.append(Step(movement.key, debt.kind, debt.installment, part, debt.movement))


def allocate(claims: Sequence[Claim], movements: Iterable[Movement]) -> Allocation:
    """Settle the claims by the movements, one after the other in the order of their days.

    A payment settles costs, then interest, then principal, the oldest due first; what it names
    comes before the rest (§ 366). A credit note settles principal first, since it lowers the
    price. What is taken back opens the named installment again, else the newest one.
    """
    by_due_day = sorted(claims, key=lambda claim: (claim.due_on, claim.key))
    account = _Account(
        [_Debt(DebtKind.PRINCIPAL, claim.key, claim.due_on, claim.amount) for claim in by_due_day]
    )
    for movement in movements:
        _apply(account, movement)
    costs = [debt for debt in account.debts if debt.kind == DebtKind.COST and debt.open > 0]
    return Allocation(
        open_principal={
            debt.installment: debt.open
            for debt in account.debts
            if debt.kind == DebtKind.PRINCIPAL and debt.installment is not None
        },
        open_costs=sum((debt.open for debt in costs), ZERO),
        open_interest=_open(account, DebtKind.INTEREST),
        credit=account.credit,
        cost_installment=costs[0].installment if costs else None,
        open_ancillary={
            debt.movement: debt.open for debt in account.debts if debt.movement is not None
        },
        log=tuple(account.log),
    )


def _apply(account: _Account, movement: Movement) -> None:
    if movement.kind in (MovementKind.COST, MovementKind.INTEREST):
        kind = DebtKind[movement.kind.name]
        due_on = _due_day(account, movement.installment)
        account.debts.append(
            _Debt(kind, movement.installment, due_on, movement.amount, movement=movement.key)
        )
        account.use_credit(movement)
    elif movement.kind == MovementKind.TAKEN_BACK:
        account.open_again(movement, _back(account.debts, movement))
    else:
        account.settle(movement, _forth(account.debts, movement))


def _forth(debts: Sequence[_Debt], movement: Movement) -> list[_Debt]:
    """The debts in the order in which the movement settles them."""
    is_principal_first = movement.principal_first or movement.kind == MovementKind.CREDIT
    ordered = _by_law(debts)
    if is_principal_first:
        ordered.sort(key=lambda debt: debt.kind != DebtKind.PRINCIPAL)
    if movement.installment is not None:
        ordered.sort(key=lambda debt: debt.installment != movement.installment)
    return ordered


def _back(debts: Sequence[_Debt], movement: Movement) -> list[_Debt]:
    """The debts in the order in which they are opened again: the last settled first."""
    ordered = _by_law(debts)[::-1]
    if movement.installment is not None:
        ordered.sort(key=lambda debt: debt.installment != movement.installment)
    return ordered


def _by_law(debts: Sequence[_Debt]) -> list[_Debt]:
    return sorted(debts, key=lambda debt: (debt.kind, debt.due_on))


def _due_day(account: _Account, installment: int | None) -> date:
    days = [debt.due_on for debt in account.debts if debt.installment == installment]
    return min(days, default=date.max)


def _open(account: _Account, kind: DebtKind) -> Decimal:
    return sum((debt.open for debt in account.debts if debt.kind == kind), ZERO)
