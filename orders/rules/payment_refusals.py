"""Why a debtor cannot pay online just now; the page has the words for it."""

from decimal import Decimal
from enum import StrEnum


class Refusal(StrEnum):
    """What stands in the way."""

    NOTHING_OPEN = "nothing_open"
    NOT_OFFERED = "not_offered"
    # All of it is on its way from a bank.
    CONFIRMING = "confirming"
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"
    TOO_MANY = "too_many"
    UNREACHABLE = "unreachable"


class PaymentRefused(Exception):
    """No page of the provider is open; limit: the most or least that can be paid, in euros."""

    def __init__(self, refusal: Refusal, limit: Decimal | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.limit = limit
