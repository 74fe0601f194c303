"""Move reminders from state to state: the one place that writes their state."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from orders.models import Order
from orders.services.history import record
from reminders.models import Reminder, ReminderItem
from reminders.rules.eligibility import Code
from reminders.rules.states import REVOCABLE, Further, ReminderState, check_transition
from reminders.services.claims import principal_of

LOOKUP_SIZE = 500


def move(
    reminder: Reminder, state: ReminderState, *, further: Further | None = None, **changes: Any
) -> None:
    """Write a state and other fields of a reminder whose order is locked, items included.

    further: steps allowed besides those of the table, BY_PERSON or AFTER_RESTORE. Raises
    TransitionRefused for any other.
    """
    check_transition(ReminderState(reminder.state), state, further=further)
    changes["state"] = state
    for name, value in changes.items():
        setattr(reminder, name, value)
    reminder.save(update_fields=list(changes))
    ReminderItem.objects.filter(reminder=reminder).update(state=state)


def with_undecided(orders: Sequence[Order]) -> list[Order]:
    """Those of the orders for which a reminder is proposed or released, but not sent."""
    undecided: set[int] = set()
    for start in range(0, len(orders), LOOKUP_SIZE):
        ids = [order.pk for order in orders[start : start + LOOKUP_SIZE]]
        items = _undecided_items().filter(order__in=ids)
        undecided.update(items.values_list("order_id", flat=True))
    return [order for order in orders if order.pk in undecided]


def revoke(order: Order, why: str) -> int:
    """Cancel what is not decided yet for a locked order: no dot is written any more.

    A worker that is preparing one of them loses its lease and drops the connection.
    """
    reminders = Reminder.objects.undecided().filter(items__order=order)
    return cancel(reminders.select_for_update(of=("self",)), why)


def _undecided_items() -> QuerySet[ReminderItem]:
    return ReminderItem.objects.filter(state__in=REVOCABLE, reminder__printed_at=None)


def has_stale_claim(order: Order) -> bool:
    """Whether an undecided reminder claims another rate or sum than what is due of the order.

    Or the lump sum of who is no business.
    """
    undecided = _undecided_items().filter(order=order)
    return any(
        item.installment_id != order.oldest_installment_id
        or item.due_before != principal_of(order, item.reminder.written_on)
        or (item.lump_sum and not order.customer.is_business)
        for item in undecided.select_related("reminder")
    )


def stop_words(order: Order) -> str:
    """Why nobody may dun the order until a clerk has looked, in German; "" when nothing stops it.

    That is a stop, a case at an agency or a court, or another total that the shop reported.
    """
    if order.stop_reason and not order.is_partly_disputed:
        return Code(order.stop_reason).label
    if order.collection_since is not None:
        return Code.IN_COLLECTION.label
    return Code.AMOUNT_CHANGED.label if order.reported_total is not None else ""


def cancel(reminders: Iterable[Reminder], why: str) -> int:
    """Cancel each of the reminders for one reason; returns how many."""
    count = 0
    for reminder in reminders:
        was_released = reminder.state != ReminderState.PROPOSED
        move(reminder, ReminderState.CANCELLED, outcome=why, lease_token=None)
        if was_released:
            for item in reminder.items.select_related("order"):
                record(item.order, f"Mahnung {reminder} nicht versendet: {why}", actor=None)
        count += 1
    return count
