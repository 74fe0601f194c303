"""Payments on a provider's page: paid, on their way, begun, failed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone

from dunning_site.services.online_payment_pauses import follow_reports
from orders.adapters.payment_providers.base import EventKind
from orders.models import OnlinePayment, Order, ProviderAccount
from orders.services.provider_events import take_event
from tests.provider_payments import begun, event


def online_payments(
    provider: ProviderAccount, orders: Mapping[str, Order], today: date
) -> dict[str, OnlinePayment]:
    """One payment in every state, on the orders of these names."""
    made = {
        name: begun(orders[name], provider, amount=Decimal("60.00"), started_at=timezone.now())
        for name in ("debtor_online_paid", "debtor_online_pending", "debtor_online_begun")
    }
    for name, kind in _REPORTS.items():
        happened_at = timezone.now()
        report = event(made[name], kind, happened_at=happened_at)
        follow_reports([take_event(provider, report, today=today)], today=today)
    begun(
        orders["debtor_online_paid"],
        provider,
        started_at=timezone.now(),
        provider_reference="",
        checkout_url="",
        state=OnlinePayment.State.FAILED,
        failure="Stripe ist nicht zu erreichen oder antwortet nicht.",
    )
    return {f"{name}_payment": payment for name, payment in made.items()}


_REPORTS = {"debtor_online_paid": EventKind.PAID, "debtor_online_pending": EventKind.PENDING}
