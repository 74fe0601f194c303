"""What matching is told and what it answers: plain values."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from common.rules.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that a payment may be for; amounts in euros.

    further_amounts: sums that fit as well as the open amount, as the rate that is due. ibans:
    the accounts this customer paid from before. Orders no longer open are known, so that a
    payment for them is told apart, but never matched for sure.
    """

    order_id: int
    number: str
    open_amount: Decimal
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    invoice_numbers: tuple[str, ...] = ()
    token: str = ""
    shop_token: str = ""
    ibans: frozenset[str] = frozenset()
    is_open: bool = True
    further_amounts: tuple[Decimal, ...] = ()

    def fits(self, amount: Decimal) -> bool:
        """Whether exactly this is open, or due."""
        return self.is_open and (amount == self.open_amount or amount in self.further_amounts)

    def after(self, paid: Decimal) -> "Candidate":
        """The same order when the amount was paid on it."""
        left = max(self.open_amount - paid, ZERO)
        return replace(self, open_amount=left, is_open=left > 0)


@dataclass(frozen=True, slots=True)
class Part:
    """What of a payment goes to an order, in euros; more than is open becomes credit there."""

    order_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a payment may belong; the parts add up to its amount.

    is_sure: it may be booked without a person. why: short German phrases for people.
    """

    parts: tuple[Part, ...]
    is_sure: bool
    score: int
    why: tuple[str, ...] = field(default=())
