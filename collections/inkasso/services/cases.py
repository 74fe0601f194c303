"""Open cases and move them from state to state: the one place that writes their state."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from inkasso.models import CaseEvent, CollectionCase, CollectionPolicy
from inkasso.rules.states import ENDED, RUNNING, CaseState, check_transition
from orders.models import Order
from orders.services.collection import (
    lock_customer_orders,
    mark_collection,
    tell_other_orders,
)
from orders.services.history import record

Kind = CaseEvent.Kind
REOPENED = "Der Betrag ist wieder offen."


class CaseRefused(Exception):
    """The case cannot be changed that way; the message tells the clerk why and what to do."""


def open_case(
    order: Order,
    policy: CollectionPolicy,
    *,
    trigger: CollectionCase.Trigger,
    today: date,
    actor: AbstractBaseUser | None,
) -> CollectionCase:
    """Open the one case of a locked order, to be checked; the policy's option stays with it."""
    case = CollectionCase.objects.create(
        order=order,
        trigger=trigger,
        option=policy.option,
        agency=policy.agency,
        opened_on=today,
    )
    add_event(case, Kind.OPENED, f"Fall angelegt: {trigger.label}.", on=today, actor=actor)
    record(order, f"Inkassofall {case} angelegt ({trigger.label}).", actor=actor)
    return case


def lock_case(case_id: int) -> CollectionCase:
    """The case, locked, after all orders of its customer (lowest primary key first)."""
    customer_id = CollectionCase.objects.values_list("order__customer", flat=True).get(pk=case_id)
    orders = {order.pk: order for order in lock_customer_orders(customer_id)}
    case = CollectionCase.objects.select_for_update(of=("self",)).get(pk=case_id)
    case.order = orders[case.order_id]
    return case


def move(
    case: CollectionCase,
    state: CaseState,
    *,
    on: date,
    why: str = "",
    actor: AbstractBaseUser | None,
    is_order_alone: bool = False,
    **changes: Any,
) -> None:
    """Write a state and other fields of a case whose order is locked; tells its history.

    is_order_alone: the customer's other orders are not locked, as lock_case would do. Raises
    TransitionRefused for a step that the table of transitions does not allow.
    """
    before = CaseState(case.state)
    check_transition(before, state)
    changes["state"] = state.value
    if state == CaseState.PAID:
        changes["state_before_end"] = before.value
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=[*changes, "updated_at"])
    words = f"{state.label}: {why}" if why else f"{state.label}."
    add_event(case, Kind.STATE, words, on=on, actor=actor, details={"state": state.value})
    record(case.order, f"Inkassofall {case}: {words}", actor=actor)
    if (before in RUNNING) == (state in RUNNING):
        return
    if is_order_alone:
        _follow_order(case.order, on=on, is_running=state in RUNNING)
    else:
        follow_customer(case.order.customer_id, on=on)


def end(
    case: CollectionCase,
    state: CaseState,
    *,
    on: date,
    why: str = "",
    actor: AbstractBaseUser | None,
    is_order_alone: bool = False,
) -> None:
    """Move a case of a locked order to one of its ends; nothing is to be done on it any more."""
    move(
        case,
        state,
        on=on,
        why=why,
        actor=actor,
        is_order_alone=is_order_alone,
        ended_on=on,
        ended_why=why,
        next_action="",
        next_action_on=None,
    )


def add_event(
    case: CollectionCase,
    kind: CaseEvent.Kind,
    text: str,
    *,
    on: date,
    actor: AbstractBaseUser | None,
    details: dict[str, Any] | None = None,
) -> CaseEvent:
    """Add one line to the timeline of a case."""
    return CaseEvent.objects.create(
        case=case, kind=kind, text=text[:500], happened_on=on, details=details or {}, actor=actor
    )


def follow_customer(customer_id: int, *, on: date) -> None:
    """Let all orders of a customer know which of them are with an agency or a court.

    on: since when an order is that was not before.
    """
    orders = lock_customer_orders(customer_id)
    running = set(
        CollectionCase.objects.running()
        .filter(order__customer=customer_id)
        .values_list("order", flat=True)
    )
    since = {one.pk: one.collection_since or on for one in orders if one.pk in running}
    mark_collection(customer_id, orders, since)


def _follow_order(order: Order, *, on: date, is_running: bool) -> None:
    """The same where a booking holds this order only: the others learn of it afterwards."""
    since = {order.pk: order.collection_since or on} if is_running else {}
    mark_collection(order.customer_id, [order], since)
    tell_other_orders(order.customer_id, order.pk)


def follow_payments(orders: Sequence[Order], *, on: date) -> None:
    """End the cases of (locked) orders on which nothing is owed; go on with those owed again.

    A case that is being handed over is left to the handover, which looks again before it leaves.
    """
    cases = CollectionCase.objects.filter(order__in=[order.pk for order in orders])
    by_id = {order.pk: order for order in orders}
    for case in cases.exclude(state=CaseState.HANDING_OVER).select_for_update(of=("self",)):
        case.order = by_id[case.order_id]
        if _follow(case, on=on):
            _know_again(case.order)


def _know_again(order: Order) -> None:
    """Read what the move told order and customer: whoever has the row in hand goes on with it."""
    order.refresh_from_db(fields=["collection_since"])
    order.customer.refresh_from_db(fields=["collection_since"])


def _follow(case: CollectionCase, *, on: date) -> bool:
    """Whether the case was moved."""
    order, state = case.order, CaseState(case.state)
    if order.is_open and state == CaseState.PAID:
        before = CaseState(case.state_before_end or CaseState.TO_CHECK)
        case.ended_on, case.ended_why = None, ""
        case.save(update_fields=["ended_on", "ended_why"])
        move(case, before, on=on, why=REOPENED, actor=None, is_order_alone=True)
        return True
    if not order.is_open and state not in ENDED:
        end(case, _ending(order), on=on, why=_why(order), actor=None, is_order_alone=True)
        return True
    return False


def _ending(order: Order) -> CaseState:
    return {
        Order.PaymentStatus.CANCELLED: CaseState.CANCELLED,
        Order.PaymentStatus.WRITTEN_OFF: CaseState.WRITTEN_OFF,
    }.get(Order.PaymentStatus(order.payment_status), CaseState.PAID)


def _why(order: Order) -> str:
    return f"Auf dem Auftrag ist nichts mehr offen ({order.get_payment_status_display()})."
