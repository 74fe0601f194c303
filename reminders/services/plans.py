"""Ratenplan: agree on one, see whether it is kept, end it. The one writer of its state."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from orders.models import Order
from orders.rules.drafts import InstallmentDraft
from orders.services.history import record
from orders.services.installments import agree_rates
from orders.services.ledger import lock_order, refresh_figures
from reminders.models import InstalmentPlan
from reminders.rules.instalments import (
    PlanFaulty,
    Rate,
    check_rates,
    missed_from,
    principal_parts,
)
from reminders.services.plan_facts import missed_rate_of
from reminders.services.reminder_states import revoke
from reminders.services.standings import refresh_standing

State = InstalmentPlan.State
LOOKUP_SIZE = 500


class PlanRefused(Exception):
    """There is no such plan to agree on or to end; the message tells the clerk why."""


@transaction.atomic
def agree_plan(
    order_id: int,
    rates: Sequence[Rate],
    *,
    note: str = "",
    seen_entry_id: int | None = None,
    actor: AbstractBaseUser | None,
    today: date,
) -> InstalmentPlan:
    """Let all that is open fall due in these rates; dunning pauses as long as they are paid.

    What is paid stays paid; the plan costs nothing and bears no interest. Reminders not decided
    yet are taken back. seen_entry_id: the newest booking that the clerk saw. Raises PlanRefused.
    """
    order = lock_order(order_id)
    _refuse(order, rates, seen_entry_id, today)
    standing = order.standing
    plan = InstalmentPlan.objects.create(
        order=order,
        agreed_on=today,
        rates=[{"due_on": one.due_on.isoformat(), "amount": str(one.amount)} for one in rates],
        levels_before=standing.levels_sent,
        last_sent_before=standing.last_sent_on,
        note=note,
        created_by=actor,
    )
    _fall_due(order, principal_parts(rates, order.open_ancillary), actor=actor, today=today)
    count = plural(len(rates), "Rate", "Raten")
    first, last = german_day(rates[0].due_on), german_day(rates[-1].due_on)
    noted = f" {note}" if note else ""
    until = f"von {first} bis {last}" if len(rates) > 1 else f"am {first}"
    record(order, f"Ratenplan vereinbart: {count} {until}.{noted}"[:500], actor=actor)
    revoke(order, "Ratenplan vereinbart")
    refresh_figures(order)
    return plan


@transaction.atomic
def end_plan(
    order_id: int,
    *,
    reason: str,
    rest_due_on: date | None,
    actor: AbstractBaseUser | None,
    today: date,
) -> InstalmentPlan:
    """End the running plan by hand; the ladder goes on where it stopped.

    rest_due_on: the day until which all that is open is to be paid, None to leave the rates their
    days. Raises PlanRefused without a running plan or a reason, and for a day in the past.
    """
    order = lock_order(order_id)
    plan = _running(order)
    if plan is None:
        raise PlanRefused(f"Für den Auftrag {order} läuft kein Ratenplan.")
    if not reason.strip():
        raise PlanRefused("Geben Sie an, warum der Ratenplan endet.")
    if rest_due_on is not None and rest_due_on < today:
        raise PlanRefused(f"Der {german_day(rest_due_on)} liegt in der Vergangenheit.")
    if rest_due_on is not None and order.open_principal > 0:
        _fall_due(order, [Rate(rest_due_on, order.open_principal)], actor=actor, today=today)
    _close(plan, State.ENDED, reason, today, actor)
    refresh_figures(order)
    return plan


def break_missed_plans(*, today: date) -> int:
    """End each running plan with a rate that counts as missed today; returns how many.

    One transaction for each, so that one order in use keeps no other waiting.
    """
    running = InstalmentPlan.objects.running().order_by("order")
    return sum(_break_if_missed(pk, today) for pk in running.values_list("order", flat=True))


def follow_plans(orders: Sequence[Order]) -> None:
    """Mark the plans of (locked) orders as kept once nothing is open; the last booking tells when.

    Call before the standings are written.
    """
    paid = [order.pk for order in orders if not order.is_open]
    for start in range(0, len(paid), LOOKUP_SIZE):
        chunk = paid[start : start + LOOKUP_SIZE]
        plans = InstalmentPlan.objects.running().filter(order__in=chunk)
        for plan in plans.annotate(last_booked_on=Max("order__ledger_entries__booked_on")):
            _close(plan, State.KEPT, "nichts mehr offen", plan.last_booked_on, None)


def give_back_level(order: Order, level: int, *, last_sent_on: date | None) -> None:
    """Let the newest plan of a locked order forget a level that was withdrawn since.

    level: of the order's newest reminder; 0, a payment reminder, changes no level. last_sent_on:
    of the reminders that still stand. Call before the standing is written.
    """
    plan = order.instalment_plans.first()
    if plan is None or not level or plan.levels_before < level:
        return
    plan.levels_before, plan.last_sent_before = level - 1, last_sent_on
    plan.save(update_fields=["levels_before", "last_sent_before"])


@transaction.atomic
def _break_if_missed(order_id: int, today: date) -> bool:
    order = lock_order(order_id)
    plan = _running(order)
    missed = missed_rate_of(order, today) if plan else None
    if plan is None or missed is None:
        return False
    since = missed_from(missed.due_on, order.customer.state)
    why = f"Rate vom {german_day(missed.due_on)} über {euro(missed.amount)} nicht bezahlt"
    _close(plan, State.BROKEN, why, max(since, plan.agreed_on), None)
    refresh_standing(order)
    return True


def _refuse(order: Order, rates: Sequence[Rate], seen_entry_id: int | None, today: date) -> None:
    if not order.is_open:
        raise PlanRefused(f"Auf den Auftrag {order} ist nichts offen.")
    if _running(order) is not None:
        raise PlanRefused("Für den Auftrag läuft schon ein Ratenplan. Beenden Sie ihn zuerst.")
    newer = order.ledger_entries.filter(pk__gt=seen_entry_id) if seen_entry_id is not None else None
    if newer is not None and newer.exists():
        raise PlanRefused(
            "Auf diesen Auftrag wurde inzwischen gebucht. Prüfen Sie, was noch offen ist."
        )
    try:
        check_rates(
            rates, open_amount=order.open_amount, ancillary=order.open_ancillary, today=today
        )
    except PlanFaulty as fault:
        raise PlanRefused(str(fault)) from fault


def _running(order: Order) -> InstalmentPlan | None:
    return order.instalment_plans.running().first()


def _fall_due(
    order: Order, rates: Sequence[Rate], *, actor: AbstractBaseUser | None, today: date
) -> None:
    agree_rates(
        order,
        [InstallmentDraft(one.due_on, one.amount) for one in rates],
        booked_on=today,
        reference=f"Ratenplan vom {german_day(today)}",
        actor=actor,
    )


def _close(
    plan: InstalmentPlan,
    state: InstalmentPlan.State,
    why: str,
    ended_on: date,
    actor: AbstractBaseUser | None,
) -> None:
    plan.state, plan.ended_on, plan.ended_why = state, ended_on, why[:300]
    plan.save(update_fields=["state", "ended_on", "ended_why"])
    record(plan.order, f"Ratenplan {state.label}: {why}."[:500], actor=actor)
