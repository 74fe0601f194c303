"""What became of amounts that were still unpaid when the day they were due was over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.money import ZERO
from reminders.rules.recovery import Sent, reminder_behind
from reminders.rules.settled import Money, MoneyKind, Part


class Outcome(StrEnum):
    """Where the money went, in the order in which pages show it."""

    BEFORE_REMINDER = "before_reminder"
    AFTER_REMINDER = "after_reminder"
    AFTER_LEVEL_1 = "after_level_1"
    AFTER_LEVEL_2 = "after_level_2"
    AFTER_LEVEL_3 = "after_level_3"
    COLLECTION = "collection"
    GIVEN_UP = "given_up"
    OPEN = "open"


AFTER_LEVEL = (
    Outcome.AFTER_REMINDER,
    Outcome.AFTER_LEVEL_1,
    Outcome.AFTER_LEVEL_2,
    Outcome.AFTER_LEVEL_3,
)


def outcomes(
    amounts: Mapping[int, Decimal],
    due_on: Mapping[int, date],
    parts: Iterable[Part],
    movements: Mapping[int, Money],
    reminders: Sequence[Sent],
    *,
    today: date,
) -> dict[int, dict[Outcome, Decimal]]:
    """What became of each installment due before today, in euros; those paid in time are missing.

    amounts, due_on: of the installments by key. In time is what was settled on the due day or
    before, in whatever way. Costs and interest are left out.
    """
    found = {key: {Outcome.OPEN: amount} for key, amount in amounts.items() if due_on[key] < today}
    late: dict[int, dict[Outcome, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for part in parts:
        if part.installment not in found:
            continue
        money = movements[part.money]
        found[part.installment][Outcome.OPEN] -= part.amount
        if money.day > due_on[part.installment]:
            late[part.installment][_outcome(part, money, due_on, reminders)] += part.amount
    whole = {key: {**late[key], **figures} for key, figures in found.items()}
    return {
        key: left
        for key, figures in whole.items()
        if (left := {outcome: amount for outcome, amount in figures.items() if amount})
    }


def _outcome(
    part: Part, money: Money, due_on: Mapping[int, date], reminders: Sequence[Sent]
) -> Outcome:
    """How a part was settled that was late."""
    if money.kind != MoneyKind.PAYMENT:
        return Outcome.GIVEN_UP
    if money.is_collection:
        return Outcome.COLLECTION
    reminder = reminder_behind(part, money, due_on, reminders)
    if reminder is None:
        return Outcome.BEFORE_REMINDER
    return AFTER_LEVEL[min(reminder.level, len(AFTER_LEVEL) - 1)]
