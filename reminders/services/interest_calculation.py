"""Default interest on a claim that need not be an order: what the calculator page computes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from reminders.rules.interest import InterestLine, PrincipalChange, interest_lines, total
from reminders.services.base_rates import known_rates

CONVENTION = (
    "Tagegenau nach Kalenderjahren: tatsächliche Tage geteilt durch 365, in Schaltjahren durch "
    "366. Der erste und der letzte Tag zählen mit. Jede Zeile ist kaufmännisch auf Cent gerundet, "
    "die Summe ist die Summe der Zeilen. Ein neuer Basiszinssatz gilt ab dem 1. Januar und dem "
    "1. Juli. Zinsen werden nicht verzinst (§ 289 BGB)."
)


@dataclass(frozen=True)
class InterestQuestion:
    """What interest is asked for; both ends included.

    payments: days of receipt with what they settled of the principal; the day of receipt itself
    still bears interest on what was owed before.
    """

    principal: Decimal
    from_on: date
    to_on: date
    is_business: bool
    claim_arose_on: date | None = None
    payments: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True)
class InterestAnswer:
    """The lines and their sum; is_provisional: some days lie after the last known base rate."""

    question: InterestQuestion
    lines: list[InterestLine]
    total: Decimal

    @property
    def is_provisional(self) -> bool:
        """Whether a line stands on a base rate that is not announced yet."""
        return any(line.is_provisional for line in self.lines)

    @property
    def days(self) -> int:
        """How many days bear interest."""
        return sum(line.days for line in self.lines)


def calculate(question: InterestQuestion) -> InterestAnswer:
    """The interest by §§ 247, 288 BGB. Raises NoBaseRate for days before 2002."""
    lines = interest_lines(
        _changes(question),
        from_on=question.from_on,
        to_on=question.to_on,
        rates=known_rates(),
        is_business=question.is_business,
        claim_arose_on=question.claim_arose_on,
    )
    return InterestAnswer(question, lines, total(lines))


def _changes(question: InterestQuestion) -> list[PrincipalChange]:
    """The principal from the first day on, and after each payment."""
    changes = [PrincipalChange(date.min, question.principal)]
    for received_on, amount in sorted(question.payments):
        rest = changes[-1].principal - amount
        changes.append(PrincipalChange(received_on + timedelta(days=1), rest))
    return changes
