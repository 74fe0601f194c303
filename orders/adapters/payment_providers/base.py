"""What every provider of online payments can do, in plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class ProviderRefused(Exception):
    """A definite no, such as a wrong key: repeating does not help; the message is for the clerk."""


class ProviderUnavailable(Exception):
    """Nobody answered, or the provider has a fault: try again later; repeating is safe."""


class WebhookRefused(Exception):
    """The call is not from the provider, too old, or not readable."""


class EventKind(StrEnum):
    """What a provider reports, in our words."""

    PAID = "paid"
    # The debtor has finished; his bank has not paid yet, as with a direct debit.
    PENDING = "pending"
    EXPIRED = "expired"
    FAILED = "failed"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    # The payer's bank asks before it takes anything back.
    INQUIRY = "inquiry"
    DISPUTE_WON = "dispute_won"
    # Still waiting for the debtor, or something we need not know.
    OPEN = "open"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a debtor is asked to pay; amount with two decimals, currency as "EUR"."""

    # The same key again gives the same checkout.
    key: str
    amount: Decimal
    currency: str
    description: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Checkout:
    """A page of the provider that waits for the debtor."""

    reference: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One report of a provider.

    reference: the checkout; "" when only the money is named. money_reference: what the provider
    calls the money itself, which refunds and disputes name. amount: what was paid, all that was
    refunded by now, or what is disputed. reason_code: why a bank took it back (ISO 20022).
    """

    id: str
    name: str
    kind: EventKind
    happened_at: datetime
    reference: str = ""
    money_reference: str = ""
    dispute_reference: str = ""
    amount: Decimal = Decimal("0.00")
    currency: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class ProviderKeys:
    """What lets us in, and what the provider signs its reports with."""

    api_key: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)


class PaymentProvider(Protocol):
    """A provider of online payments, reached with the keys of one account."""

    def start(self, purchase: Purchase) -> Checkout:
        """Open a page for the purchase. Raises ProviderRefused or ProviderUnavailable."""
        ...

    def state_of(self, reference: str, *, now: datetime) -> Event:
        """How a checkout stands, as an event. Raises ProviderRefused or ProviderUnavailable."""
        ...

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Event:
        """The event in a genuine call of the last five minutes. Raises WebhookRefused."""
        ...

    def try_out(self) -> None:
        """Whether the key lets us in. Raises ProviderRefused or ProviderUnavailable."""
        ...
