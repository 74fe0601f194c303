"""What a clerk decides on what a debtor asked for; each decision ends the pause it no longer needs.

The decision holds even if the mail about it does not get through.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import euro
from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.customers import correct_customer
from orders.services.history import record
from orders.services.locks import lock_orders
from orders.services.stops import lift_stop, set_stop
from reminders.models import DebtorRequest
from reminders.rules.debtor_words import kept_amount
from reminders.rules.instalments import Rate
from reminders.services.debtor_mails import tell_debtor
from reminders.services.debtor_pauses import defer, end_pause
from reminders.services.plain_mails import NotTold
from reminders.services.plans import PlanRefused, agree_plan

Kind, State = DebtorRequest.Kind, DebtorRequest.State
LOOKUP_SIZE = 500
MONEY_IN = (LedgerEntry.Kind.PAYMENT, LedgerEntry.Kind.TRANSFER)


class SettlingRefused(Exception):
    """The request stays as it is; the message tells the clerk why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides when, what the debtor reads about it, and whether he also gets it by mail."""

    answer: str = ""
    tells_customer: bool = False
    actor: AbstractBaseUser | None
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Settled:
    """A request after its decision; told: where the answer was mailed to, "" for nowhere.

    mail_problem: why the mail did not go although it should, "" when nothing failed.
    """

    request: DebtorRequest
    told: str = ""
    mail_problem: str = ""


def accept(request_id: int, decision: Decision) -> Settled:
    """Done as the debtor wished: paid, method changed, or a dispute that is justified.

    The stop of a dispute stays until what is not owed has been booked. Raises SettlingRefused, also
    for a payment that is not booked yet: its pause would end, and who paid would be dunned.
    """
    return _settle(request_id, State.ACCEPTED, decision, _refuse_unbooked)


def decline(request_id: int, decision: Decision) -> Settled:
    """Not as the debtor wished; the pause ends. Raises SettlingRefused."""
    return _settle(request_id, State.DECLINED, decision, _nothing_more)


def reject_dispute(request_id: int, *, reason: str, decision: Decision) -> Settled:
    """Let the order be dunned again, as the dispute is cleared up. Raises SettlingRefused.

    A part that was disputed before the debtor wrote stays disputed.
    """

    def lift(request: DebtorRequest) -> None:
        order, disputed = request.order, Order.StopReason.DISPUTED
        if order.stop_reason != disputed:
            return
        told = {"reason": reason, "actor": decision.actor}
        before = kept_amount(request.details, "before")
        if before is None:
            lift_stop(order.pk, seen=disputed, **told)
        elif order.disputed_amount != before:
            set_stop(order.pk, disputed, disputed_amount=before, **told)

    return _settle(request_id, State.DECLINED, decision, lift)


def grant_deferral(request_id: int, *, until_on: date, decision: Decision) -> Settled:
    """Let the debtor pay up to and including a day, perhaps another one than he asked for.

    Raises SettlingRefused, also for a day that is not ahead.
    """
    if until_on <= decision.today:
        raise SettlingRefused(f"Der {german_day(until_on)} liegt nicht in der Zukunft.")

    def keep_day(request: DebtorRequest) -> None:
        request.details = {**request.details, "until_on": until_on.isoformat()}

    return _settle(request_id, State.ACCEPTED, decision, keep_day)


def grant_instalments(
    request_id: int, rates: Sequence[Rate], *, seen_entry_id: int, decision: Decision
) -> Settled:
    """Agree to rates, perhaps others than were asked for; seen_entry_id: the newest booking seen.

    Raises SettlingRefused, also where the rates make no plan.
    """

    def agree(request: DebtorRequest) -> None:
        request.plan = agree_plan(
            request.order_id,
            rates,
            note="Auf der Zahlungsseite gewünscht.",
            seen_entry_id=seen_entry_id,
            actor=decision.actor,
            today=decision.today,
        )

    return _settle(request_id, State.ACCEPTED, decision, agree)


def take_over_address(request_id: int, fields: Mapping[str, str], *, decision: Decision) -> Settled:
    """Write the named fields of the customer as the clerk has read them. Raises SettlingRefused."""

    def correct(request: DebtorRequest) -> None:
        customer = request.order.customer
        changed = [name for name, value in fields.items() if getattr(customer, name) != value]
        for name in changed:
            setattr(customer, name, fields[name])
        correct_customer(customer, changed, actor=decision.actor)

    return _settle(request_id, State.ACCEPTED, decision, correct)


def close_settled(orders: Sequence[Order]) -> None:
    """Requests of (locked) orders on which nothing is open any more need no answer."""
    paid = {order.pk: order for order in orders if not order.is_open}
    ids = list(paid)
    for start in range(0, len(ids), LOOKUP_SIZE):
        of_orders = DebtorRequest.objects.filter(order__in=ids[start : start + LOOKUP_SIZE])
        # A new address is of the customer, whatever is owed on this order.
        waiting = of_orders.waiting().exclude(kind=Kind.ADDRESS)
        for request in waiting:
            DebtorRequest.objects.filter(pk=request.pk).update(
                state=State.OBSOLETE, settled_at=Now()
            )
            label = request.get_kind_display()
            record(paid[request.order_id], f"Anliegen „{label}“ gegenstandslos.", actor=None)


def _refuse_unbooked(request: DebtorRequest) -> None:
    """A payment that was found ends the pause only once it is booked."""
    order = request.order
    if request.kind != Kind.ALREADY_PAID or not order.is_open:
        return
    booked = order.ledger_entries.filter(
        kind__in=MONEY_IN, amount__lt=0, reversed_by=None, created_at__gte=request.received_at
    )
    if not booked.exists():
        raise SettlingRefused(
            f"Es sind noch {euro(order.open_amount)} offen, und seit der Nachricht ist keine "
            "Zahlung gebucht. Erfassen Sie zuerst die Zahlung; sonst würde der Auftrag gleich "
            "wieder gemahnt."
        )


def _nothing_more(request: DebtorRequest) -> None:
    """Some decisions change nothing but the request."""


def _settle(
    request_id: int,
    state: DebtorRequest.State,
    decision: Decision,
    act: Callable[[DebtorRequest], None],
) -> Settled:
    """Decide in one transaction, then tell the debtor if that is wished."""
    try:
        request = _decide(request_id, state, decision, act)
    except (PlanRefused, BookingRefused) as refusal:
        raise SettlingRefused(str(refusal)) from refusal
    if not decision.tells_customer:
        return Settled(request)
    note = partial(record, request.order, actor=decision.actor)
    try:
        address = tell_debtor(request, now=decision.now)
    except NotTold as problem:
        note(f"Die Antwort auf ein Anliegen wurde nicht gemailt: {problem}"[:500])
        return Settled(request, mail_problem=str(problem))
    note(f"Antwort auf ein Anliegen an {address} gemailt."[:500])
    return Settled(request, told=address)


@transaction.atomic
def _decide(
    request_id: int,
    state: DebtorRequest.State,
    decision: Decision,
    act: Callable[[DebtorRequest], None],
) -> DebtorRequest:
    request = _locked(request_id)
    if request.state != State.OPEN:
        raise SettlingRefused(_words_of_other(request))
    act(request)
    request.state, request.answer = state, decision.answer
    request.settled_at, request.settled_by = decision.now, decision.actor
    names = ["state", "answer", "settled_at", "settled_by", "details", "plan"]
    request.save(update_fields=names)
    order = Order.objects.get(pk=request.order_id)
    words = f"Anliegen „{request.get_kind_display()}“ {request.get_state_display()}."
    answer = f" Antwort: {decision.answer}" if decision.answer else ""
    record(order, f"{words}{answer}"[:500], actor=decision.actor)
    end_pause(order, actor=decision.actor, today=decision.today)
    if request.kind == Kind.DEFERRAL and state == State.ACCEPTED:
        defer(order, request, actor=decision.actor, today=decision.today)
    return request


def _locked(request_id: int) -> DebtorRequest:
    """The request after the locks: all orders of its customer, as an address is of them all."""
    unlocked = DebtorRequest.objects.select_related("order").get(pk=request_id)
    of_customer = Order.objects.filter(customer=unlocked.order.customer_id)
    if unlocked.kind != Kind.ADDRESS:
        of_customer = of_customer.filter(pk=unlocked.order_id)
    lock_orders(of_customer.values_list("pk", flat=True))
    related = ("order__customer", "order__sales_account__creditor", "settled_by")
    return DebtorRequest.objects.select_related(*related).get(pk=request_id)


def _words_of_other(request: DebtorRequest) -> str:
    """Who was faster."""
    who = request.settled_by.get_username() if request.settled_by else "dem Programm"
    assert request.settled_at is not None  # a settled one has its time
    at = timezone.localtime(request.settled_at)
    return (
        f"Das Anliegen ist schon {request.get_state_display()}, seit {at:%d.%m.%Y %H:%M} Uhr von "
        f"{who}."
    )
