"""No reminder while an online payment is under way: pauses begin and end with it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from orders.models import OnlinePayment, Order
from orders.services.ledger import lock_order
from orders.services.provider_events import TakenEvent
from reminders.services.debtor_pauses import PAYMENT_NOTE, end_pause, pause

# Banks may take 14 business days, more calendar days over holidays; the report ends it earlier.
DEBIT_LASTS = timedelta(days=30)
_State = OnlinePayment.State


@transaction.atomic
def pause_for_payment(order_id: int, *, until_on: date, today: date) -> None:
    """Let nobody be dunned up to and including a day; a longer block of another kind stays.

    A page of a provider is open for an hour, so that the day itself is enough for it: the daily
    run of the next morning knows what came of the payment.
    """
    order = lock_order(order_id)
    if order.is_open:
        pause(order, note=PAYMENT_NOTE, until_on=until_on, today=today)


def follow_reports(taken: Iterable[TakenEvent], *, today: date) -> None:
    """Pause while a bank has to confirm a payment, and no longer.

    A repeated report counts as well: what it brings about may have failed the first time.
    """
    for one in taken:
        if one.payment is None:
            continue
        if one.payment.is_processing:
            _pause_for_debit(one.payment, today)
        elif one.payment.state != _State.STARTED:
            end_payment_pause(one.payment.order_id, today=today)


@transaction.atomic
def _pause_for_debit(payment: OnlinePayment, today: date) -> None:
    """Pause once for each debit, so that a pause that a clerk has lifted stays lifted."""
    order = lock_order(payment.order_id)
    if not _was_paused(order, since=timezone.localdate(payment.started_at)):
        pause_for_payment(order.pk, until_on=today + DEBIT_LASTS, today=today)


def _was_paused(order: Order, *, since: date) -> bool:
    """Whether there was a pause for a debit; that for a page of a provider ends the same day."""
    pauses = order.dunning_blocks.filter(note=PAYMENT_NOTE, set_by=None, set_on__gte=since)
    return pauses.filter(until_on__gt=F("set_on")).exists()


@transaction.atomic
def end_payment_pause(order_id: int, *, today: date) -> None:
    """End the pause of a payment that ended, unless something else relies on it."""
    end_pause(lock_order(order_id), actor=None, today=today)
