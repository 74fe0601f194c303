"""What a balance statement says: every open order and one balance. It is no reminder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from reminders.rules.content import CreditorFacts


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One order on the day, in its currency.

    `total` less `settled` (paid, credited) plus `charges` (all costs and interest, paid or not) is
    `open_amount`; an order paid too much has `credit` instead. `due_on` is None when nothing is
    open.
    """

    order_number: str
    due_on: date | None
    total: Decimal
    settled: Decimal
    charges: Decimal
    open_amount: Decimal
    credit: Decimal
    is_at_agency: bool = False


@dataclass(frozen=True, slots=True)
class BalanceContent:
    """All that letter and mail of a balance statement say; language "de" or "en"."""

    creditor: CreditorFacts
    sender_name: str
    reply_to: str
    recipient_lines: tuple[str, ...]
    name: str
    day: date
    payments_until: date | None
    lines: tuple[BalanceLine, ...]
    currency: str
    remittance_text: str
    language: str

    @property
    def open_amount(self) -> Decimal:
        """What is open over all orders."""
        return sum((line.open_amount for line in self.lines), ZERO)

    @property
    def credit(self) -> Decimal:
        """What was paid too much over all orders."""
        return sum((line.credit for line in self.lines), ZERO)

    @property
    def balance(self) -> Decimal:
        """The one balance: open less credit; below zero the customer gets money back."""
        return self.open_amount - self.credit

    @property
    def agency_orders(self) -> tuple[str, ...]:
        """The orders that are paid to an agency and not to us."""
        return tuple(line.order_number for line in self.lines if line.is_at_agency)

    @property
    def is_payable(self) -> bool:
        """Whether the balance can be transferred to us as it is."""
        return self.balance > 0 and not self.agency_orders


def open_lines(lines: Sequence[BalanceLine]) -> tuple[BalanceLine, ...]:
    """The lines that stand in the statement: something is open or paid too much."""
    return tuple(line for line in lines if line.open_amount or line.credit)
