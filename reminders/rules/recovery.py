"""Which reminder a payment follows, and what of the payment counts for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from reminders.rules.settled import Money, MoneyKind, Part


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder of the order that was sent and was not withdrawn, by its key."""

    key: int
    sent_on: date
    level: int


@dataclass(frozen=True, slots=True)
class Followed:
    """What counts of a payment, in euros, and the reminder that it follows by so many days."""

    payment: int
    reminder: Sent
    amount: Decimal
    days: int


def followed(reminders: Iterable[Sent], paid_on: date) -> Sent | None:
    """The newest reminder sent on or before the day of the payment; of one day the last made."""
    sent = (one for one in reminders if one.sent_on <= paid_on)
    return max(sent, key=lambda one: (one.sent_on, one.key), default=None)


def reminder_behind(
    part: Part, money: Money, due_on: Mapping[int, date], reminders: Sequence[Sent]
) -> Sent | None:
    """The reminder that a settled part followed, None if it came without one.

    A reminder works for what was due by the day of its sending, so that later rates which are
    paid in time are not its doing; and for costs and interest. What came through an agency or
    while agency or court had the claim is theirs, and what was given up is no payment.
    """
    if money.kind != MoneyKind.PAYMENT or money.is_collection:
        return None
    reminder = followed(reminders, money.day)
    if reminder is None or part.installment is None:
        return reminder
    return reminder if due_on[part.installment] <= reminder.sent_on else None


def recoveries(
    parts: Iterable[Part],
    movements: Mapping[int, Money],
    due_on: Mapping[int, date],
    reminders: Sequence[Sent],
) -> list[Followed]:
    """What counts of each payment for the reminder that it follows, by the key of the payment.

    movements: the entries by key; due_on: the due day of each installment.
    """
    sums: dict[tuple[int, Sent], Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        money = movements.get(part.money)
        reminder = reminder_behind(part, money, due_on, reminders) if money else None
        if reminder is not None:
            sums[part.money, reminder] += part.amount
    return [
        Followed(key, reminder, amount, (movements[key].day - reminder.sent_on).days)
        for (key, reminder), amount in sorted(sums.items(), key=lambda item: item[0][0])
    ]
