"""Whose money settled what of an order, when everything that was given back is taken into account.

The ledger's allocation tells what each movement settled or opened again. Here every part that is
settled in the end gets the payment, credit note or write-off that stands behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.money import ZERO
from orders.rules.allocation import DebtKind, Step


class MoneyKind(StrEnum):
    """What lowered a debt, or raised it again."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class Money:
    """An entry that counts, by its key; the amount is positive, in euros.

    returns: the payment that a chargeback names. is_collection: a payment that came through an
    agency, or while agency or court had the claim.
    """

    key: int
    kind: MoneyKind
    day: date
    amount: Decimal
    returns: int | None = None
    is_collection: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """An amount in euros that is settled, and the key of the entry whose money it was.

    installment: whose principal it was, None for costs and interest. The key is that of a cost
    where it was settled out of a credit that no entry can be named for.
    """

    installment: int | None
    amount: Decimal
    money: int


def settled_parts(steps: Iterable[Step], movements: Sequence[Money]) -> list[Part]:
    """The parts that are settled in the end; movements: every entry that is no cost, by day.

    A chargeback takes from the payment that it names, every other repayment from the newest
    payment before it. Where the ledger counted such money for a debt, the oldest entry with money
    left stands in. Money that came beside a write-off counts, not the write-off.
    """
    spare = _left_of(movements)
    kept, lost = [], []
    for part in _standing(steps):
        own, rest = _taken(part, [part.money], spare)
        kept += own
        lost += rest
    for part in lost:
        others, rest = _taken(part, list(spare), spare)
        kept += others + rest
    return _without_write_offs(kept, movements, spare)


def _without_write_offs(
    parts: Sequence[Part], movements: Sequence[Money], spare: dict[int, Decimal]
) -> list[Part]:
    """The parts; what was written off is taken over by payments that have money left."""
    written_off = {one.key for one in movements if one.kind == MoneyKind.WRITE_OFF}
    if not written_off:
        return list(parts)
    payments = [one.key for one in movements if one.kind == MoneyKind.PAYMENT]
    found = []
    for part in parts:
        is_given_up = part.money in written_off
        paid, rest = _taken(part, payments, spare) if is_given_up else ([], [part])
        found += paid + rest
    return found


def _taken(
    part: Part, keys: Iterable[int], spare: dict[int, Decimal]
) -> tuple[list[Part], list[Part]]:
    """The part made of what these entries have left, one after the other; and what none has."""
    found, missing = [], part.amount
    for key in keys:
        taken = min(spare.get(key, ZERO), missing)
        if taken > 0:
            spare[key] -= taken
            missing -= taken
            found.append(replace(part, amount=taken, money=key))
    return found, [replace(part, amount=missing)] if missing else []


def _standing(steps: Iterable[Step]) -> list[Part]:
    """What the log settled and nothing opened again; the newest part is opened first."""
    by_debt: dict[tuple[DebtKind, int | None, int | None], list[Part]] = defaultdict(list)
    for step in steps:
        parts = by_debt[step.kind, step.installment, step.debt]
        if step.amount > 0:
            named = step.installment if step.kind == DebtKind.PRINCIPAL else None
            parts.append(Part(named, step.amount, step.movement))
            continue
        left = -step.amount
        while left and parts:
            last = parts.pop()
            if last.amount > left:
                parts.append(replace(last, amount=last.amount - left))
            left -= min(left, last.amount)
    return [part for parts in by_debt.values() for part in parts]


def _left_of(movements: Sequence[Money]) -> dict[int, Decimal]:
    """What is left of each entry after all that was given back."""
    left = {one.key: one.amount for one in movements if one.kind != MoneyKind.GIVEN_BACK}
    paid: list[int] = []
    for one in movements:
        if one.kind == MoneyKind.PAYMENT:
            paid.append(one.key)
        if one.kind != MoneyKind.GIVEN_BACK:
            continue
        back = one.amount
        named = [one.returns] if one.returns in left else []
        for key in [*named, *reversed(paid)]:
            taken = min(left[key], back)
            left[key] -= taken
            back -= taken
    return left
