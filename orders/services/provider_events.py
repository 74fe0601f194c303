"""What providers report of online payments: each report counts once, in whatever order they come.

The order is locked first, then the report is kept, then the payment changes; all in one
transaction, so that a report counts whole or not at all.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from common.rules.german import euro
from orders.adapters.payment_providers.base import Event, EventKind
from orders.models import LedgerEntry, OnlinePayment, Order, ProviderAccount, ProviderEvent
from orders.services.history import record
from orders.services.ledger import lock_order
from orders.services.payments import record_payment
from orders.services.provider_returns import (
    book_dispute,
    book_refund,
    hold_to_clarify,
    note_inquiry,
    note_won_dispute,
)

State = OnlinePayment.State
# These name the money, which we know only once it is booked.
RETURNS = frozenset(
    {EventKind.REFUNDED, EventKind.INQUIRY, EventKind.DISPUTED, EventKind.DISPUTE_WON}
)
REPEATED = "war schon da"
UNKNOWN = "betrifft keine Zahlung von hier"


@dataclass(frozen=True, slots=True)
class TakenEvent:
    """What a report did; payment is None where it is about nothing of ours."""

    effect: str
    is_new: bool
    payment: OnlinePayment | None = None


def is_known(account: ProviderAccount, event: Event) -> bool:
    """Whether the report is about a payment of ours, as far as we know by now."""
    return _payment_id(account, event) is not None


@transaction.atomic
def take_event(account: ProviderAccount, event: Event, *, today: date) -> TakenEvent:
    """Keep a report and do what it says; a repetition does nothing."""
    payment_id = _payment_id(account, event)
    payment = _locked(payment_id) if payment_id is not None else None
    kept, is_new = ProviderEvent.objects.get_or_create(
        provider_account=account, event_id=event.id[:120], defaults={"kind": event.name[:80]}
    )
    if not is_new:
        return TakenEvent(REPEATED, is_new=False, payment=payment)
    kept.effect = (_followed(payment, event, today) if payment else UNKNOWN)[:200]
    kept.save(update_fields=["effect"])
    return TakenEvent(kept.effect, is_new=True, payment=payment)


def money_words(account: ProviderAccount, money_reference: str) -> str:
    """What the ledger keeps of the money: "Stripe pi_3Nk…"; refunds find it by that."""
    return f"{account.get_provider_display()} {money_reference}"


def _payment_id(account: ProviderAccount, event: Event) -> int | None:
    payments = OnlinePayment.objects.filter(provider_account=account)
    if event.reference:
        payments = payments.filter(provider_reference=event.reference)
    elif event.money_reference:
        payments = payments.filter(entry__reference=money_words(account, event.money_reference))
    else:
        return None
    return payments.values_list("pk", flat=True).first()


def _locked(payment_id: int) -> OnlinePayment:
    """The payment with its order, the order locked first as everywhere."""
    order_id = OnlinePayment.objects.values_list("order_id", flat=True).get(pk=payment_id)
    order = lock_order(order_id)
    payments = OnlinePayment.objects.select_related("provider_account", "entry")
    payment = payments.select_for_update(of=("self",)).get(pk=payment_id)
    payment.order = order
    return payment


def _followed(payment: OnlinePayment, event: Event, today: date) -> str:
    """Do what the report says; returns it in words."""
    if event.kind in RETURNS:
        return _returned(payment, event, today)
    match event.kind:
        case EventKind.PAID:
            return _paid(payment, event, today)
        case EventKind.PENDING:
            return _pending(payment)
        case EventKind.EXPIRED:
            return _expired(payment)
        case EventKind.FAILED:
            return _failed(payment)
    return "ohne Wirkung"


def _paid(payment: OnlinePayment, event: Event, today: date) -> str:
    """Book what was really paid, even on a page that had run out: it is money."""
    if payment.state == State.PAID:
        return "war schon gebucht"
    if event.currency != payment.currency or event.amount <= 0:
        return _not_bookable(payment, event)
    order, asked = payment.order, payment.amount
    booked_on = _possible_day(order, event, today)
    money = event.money_reference or event.reference
    record_payment(
        order.pk,
        amount=event.amount,
        paid_on=booked_on,
        reference=money_words(payment.provider_account, money),
        actor=None,
        today=today,
        source=LedgerEntry.Source.PROVIDER,
    )
    payment.entry = order.ledger_entries.filter(
        kind=LedgerEntry.Kind.PAYMENT, source=LedgerEntry.Source.PROVIDER
    ).latest("pk")
    payment.amount, payment.paid_on = event.amount, booked_on
    _end(payment, State.PAID)
    if event.amount != asked:
        paid = euro(event.amount)
        text = f"Onlinezahlung: Verlangt waren {euro(asked)}, bezahlt und gebucht {paid}."
        record(order, text, actor=None)
    return f"{euro(event.amount)} gebucht"


def _not_bookable(payment: OnlinePayment, event: Event) -> str:
    """Money in another currency: a clerk has to see what it is worth."""
    order = payment.order
    words = f"{event.amount} {event.currency}"
    _end(payment, State.FAILED, f"bezahlt wurden {words}, verlangt war {payment.currency}")
    text = (
        f"Onlinezahlung in anderer Währung: {words}. Gebucht wurde nichts. Buchen Sie den "
        "Gegenwert von Hand."
    )
    hold_to_clarify(order, text)
    return f"{words} nicht gebucht"


def _pending(payment: OnlinePayment) -> str:
    if payment.state != State.STARTED or payment.is_processing:
        return "ohne Wirkung"
    _end(payment, State.STARTED)
    text = (
        f"Onlinezahlung über {euro(payment.amount)} veranlasst ({payment.provider_account.label}); "
        "die Bank bestätigt sie noch."
    )
    record(payment.order, text, actor=None)
    return "veranlasst, noch nicht bestätigt"


def _expired(payment: OnlinePayment) -> str:
    # A report of before the debtor finished may come after it.
    if payment.state != State.STARTED or payment.is_processing:
        return "ohne Wirkung"
    _end(payment, State.EXPIRED)
    return "abgelaufen"


def _failed(payment: OnlinePayment) -> str:
    if payment.state != State.STARTED:
        return "ohne Wirkung"
    _end(payment, State.FAILED, "Die Bank hat die Zahlung nicht ausgeführt.")
    text = f"Onlinezahlung über {euro(payment.amount)} fehlgeschlagen; gebucht war nichts."
    record(payment.order, text, actor=None)
    return "fehlgeschlagen"


def _end(payment: OnlinePayment, state: State, failure: str = "") -> None:
    """Nobody can pay on the provider's page any more."""
    payment.state, payment.failure, payment.checkout_url = state, failure[:300], ""
    payment.save()


def _returned(payment: OnlinePayment, event: Event, today: date) -> str:
    if event.currency != payment.currency or payment.entry is None:
        return "ohne Wirkung"
    day = _possible_day(payment.order, event, today)
    words = payment.provider_account.get_provider_display()
    match event.kind:
        case EventKind.INQUIRY:
            return note_inquiry(payment.order, event.amount, f"{words} {event.dispute_reference}")
        case EventKind.REFUNDED:
            reference = f"{words} Erstattung {event.money_reference}"
            return book_refund(payment.order, event.amount, day, reference, today=today)
        case EventKind.DISPUTED:
            return book_dispute(
                payment.order,
                payment.entry,
                amount=event.amount,
                booked_on=day,
                reason_code=event.reason_code,
                reference=f"{words} {event.dispute_reference}",
            )
    return note_won_dispute(payment.order, event.amount, f"{words} {event.dispute_reference}")


def _possible_day(order: Order, event: Event, today: date) -> date:
    """The day of the report, but never after today nor before the order."""
    return max(min(timezone.localdate(event.happened_at), today), order.ordered_on)
