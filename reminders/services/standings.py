"""Keep each order's standing true: the one writer of the Standing rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import Prefetch

from common.bulk import insert, maker, update
from orders.models import Order
from reminders.models import (
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    ReminderItem,
    Standing,
)
from reminders.rules.ladder import Progress, Step, next_level
from reminders.rules.states import ReminderState
from reminders.services.reminder_states import stop_words

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
    notices: dict[int, list[ReminderItem]] = field(default_factory=lambda: defaultdict(list))
    blocked_until: dict[int, date] = field(default_factory=dict)

    def procedure_of(self, order: Order) -> DunningProcedure | None:
        """The procedure of the order's account and payment method, else the account's default."""
        account_id = order.sales_account_id
        return self.procedures.get((account_id, order.payment_method_id)) or self.procedures.get(
            (account_id, None)
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
        facts = _facts(chunk, known)
        _write([_standing(order, facts) for order in chunk], known)
        count += len(chunk)
    return count


def _write(standings: Sequence[Standing], known: set[int]) -> None:
    """Store the rows of locked orders; known are the orders that have one already."""
    insert([standing for standing in standings if standing.order_id not in known])
    update([standing for standing in standings if standing.order_id in known], KEPT)


def _facts(orders: Sequence[Order], known: set[int]) -> Facts:
    """What the standings depend on; of an order without one nothing was sent or blocked yet."""
    accounts = {order.sales_account_id for order in orders}
    procedures = DunningProcedure.objects.filter(sales_account__in=accounts).prefetch_related(
        Prefetch("levels", DunningLevel.objects.order_by("level"))
    )
    facts = Facts(
        {(one.sales_account_id, one.payment_method_id): one for one in procedures},
        {one.pk: one.steps() for one in procedures},
    )
    installments = [one.oldest_installment_id for one in orders if one.pk in known]
    notices = ReminderItem.objects.filter(
        installment__in=installments, state=ReminderState.SENT
    ).select_related("reminder")
    for notice in notices.order_by("level"):
        facts.notices[notice.installment_id].append(notice)
    blocks = DunningBlock.objects.filter(order__in=known, lifted_on__isnull=True)
    for block in blocks:
        facts.blocked_until[block.order_id] = block.until_on or FOR_EVER
    return facts


def _standing(order: Order, facts: Facts) -> Standing:
    procedure = facts.procedure_of(order) if order.is_open else None
    steps = facts.steps[procedure.pk] if procedure else ()
    notices = facts.notices.get(order.oldest_installment_id or 0, [])
    last = notices[-1].reminder if notices else None
    following = None
    if procedure and order.oldest_due_on:
        is_by_order_day = procedure.anchor == DunningProcedure.Anchor.ORDER_DAY
        progress = Progress(
            anchor_on=order.ordered_on if is_by_order_day else order.oldest_due_on,
            levels_sent=len(notices),
            last_sent_on=last.sent_on if last else None,
            last_pay_by=last.pay_by if last else None,
        )
        following = next_level(steps, progress)
    return make_standing(
        order_id=order.pk,
        procedure_id=procedure.pk if procedure else None,
        installment_id=order.oldest_installment_id,
        due_on=order.oldest_due_on,
        is_open=order.is_open,
        is_closed=bool(steps) and order.is_open and following is None,
        levels_sent=len(notices),
        level_count=len(steps),
        next_level=following.level if following else None,
        next_level_on=following.from_on if following else None,
        last_sent_on=last.sent_on if last else None,
        last_pay_by=last.pay_by if last else None,
        blocked_until=facts.blocked_until.get(order.pk),
        is_stopped=order.is_open and bool(stop_words(order)),
    )
