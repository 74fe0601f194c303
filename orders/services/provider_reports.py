"""Calls of providers: checked, read and followed."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from orders.adapters.payment_providers.base import WebhookRefused
from orders.models import ProviderAccount
from orders.services.payment_providers import provider_of
from orders.services.provider_events import TakenEvent, take_event
from orders.services.provider_questions import ask_before

__all__ = ["WebhookRefused"]


def take_report(
    account: ProviderAccount, body: bytes, headers: Mapping[str, str], *, now: datetime
) -> list[TakenEvent]:
    """Take a genuine report, and before it what must be known first; the report itself is last.

    Raises WebhookRefused for what is not genuine or not readable; ProviderRefused or
    ProviderUnavailable when it has to be repeated later.
    """
    event = provider_of(account).read_webhook(body, headers, now=now)
    before = ask_before(account, event, now=now)
    return [*before, take_event(account, event, today=timezone.localdate(now))]
