"""What debtors tell and ask on the payment page: each a task for a clerk, and what it does at once.

A request is kept, the dunning paused and reminders taken back in one transaction. Days are the
caller's today; now is when it came in.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from orders.models import Order
from orders.services.stops import set_stop
from reminders.adapters.proofs import ProofUnreadable, clean_proof
from reminders.models import DebtorProof, DebtorRequest, InstalmentPlan
from reminders.rules.debtor_plans import grants_rates, proposed_rates
from reminders.rules.debtor_requests import (
    MOST_DAYS_OF_DEFERRAL,
    MOST_DAYS_SINCE_PAID,
    DisputeReason,
    Grants,
    Refusal,
    grants_deferral,
    is_part,
)
from reminders.rules.debtor_words import ADDRESS_FIELDS, DISPUTE_LABELS
from reminders.rules.instalments import PlanFaulty, Rate
from reminders.services.debtor_arrivals import (
    Arrival,
    RequestRefused,
    arrive,
    deferred,
    keep,
    paused,
)
from reminders.services.plans import agree_plan

__all__ = [
    "ProofUnreadable",
    "RequestRefused",
    "already_paid",
    "ask_deferral",
    "ask_instalments",
    "change_payment_method",
    "dispute",
    "report_address",
    "requests_of",
]

Kind, State = DebtorRequest.Kind, DebtorRequest.State
# A second click within this time means the first one.
SAME_CLICK = timedelta(minutes=10)
StopReason = Order.StopReason
# A file: how the debtor calls it, and what is in it.
Upload = tuple[str, bytes]


def requests_of(order: Order) -> list[DebtorRequest]:
    """All that the debtor told or asked for the order, newest first."""
    return list(order.debtor_requests.all())


def already_paid(
    order_id: int,
    *,
    paid_on: date,
    amount: Decimal | None = None,
    message: str = "",
    proof: Upload | None = None,
    now: datetime,
    today: date,
) -> DebtorRequest:
    """Keep that the debtor paid on a day, an amount in euros if he says so; dunning pauses.

    Raises ProofUnreadable for a file that is no picture and no PDF, and RequestRefused.
    """
    clean = clean_proof(proof[1]) if proof else None
    with transaction.atomic():
        arrival = arrive(order_id, Kind.ALREADY_PAID, message=message, now=now, today=today)
        if not today - timedelta(days=MOST_DAYS_SINCE_PAID) <= paid_on <= today:
            raise RequestRefused(Refusal.FAULTY)
        details = {"paid_on": paid_on.isoformat(), "amount": _text(amount)}
        request = keep(arrival, {**details, **paused(arrival)})
        if proof and clean:
            DebtorProof.objects.create(
                request=request,
                file_name=proof[0][-120:],
                content_type=clean.content_type,
                content=clean.content,
                sha256=clean.sha256,
            )
    return request


@transaction.atomic
def ask_deferral(
    order_id: int, *, until_on: date, message: str = "", now: datetime, today: date
) -> DebtorRequest:
    """Grant a delay up to and including a day if the account does so by itself, else keep it.

    Raises RequestRefused, also for a day that is not ahead or more than 180 days away.
    """
    arrival = arrive(order_id, Kind.DEFERRAL, message=message, now=now, today=today)
    if not today < until_on <= today + timedelta(days=MOST_DAYS_OF_DEFERRAL):
        raise RequestRefused(Refusal.FAULTY)
    order = arrival.order
    earlier = order.debtor_requests.filter(kind=Kind.DEFERRAL, state=State.GRANTED)
    for same in earlier.filter(received_at__gt=now - SAME_CLICK):
        if same.details["until_on"] == until_on.isoformat():
            return same
    is_granted = not is_unclear(order) and grants_deferral(
        _grants(arrival),
        until_on,
        today=today,
        was_deferred=earlier.exists(),
        has_plan=order.instalment_plans.running().exists(),
    )
    details = {"until_on": until_on.isoformat()}
    if not is_granted:
        return keep(arrival, {**details, **paused(arrival)})
    return keep(arrival, {**details, **deferred(arrival, until_on)}, state=State.GRANTED)


@transaction.atomic
def ask_instalments(
    order_id: int, *, count: int, message: str = "", now: datetime, today: date
) -> DebtorRequest:
    """Agree to monthly rates if the account does so by itself, else keep the wish and pause.

    Raises RequestRefused, also for fewer than 2 or more than 24 rates.
    """
    arrival = arrive(order_id, Kind.INSTALMENTS, message=message, now=now, today=today)
    order = arrival.order
    try:
        rates = proposed_rates(order.open_amount, count, today=today, state=order.customer.state)
    except PlanFaulty as fault:
        raise RequestRefused(Refusal.FAULTY) from fault
    kept = [{"due_on": one.due_on.isoformat(), "amount": str(one.amount)} for one in rates]
    if not _agrees(arrival, rates):
        return keep(arrival, {"rates": kept, **paused(arrival)})
    note = "Auf der Zahlungsseite gewünscht."
    plan = agree_plan(order.pk, rates, note=note, actor=None, today=today)
    return keep(arrival, {"rates": kept}, state=State.GRANTED, plan=plan)


@transaction.atomic
def dispute(
    order_id: int,
    *,
    reason: DisputeReason,
    message: str,
    amount: Decimal | None = None,
    now: datetime,
    today: date,
) -> DebtorRequest:
    """Stop the dunning of what is disputed until a clerk has looked; of a part, pause the rest.

    amount: what of the goods is disputed, in euros; None: all. A stop for another reason stays, and
    a pause beside it for when it is lifted. Raises RequestRefused.
    """
    arrival = arrive(order_id, Kind.DISPUTE, message=message, now=now, today=today)
    if amount is not None and amount <= 0:
        raise RequestRefused(Refusal.FAULTY)
    part = amount if is_part(amount, arrival.order.open_principal) else None
    before: Decimal | None = None
    if not arrival.was_declined and _widens(arrival.order, part):
        words = f"{DISPUTE_LABELS[reason]}. {message}".strip()
        before = arrival.order.disputed_amount
        arrival.order = set_stop(
            order_id,
            StopReason.DISPUTED,
            reason=f"Zahlungsseite: {words}"[:300],
            disputed_amount=part,
            actor=None,
        )
    details = {"reason": reason.value, "amount": _text(part), "before": _text(before)}
    return keep(arrival, {**details, **paused(arrival, stops=_is_stopped(arrival.order))})


@transaction.atomic
def report_address(
    order_id: int,
    *,
    address: Mapping[str, str],
    message: str = "",
    now: datetime,
    today: date,
) -> DebtorRequest:
    """Keep another address until a clerk takes it over; dunning pauses. Raises RequestRefused."""
    arrival = arrive(order_id, Kind.ADDRESS, message=message, now=now, today=today)
    details = {name: address[name].strip() for name in ADDRESS_FIELDS if address.get(name)}
    if not details:
        raise RequestRefused(Refusal.FAULTY)
    return keep(arrival, {**details, **paused(arrival)})


@transaction.atomic
def change_payment_method(
    order_id: int, *, choice: str, message: str = "", now: datetime, today: date
) -> DebtorRequest:
    """Keep how the debtor would rather pay; only a reminder already waiting is held back.

    Raises RequestRefused.
    """
    arrival = arrive(order_id, Kind.PAYMENT_METHOD, message=message, now=now, today=today)
    return keep(arrival, {"choice": choice[:100], **paused(arrival)})


def _agrees(arrival: Arrival, rates: list[Rate]) -> bool:
    order = arrival.order
    broken = order.instalment_plans.filter(state=InstalmentPlan.State.BROKEN)
    return not is_unclear(order) and grants_rates(
        _grants(arrival),
        rates,
        open_amount=order.open_amount,
        ancillary=order.open_ancillary,
        has_broken=broken.exists(),
        today=arrival.today,
    )


def _grants(arrival: Arrival) -> Grants:
    page = arrival.page
    return Grants(page.deferral_days, page.max_rates, page.min_rate, page.max_plan_amount)


def is_unclear(order: Order) -> bool:
    """Whether it is not settled what is owed at all: then nothing is granted by itself."""
    return bool(order.stop_reason) or order.reported_total is not None


def _widens(order: Order, part: Decimal | None) -> bool:
    """Whether the dispute stops more than is stopped already; part: in euros, None for all."""
    if not order.stop_reason:
        return True
    known = order.disputed_amount
    if order.stop_reason != StopReason.DISPUTED or known is None:
        return False
    return part is None or part > known


def _is_stopped(order: Order) -> bool:
    """Whether all of it is held as disputed."""
    return order.stop_reason == StopReason.DISPUTED and order.disputed_amount is None


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
