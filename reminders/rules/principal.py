"""What of one installment was owed on which days, told by what settled it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from common.rules.money import ZERO
from reminders.rules.interest import PrincipalChange

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a booking of that day settled of the principal in euros; opened again when negative.

    lowers_price: a credit note, so that this part was never owed.
    """

    on: date
    amount: Decimal
    lowers_price: bool = False


def principal_changes(
    amount: Decimal, settlements: Iterable[Settlement], *, disputed: Decimal = ZERO
) -> list[PrincipalChange]:
    """The principal that bears interest, from the first day on and after each settlement.

    The day on which money comes or goes back still counts with what was owed before. What a
    credit note lowers and what is disputed bears no interest from the first day. Never below 0.
    """
    settlements = sorted(settlements, key=lambda one: one.on)
    credited = sum((one.amount for one in settlements if _is_retroactive(one)), ZERO)
    owed = amount - credited - disputed
    changes = [PrincipalChange(date.min, max(owed, ZERO))]
    for one in settlements:
        if not _is_retroactive(one):
            owed -= one.amount
            changes.append(PrincipalChange(one.on + _DAY, max(owed, ZERO)))
    return changes


def _is_retroactive(settlement: Settlement) -> bool:
    """Whether it counts from the first day; a credit note taken back counts from its own."""
    return settlement.lowers_price and settlement.amount > 0
