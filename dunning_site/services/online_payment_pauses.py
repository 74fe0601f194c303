"""No reminder while an online payment is under way: pauses begin and end with it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from orders.models import OnlinePayment
from orders.services.ledger import lock_order
from orders.services.provider_events import TakenEvent
from reminders.models import DebtorRequest, DunningBlock
from reminders.services.blocks import lift_block, pause_order

# Direct debits are certain after two weeks.
DEBIT_LASTS = timedelta(days=14)
NOTE = "Onlinezahlung"
_State = OnlinePayment.State


@transaction.atomic
def pause_for_payment(order_id: int, *, until_on: date, today: date) -> None:
    """Let nobody be dunned up to and including a day; a longer block of another kind stays.

    A page of a provider is open for an hour, so that the day itself is enough for it: the daily
    run of the next morning knows what came of the payment.
    """
    order = lock_order(order_id)
    if order.is_open:
        pause_order(
            order,
            reason=DunningBlock.Reason.CLARIFICATION,
            note=NOTE,
            until_on=until_on,
            actor=None,
            today=today,
        )


def follow_reports(taken: Iterable[TakenEvent], *, today: date) -> None:
    """Pause while a bank has to confirm a payment, and no longer."""
    for one in taken:
        if one.payment is None or not one.is_new:
            continue
        if one.payment.is_processing:
            until_on = today + DEBIT_LASTS
            pause_for_payment(one.payment.order_id, until_on=until_on, today=today)
        elif one.payment.state != _State.STARTED:
            _end_pause(one.payment.order_id, today)


@transaction.atomic
def _end_pause(order_id: int, today: date) -> None:
    """Lift the pause of a payment that ended, unless something else relies on it."""
    order = lock_order(order_id)
    ours = order.dunning_blocks.filter(lifted_on=None, note=NOTE, set_by=None)
    asked = order.debtor_requests.filter(state=DebtorRequest.State.OPEN)
    coming = order.online_payments.processing()
    if ours.exists() and not asked.exists() and not coming.exists():
        lift_block(order.pk, actor=None, today=today)
