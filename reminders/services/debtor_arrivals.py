"""The common part of all that debtors ask for: may it be asked, keep it, pause the dunning."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from orders.services.ledger import lock_order
from reminders.models import (
    DebtorPageSettings,
    DebtorRequest,
    DunningBlock,
    InstalmentPlan,
)
from reminders.rules.debtor_requests import (
    MOST_LETTERS,
    PageStanding,
    Refusal,
    RequestKind,
    pause_until,
    pauses,
    refusal,
)
from reminders.rules.debtor_words import summary
from reminders.services.debtor_page import settings_of_page
from reminders.services.debtor_pauses import defer_until, pause
from reminders.services.reminder_states import with_undecided

State = DebtorRequest.State


class RequestRefused(Exception):
    """This cannot be asked for now.

    refusal says why; since is when the same was asked before and is waiting for its answer.
    """

    def __init__(self, refusal: Refusal, since: datetime | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal, self.since = refusal, since


@dataclass(slots=True)
class Arrival:
    """What a debtor says of an order that is locked."""

    order: Order
    kind: DebtorRequest.Kind
    message: str
    page: DebtorPageSettings
    was_declined: bool
    now: datetime
    today: date


def standing_of(order: Order, *, today: date) -> PageStanding:
    """What decides on which requests are possible on the day; two queries."""
    waiting = order.debtor_requests.filter(state=State.OPEN)
    return PageStanding(
        is_open=order.is_open,
        is_in_collection=order.collection_since is not None,
        has_plan=order.instalment_plans.running().exists(),
        is_stopped=bool(order.stop_reason) and not order.is_partly_disputed,
        waiting=tuple(waiting.values_list("kind", flat=True)),
        told_today=order.debtor_requests.filter(received_at__date=today).count(),
    )


def arrive(
    order_id: int, kind: DebtorRequest.Kind, *, message: str, now: datetime, today: date
) -> Arrival:
    """Lock the order and see whether this can be asked for. Raises RequestRefused."""
    order = lock_order(order_id)
    why = refusal(RequestKind(kind), standing_of(order, today=today))
    if why is not None:
        same = order.debtor_requests.filter(state=State.OPEN, kind=kind).first()
        raise RequestRefused(why, same.received_at if same else None)
    if len(message) > MOST_LETTERS:
        raise RequestRefused(Refusal.FAULTY)
    declined = order.debtor_requests.filter(kind=kind, state=State.DECLINED)
    page = settings_of_page(order.sales_account)
    return Arrival(order, kind, message, page, declined.exists(), now, today)


def paused(
    arrival: Arrival,
    *,
    stops: bool = False,
) -> dict[str, Any]:
    """Pause the order as its rules say; returns what the request keeps of that.

    stops: a dispute has stopped all of it. A longer block stays as it is.
    """
    is_queued = bool(with_undecided([arrival.order]))
    kind = RequestKind(arrival.kind)
    if not pauses(kind, was_declined=arrival.was_declined, stops=stops, is_queued=is_queued):
        return {}
    last = pause_until(arrival.today, arrival.page.pause_days)
    note = f"Zahlungsseite: {arrival.kind.label}"
    block = pause(arrival.order, note=note, until_on=last, today=arrival.today)
    return _kept(block, last)


def deferred(arrival: Arrival, until_on: date) -> dict[str, Any]:
    """Block the order for a delay that is granted at once; returns what the request keeps."""
    block = defer_until(arrival.order, until_on, actor=None, today=arrival.today)
    return _kept(block, until_on)


def _kept(block: DunningBlock | None, last: date) -> dict[str, Any]:
    kept: dict[str, Any] = {"pauses": True, "paused_until": last.isoformat()}
    return {**kept, "block": block.pk} if block else kept


def keep(
    arrival: Arrival,
    details: dict[str, Any],
    *,
    state: DebtorRequest.State = State.OPEN,
    plan: InstalmentPlan | None = None,
) -> DebtorRequest:
    """Store the request and write it into the order's history."""
    request = DebtorRequest.objects.create(
        order=arrival.order,
        kind=arrival.kind,
        state=state,
        block_id=details.pop("block", None),
        plan=plan,
        details=details,
        message=arrival.message,
        received_at=arrival.now,
        settled_at=None if state == State.OPEN else arrival.now,
    )
    record(arrival.order, _line(request, arrival)[:500], actor=None)
    return request


def _line(request: DebtorRequest, arrival: Arrival) -> str:
    """What the history says of it: what was told, and what that did."""
    words = f"Zahlungsseite: {arrival.kind.label}, {summary(request.kind, request.details)}."
    if request.state == State.GRANTED:
        return f"{words} Von selbst gewährt."
    until = request.details.get("paused_until")
    if until is None:
        return words
    return f"{words} Mahnpause bis {german_day(date.fromisoformat(until))}."
