"""Orders with a provider, payments begun at the stand-in, and its reports taken by hand."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orders.adapters.payment_providers.base import Event, EventKind
from orders.models import OnlinePayment, Order, ProviderAccount
from orders.services.online_payments import ReturnAddresses, start_payment
from orders.services.payment_providers import keep_provider_keys
from orders.services.provider_events import RETURNS, TakenEvent, take_event
from tests import factories
from tests.factories import TODAY
from tests.provider_stand_in import API_KEY, WEBHOOK_SECRET

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def provider_account(**facts: Any) -> ProviderAccount:
    """An account with keys at the provider, offered on the page."""
    defaults = {"label": "Karte oder Lastschrift", "is_active": True}
    owner = facts.pop("sales_account", None) or factories.sales_account()
    account = ProviderAccount.objects.create(
        sales_account=owner, provider="stripe", **{**defaults, **facts}
    )
    keep_provider_keys(account.pk, api_key=API_KEY, webhook_secret=WEBHOOK_SECRET)
    account.refresh_from_db()
    return account


def addresses(payment: OnlinePayment) -> ReturnAddresses:
    """Where the provider sends the debtor back to."""
    back = f"https://zahlen.example/zurueck?zahlung={payment.pk}"
    return ReturnAddresses(success=back, cancel=f"{back}&abbruch=1")


def begin(order: Order, account: ProviderAccount, **more: Any) -> OnlinePayment:
    """The debtor goes to the provider's page."""
    return start_payment(order, account, **{"now": NOW, "addresses": addresses, **more})


def begun(order: Order, account: ProviderAccount, **facts: Any) -> OnlinePayment:
    """A payment as if begun at a provider; for tests that need none."""
    reference = f"cs_{next(_numbers)}"
    defaults = {
        "amount": order.open_amount,
        "started_at": NOW,
        "provider_reference": reference,
        "checkout_url": f"https://stripe.example/{reference}",
    }
    return OnlinePayment.objects.create(
        order=order, provider_account=account, **{**defaults, **facts}
    )


def event(payment: OnlinePayment, kind: EventKind, **changes: Any) -> Event:
    """A report about a payment as the adapter reads it."""
    is_return = kind in RETURNS
    made = Event(
        id=f"evt_{next(_numbers)}",
        name=f"test.{kind}",
        kind=kind,
        happened_at=NOW,
        reference="" if is_return else payment.provider_reference,
        money_reference=f"pi_{payment.provider_reference}",
        dispute_reference=f"dp_{payment.pk}" if is_return else "",
        amount=Decimal(payment.amount),
        currency=payment.currency,
        reason_code="MD06" if kind == EventKind.DISPUTED else "",
    )
    return replace(made, **changes)


def take(payment: OnlinePayment, kind: EventKind, **changes: Any) -> TakenEvent:
    """The provider reports, and the program takes it."""
    return take_event(payment.provider_account, event(payment, kind, **changes), today=TODAY)
