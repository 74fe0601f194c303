"""Keep each order's standing true: the one writer of the Standing rows."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from orders.models import Order
from reminders.models import (
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    ReminderItem,
    Standing,
)
from reminders.rules.ladder import Progress, next_level
from reminders.rules.states import ReminderState

FOR_EVER = date.max


def refresh_standing(order: Order) -> Standing:
    """Write where the (locked) order stands now; call in the transaction that changes it."""
    installment = order.oldest_installment
    procedure = find_procedure(order) if order.is_open else None
    steps = procedure.steps() if procedure else ()
    notices = _standing_notices(order)
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
    standing, _ = Standing.objects.update_or_create(
        order=order,
        defaults={
            "procedure": procedure,
            "installment": installment,
            "due_on": order.oldest_due_on,
            "is_open": order.is_open,
            "is_closed": bool(steps) and order.is_open and following is None,
            "levels_sent": len(notices),
            "level_count": len(steps),
            "next_level": following.level if following else None,
            "next_level_on": following.from_on if following else None,
            "last_sent_on": last.sent_on if last else None,
            "last_pay_by": last.pay_by if last else None,
            "blocked_until": _blocked_until(order),
        },
    )
    return standing


def refresh_standings(orders: Iterable[Order]) -> int:
    """Refresh each of the orders; returns how many. Used when a procedure changes."""
    count = 0
    for order in orders:
        refresh_standing(order)
        count += 1
    return count


def find_procedure(order: Order) -> DunningProcedure | None:
    """The procedure of the order's account and payment method, else the account's default."""
    procedures = {
        procedure.payment_method_id: procedure
        for procedure in DunningProcedure.objects.filter(
            sales_account=order.sales_account_id
        ).prefetch_related(Prefetch("levels", DunningLevel.objects.order_by("level")))
    }
    return procedures.get(order.payment_method_id) or procedures.get(None)


def _standing_notices(order: Order) -> list[ReminderItem]:
    """The sent, not withdrawn notices that claim the oldest unpaid installment."""
    if order.oldest_installment_id is None:
        return []
    return list(
        ReminderItem.objects.filter(
            installment=order.oldest_installment_id, state=ReminderState.SENT
        )
        .select_related("reminder")
        .order_by("level")
    )


def _blocked_until(order: Order) -> date | None:
    block = DunningBlock.objects.filter(order=order, lifted_on__isnull=True).first()
    if block is None:
        return None
    return block.until_on or FOR_EVER
