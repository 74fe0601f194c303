"""Prove that every online payment and its booking say the same."""

from collections.abc import Iterator

from django.db.models import F, Q

from common.rules.german import euro
from orders.models import LedgerEntry, OnlinePayment
from orders.services.ledger_check import Finding, snapshot

Kind = LedgerEntry.Kind
PROVIDER = LedgerEntry.Source.PROVIDER


def check_online_payments() -> list[Finding]:
    """What disagrees between online payments and the ledger; writes nothing."""
    with snapshot():
        return [*_wrong_entries(), *_lost_entries()]


def _wrong_entries() -> Iterator[Finding]:
    """A payment's booking is a payment of the same order, amount and day."""
    booked = OnlinePayment.objects.filter(entry__isnull=False).select_related("order", "entry")
    agrees = Q(
        entry__order=F("order"),
        entry__kind=Kind.PAYMENT,
        entry__source=PROVIDER,
        entry__amount=-F("amount"),
        entry__booked_on=F("paid_on"),
        state=OnlinePayment.State.PAID,
    )
    for payment in booked.exclude(agrees).iterator(chunk_size=500):
        assert payment.entry is not None  # filtered above
        yield Finding(
            f"Auftrag {payment.order.number}",
            f"Die Onlinezahlung {payment.pk} über {euro(payment.amount)} stimmt nicht mit ihrer "
            f"Buchung über {euro(-payment.entry.amount)} überein.",
        )


def _lost_entries() -> Iterator[Finding]:
    """No payment of a provider without its online payment."""
    entries = LedgerEntry.objects.filter(kind=Kind.PAYMENT, source=PROVIDER, online_payment=None)
    for entry in entries.select_related("order").iterator(chunk_size=500):
        yield Finding(
            f"Auftrag {entry.order.number}",
            f"Die Buchung {entry.pk} eines Zahlungsanbieters hat keine Onlinezahlung.",
        )
