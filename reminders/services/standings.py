"""Keep each order's standing true: the one writer of the Standing rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Model, Prefetch, QuerySet

from common.bulk import insert, maker, update
from orders.models import Customer, Order
from reminders.models import (
    DunningBlock,
    DunningLevel,
    DunningPreference,
    DunningProcedure,
    InstalmentPlan,
    ReminderItem,
    Standing,
)
from reminders.rules.instalments import missed_from
from reminders.rules.ladder import (
    NextLevel,
    NextReminder,
    Progress,
    Step,
    next_level,
    payment_reminders,
)
from reminders.rules.states import ReminderState
from reminders.services.reminder_states import stop_words

_R = TypeVar("_R", bound=Model)
FOR_EVER = date.max
make_standing = maker(Standing)
CHUNK_SIZE = 500
KEPT = [name.name for name in Standing._meta.concrete_fields if not name.primary_key]
# Account and payment method; None stands for all methods without a procedure of their own.
Procedures = dict[tuple[int, int | None], DunningProcedure]


@dataclass
class Facts:
    """What the standings of some orders depend on, read in a fixed number of queries."""

    procedures: Procedures
    steps: dict[int, tuple[Step, ...]]
    reminders: dict[int, tuple[Step, ...]]
    notices: dict[int, list[ReminderItem]] = field(default_factory=lambda: defaultdict(list))
    blocked_until: dict[int, date] = field(default_factory=dict)
    customers_blocked_until: dict[int, date] = field(default_factory=dict)
    chosen: dict[int, DunningProcedure] = field(default_factory=dict)
    customers_chosen: dict[int, DunningProcedure] = field(default_factory=dict)
    plans: dict[int, InstalmentPlan] = field(default_factory=dict)
    customers_in_collection: set[int] = field(default_factory=set)

    def procedure_of(self, order: Order) -> DunningProcedure | None:
        """The procedure chosen for order or customer, else that of the payment method, else all."""
        account_id = order.sales_account_id
        chosen = self.chosen.get(order.pk) or self.customers_chosen.get(order.customer_id)
        return (
            chosen
            or self.procedures.get((account_id, order.payment_method_id))
            or self.procedures.get((account_id, None))
        )


def refresh_standing(order: Order) -> None:
    """Write where the (locked) order stands now; call in the transaction that changes it."""
    refresh_standings([order])


def refresh_standings(orders: Iterable[Order]) -> int:
    """Write where each of the (locked) orders stands now; returns how many."""
    count, remaining = 0, iter(orders)
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        ids = [order.pk for order in chunk]
        known = set(Standing.objects.filter(order__in=ids).values_list("order_id", flat=True))
        facts = facts_of(chunk, known)
        _write([_standing(order, facts) for order in chunk], known)
        count += len(chunk)
    return count


def _write(standings: Sequence[Standing], known: set[int]) -> None:
    """Store the rows of locked orders; known are the orders that have one already."""
    insert([standing for standing in standings if standing.order_id not in known])
    update([standing for standing in standings if standing.order_id in known], KEPT)


def facts_of(orders: Sequence[Order], known: set[int]) -> Facts:
    """What the standings depend on; of an order without one nothing was sent or blocked yet."""
    accounts = {order.sales_account_id for order in orders}
    procedures = DunningProcedure.objects.filter(sales_account__in=accounts).prefetch_related(
        Prefetch("levels", DunningLevel.objects.order_by("level", "days_after_anchor", "pk"))
    )
    facts = Facts(
        {
            (one.sales_account_id, one.payment_method_id): one
            for one in procedures
            if one.is_assigned
        },
        {one.pk: one.steps() for one in procedures},
        {one.pk: one.payment_reminders() for one in procedures},
    )
    _add_preferences(facts, orders, known, {one.pk: one for one in procedures})
    installments = [one.oldest_installment_id for one in orders if one.pk in known]
    notices = ReminderItem.objects.filter(
        installment__in=installments, state=ReminderState.SENT
    ).select_related("reminder")
    for notice in notices.order_by("level"):
        facts.notices[notice.installment_id].append(notice)
    blocks = DunningBlock.objects.filter(lifted_on__isnull=True)
    for block in blocks.filter(order__in=known):
        facts.blocked_until[block.order_id] = block.until_on or FOR_EVER
    for block in _of_customers(blocks, orders):
        facts.customers_blocked_until[block.customer_id] = block.until_on or FOR_EVER
    plans = InstalmentPlan.objects.filter(order__in=known)
    facts.plans = {plan.order_id: plan for plan in plans.order_by("pk")}
    in_collection = Customer.objects.filter(collection_since__isnull=False)
    if in_collection.exists():
        customers = in_collection.filter(pk__in={order.customer_id for order in orders})
        facts.customers_in_collection = set(customers.values_list("pk", flat=True))
    return facts


def _add_preferences(
    facts: Facts,
    orders: Sequence[Order],
    known: set[int],
    procedures: dict[int, DunningProcedure],
) -> None:
    """Which procedure was chosen for an order or a customer; one of another account is none."""
    chosen = DunningPreference.objects.filter(procedure__isnull=False)
    for one in chosen.filter(order__in=known):
        facts.chosen[one.order_id] = procedures[one.procedure_id]
    for one in _of_customers(chosen, orders):
        facts.customers_chosen[one.customer_id] = procedures[one.procedure_id]


def _of_customers(rows: QuerySet[_R], orders: Sequence[Order]) -> Iterable[_R]:
    """The rows of the orders' customers; where no customer has any, that is soon known."""
    of_customers = rows.filter(customer__isnull=False)
    if not of_customers.exists():
        return ()
    return of_customers.filter(customer__in={order.customer_id for order in orders})


def _levels_sent(order: Order, notices: Sequence[ReminderItem], facts: Facts) -> int:
    """How many levels count: of an agreed rate also those sent before its plan was agreed."""
    sent = sum(1 for notice in notices if notice.level)
    plan = _plan_of_rate(order, facts)
    if plan is None:
        return sent
    since = sum(1 for one in notices if one.level and one.reminder.written_on > plan.agreed_on)
    return max(sent, plan.levels_before + since)


def _plan_of_rate(order: Order, facts: Facts) -> InstalmentPlan | None:
    """The plan that the oldest unpaid installment was agreed in, None for any other."""
    plan = facts.plans.get(order.pk)
    if plan is None or order.oldest_due_on is None or order.oldest_due_on < plan.agreed_on:
        return None
    return plan


def _anchor(order: Order, procedure: DunningProcedure, facts: Facts) -> date:
    """The day that the days of a level are counted from.

    Of a rate whose order was dunned before its plan that is the plan's day at the latest: once the
    rate is missed, the ladder goes on where it stopped instead of waiting all over again.
    """
    assert order.oldest_due_on is not None  # an order without one stands on no ladder
    if procedure.anchor == DunningProcedure.Anchor.ORDER_DAY:
        return order.ordered_on
    plan = _plan_of_rate(order, facts)
    is_resumed = plan is not None and plan.levels_before > 0
    return min(order.oldest_due_on, plan.agreed_on) if is_resumed else order.oldest_due_on


def _not_before(order: Order, level: int, facts: Facts) -> date:
    """The first day for what comes next with a rate of a plan; level 0: a payment reminder.

    As long as the plan runs, that is the day on which the rate counts as missed; later a notice
    needs a rate that is overdue. The anchor of a ladder that goes on lies before both.
    """
    plan = _plan_of_rate(order, facts)
    if plan is None or order.oldest_due_on is None:
        return date.min
    if plan.state == InstalmentPlan.State.RUNNING:
        return missed_from(order.oldest_due_on, order.customer.state)
    return order.oldest_due_on + timedelta(days=1) if level else date.min


def _day_of(order: Order, following: NextLevel | NextReminder | None, facts: Facts) -> date | None:
    """From which day on a notice or a payment reminder may be sent; None if none is left."""
    if following is None:
        return None
    level = following.level if isinstance(following, NextLevel) else 0
    return max(following.from_on, _not_before(order, level, facts))


def progress_of(
    order: Order, procedure: DunningProcedure, notices: Sequence[ReminderItem], facts: Facts
) -> Progress:
    """How far the order's oldest unpaid installment has come on the procedure's ladder."""
    sent = [notice.reminder for notice in notices]
    return Progress(
        anchor_on=_anchor(order, procedure, facts),
        levels_sent=min(_levels_sent(order, notices, facts), len(facts.steps[procedure.pk])),
        reminders_sent=max((one.step_number or 0 for one in notices), default=0),
        last_sent_on=max((one.sent_on for one in sent if one.sent_on), default=None),
        last_pay_by=max((one.pay_by for one in sent), default=None),
    )


def _standing(order: Order, facts: Facts) -> Standing:
    procedure = facts.procedure_of(order) if order.is_open else None
    steps = facts.steps[procedure.pk] if procedure else ()
    notices = facts.notices.get(order.oldest_installment_id or 0, [])
    progress, following, reminder = None, None, None
    if procedure and order.oldest_due_on:
        progress = progress_of(order, procedure, notices, facts)
        following = next_level(steps, progress)
        reminder = next(iter(payment_reminders(facts.reminders[procedure.pk], progress)), None)
    return make_standing(
        order_id=order.pk,
        procedure_id=procedure.pk if procedure else None,
        installment_id=order.oldest_installment_id,
        due_on=order.oldest_due_on,
        is_open=order.is_open,
        is_closed=bool(steps) and order.is_open and following is None,
        levels_sent=progress.levels_sent if progress else sum(1 for one in notices if one.level),
        level_count=len(steps),
        next_level=following.level if following else None,
        next_level_on=_day_of(order, following, facts),
        next_reminder_number=reminder.number if reminder else None,
        next_reminder_on=_day_of(order, reminder, facts),
        last_sent_on=max((one.reminder.sent_on for one in notices), default=None),
        last_pay_by=max((one.reminder.pay_by for one in notices), default=None),
        blocked_until=_blocked_until(order, facts),
        is_stopped=order.is_open and _is_stopped(order, facts),
    )


def _is_stopped(order: Order, facts: Facts) -> bool:
    """Whether nobody duns the order until something is decided or a case is over."""
    return bool(stop_words(order)) or order.customer_id in facts.customers_in_collection


def _blocked_until(order: Order, facts: Facts) -> date | None:
    """The last day of the order's own block or its customer's, the later of both."""
    days = (
        facts.blocked_until.get(order.pk),
        facts.customers_blocked_until.get(order.customer_id),
    )
    return max((day for day in days if day), default=None)
