"""Asking providers how payments stand, so that a lost report does no harm."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from orders.adapters.payment_providers.base import (
    Event,
    EventKind,
    ProviderRefused,
    ProviderUnavailable,
)
from orders.models import OnlinePayment, ProviderAccount
from orders.services.payment_providers import provider_of
from orders.services.provider_events import RETURNS, TakenEvent, is_known, take_event

logger = logging.getLogger(__name__)
State = OnlinePayment.State
ASKED_AFTER = timedelta(hours=1)
# Direct debits take 14 business days at most; who knows nothing of one by then never will.
GIVEN_UP_AFTER = timedelta(days=30)
MOST_AT_ONCE = 200
# Asked within the provider's own call, which waits for us.
MOST_BEFORE = 20


def ask_provider(payment: OnlinePayment, *, now: datetime) -> TakenEvent | None:
    """Ask how one payment stands and take the answer; None while its page is open.

    Raises ProviderRefused or ProviderUnavailable.
    """
    provider = provider_of(payment.provider_account)
    event = provider.state_of(payment.provider_reference, now=now)
    if event.kind == EventKind.OPEN:
        return None
    return take_event(payment.provider_account, event, today=timezone.localdate(now))


def ask_about_started(*, now: datetime) -> list[TakenEvent]:
    """Ask about every payment begun more than an hour ago and not ended; what was told.

    A provider that does not answer is asked again next time.
    """
    _give_up_lost(now)
    begun = (
        OnlinePayment.objects.under_way()
        .filter(started_at__lte=now - ASKED_AFTER)
        .exclude(provider_reference="")
        .select_related("provider_account__sales_account")
        .order_by("pk")
    )
    return _asked(list(begun[:MOST_AT_ONCE]), now)


def ask_before(account: ProviderAccount, event: Event, *, now: datetime) -> list[TakenEvent]:
    """Learn of money first that a report says went back: that report may come before the other.

    Raises ProviderUnavailable when it cannot be known, so that the provider repeats the report.
    """
    if event.kind not in RETURNS or is_known(account, event):
        return []
    begun = OnlinePayment.objects.under_way().filter(provider_account=account)
    waiting = begun.exclude(provider_reference="").select_related("provider_account__sales_account")
    return [
        one for payment in waiting.order_by("-pk")[:MOST_BEFORE] if (one := _known(payment, now))
    ]


def _known(payment: OnlinePayment, now: datetime) -> TakenEvent | None:
    """The answer about one of several; one that the provider does not know holds up no other."""
    try:
        return ask_provider(payment, now=now)
    except ProviderRefused as fault:
        logger.warning("Online payment %s: %s", payment.pk, fault)
        return None


def _asked(payments: list[OnlinePayment], now: datetime) -> list[TakenEvent]:
    taken, silent = [], set()
    for payment in payments:
        if payment.provider_account_id in silent:
            continue
        try:
            news = ask_provider(payment, now=now)
        except ProviderUnavailable as fault:
            logger.warning("%s: %s", payment.provider_account, fault)
            silent.add(payment.provider_account_id)
        except ProviderRefused as fault:
            logger.warning("Online payment %s: %s", payment.pk, fault)
        else:
            taken += [news] if news is not None else []
    return taken


def _give_up_lost(now: datetime) -> None:
    """End what the provider never opened, and what it has told nothing of for a month."""
    never_opened = Q(provider_reference="", started_at__lte=now - ASKED_AFTER)
    forgotten = Q(started_at__lte=now - GIVEN_UP_AFTER)
    OnlinePayment.objects.under_way().filter(never_opened | forgotten).update(
        state=State.FAILED,
        checkout_url="",
        failure="Der Zahlungsanbieter hat nichts mehr gemeldet.",
    )
