"""Online payments: what is offered, and the way to the provider's page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from common.rules.money import ZERO
from orders.adapters.payment_providers.base import (
    Checkout,
    ProviderRefused,
    ProviderUnavailable,
    Purchase,
)
from orders.models import OnlinePayment, Order, ProviderAccount
from orders.rules.payment_refusals import PaymentRefused, Refusal
from orders.services.ledger import lock_order
from orders.services.payment_providers import provider_of

logger = logging.getLogger(__name__)
State = OnlinePayment.State
# Providers take no less; of a debt only whole euros and more are paid in parts.
LEAST_CHECKOUT = Decimal("0.50")
LEAST_PART = Decimal("1.00")
CURRENCY = "EUR"
# A second click leads to the page that is open already; afterwards to a new one.
REUSED_FOR = timedelta(minutes=30)
# Providers open a page for half an hour at least, also for who clicks again at the last moment.
OPEN_FOR = timedelta(hours=1)
MOST_PER_HOUR = 10
# What we can keep of an address of the provider's page.
MOST_OF_URL = 2000


@dataclass(frozen=True, slots=True)
class ReturnAddresses:
    """Where the provider sends the debtor after paying, and after giving up."""

    success: str
    cancel: str


def payable_amount(order: Order) -> Decimal:
    """What of the open amount can be paid online, in euros: without what banks are bringing."""
    coming = OnlinePayment.objects.filter(order=order).processing()
    return max(order.open_amount - sum((one.amount for one in coming), ZERO), ZERO)


def offered_providers(order: Order) -> list[ProviderAccount]:
    """The providers whose page may take the order's money now; none while an agency collects."""
    is_at_agency = order.collection_since is not None
    if not order.is_open or is_at_agency or order.currency != CURRENCY or not settings.PUBLIC_URL:
        return []
    accounts = ProviderAccount.objects.filter(
        sales_account=order.sales_account_id, is_active=True
    ).exclude(secret_box="")
    found = list(accounts.order_by("pk"))
    return found if found and payable_amount(order) >= LEAST_CHECKOUT else []


def start_payment(
    order: Order,
    account: ProviderAccount,
    *,
    amount: Decimal | None = None,
    now: datetime,
    addresses: Callable[[OnlinePayment], ReturnAddresses],
    language: str = "de",
    hold: Callable[[], None] = lambda: None,
) -> OnlinePayment:
    """Open a page of the provider for an amount in euros (None: all that can be paid).

    What was begun is committed before the provider is called, so nothing is lost when it does not
    answer; the same click again gives the same page. hold: called in between, so that nobody is
    dunned while the provider is slow. Raises PaymentRefused.
    """
    payment = _begun(order.pk, account, amount, now)
    hold()
    if payment.checkout_url:
        return payment
    try:
        purchase = _purchase(payment, addresses(payment), language)
        checkout = provider_of(account).start(purchase)
        if len(checkout.url) > MOST_OF_URL:
            raise ProviderRefused("Die Adresse der Bezahlseite ist zu lang.")
    except (ProviderRefused, ProviderUnavailable) as fault:
        logger.warning("Online payment %s could not be started: %s", payment.pk, fault)
        fresh = OnlinePayment.objects.filter(pk=payment.pk, provider_reference="")
        fresh.filter(state=State.STARTED).update(state=State.FAILED, failure=str(fault)[:300])
        raise PaymentRefused(Refusal.UNREACHABLE) from fault
    return _opened(payment, checkout)


@transaction.atomic
def _begun(
    order_id: int, account: ProviderAccount, amount: Decimal | None, now: datetime
) -> OnlinePayment:
    """The payment of a moment ago for the same amount, else a new one. Raises PaymentRefused."""
    order = lock_order(order_id)
    if account not in offered_providers(order):
        raise PaymentRefused(_no_offer(order))
    asked = _checked_amount(payable_amount(order), amount)
    of_order = OnlinePayment.objects.filter(order=order)
    begun = of_order.under_way().filter(
        provider_account=account, amount=asked, started_at__gt=now - REUSED_FOR
    )
    open_pages = [one for one in begun if not one.is_processing]
    if open_pages:
        return open_pages[0]
    if of_order.filter(started_at__gt=now - timedelta(hours=1)).count() >= MOST_PER_HOUR:
        raise PaymentRefused(Refusal.TOO_MANY)
    return OnlinePayment.objects.create(
        order=order, provider_account=account, amount=asked, started_at=now
    )


def _no_offer(order: Order) -> Refusal:
    if not order.is_open:
        return Refusal.NOTHING_OPEN
    is_coming = payable_amount(order) < LEAST_CHECKOUT <= order.open_amount
    return Refusal.CONFIRMING if is_coming else Refusal.NOT_OFFERED


def _checked_amount(payable: Decimal, amount: Decimal | None) -> Decimal:
    """The amount to ask for. Raises PaymentRefused for too much and for too small a part."""
    if amount is None:
        return payable
    if amount > payable:
        raise PaymentRefused(Refusal.TOO_MUCH, payable)
    if amount < (least := min(LEAST_PART, payable)):
        raise PaymentRefused(Refusal.TOO_LITTLE, least)
    return amount


def _purchase(payment: OnlinePayment, back: ReturnAddresses, language: str) -> Purchase:
    account, order = payment.provider_account, payment.order
    begun = int(payment.started_at.timestamp())
    return Purchase(
        # Told apart from those of other installations and of a database restored since; a second
        # click in another language is another purchase to the provider.
        key=f"mahnwerk-{account.webhook_key}-{payment.pk}-{begun}-{language}",
        amount=payment.amount,
        currency=payment.currency,
        description=f"Bestellung {order.number}",
        success_url=back.success,
        cancel_url=back.cancel,
        expires_at=payment.started_at + OPEN_FOR,
        language=language,
    )


def _opened(payment: OnlinePayment, checkout: Checkout) -> OnlinePayment:
    """Keep the page, unless its debtor was so quick that its end is known already."""
    OnlinePayment.objects.filter(
        pk=payment.pk, provider_reference="", state__in=[State.STARTED, State.FAILED]
    ).update(
        state=State.STARTED,
        provider_reference=checkout.reference,
        checkout_url=checkout.url,
        failure="",
    )
    payment.refresh_from_db()
    return payment
