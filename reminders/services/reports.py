"""What a run did, order by order; a dry run tells the same of what it would do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Order
from reminders.models import DunningRun, Reminder
from reminders.rules.eligibility import Code, Reason
from reminders.rules.states import ReminderState
from reminders.services.payment_guard import Doubts, payment_guard


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedOrder:
    """One overdue order in a run: what is (or was) done with it. Amounts in euros.

    level: of a reminder the one that it is of, 0 for a payment reminder; interest and fee (lump
    sum included): what is new with it; warnings: why a dunned order may be paid all the same.
    """

    order_id: int
    sales_account: str
    number: str
    customer: str
    level: int
    is_sent: bool
    channel: str
    open_amount: Decimal
    interest: Decimal = ZERO
    fee: Decimal = ZERO
    reasons: tuple[Reason, ...] = field(default=())
    warnings: tuple[Reason, ...] = field(default=())


def report(run: DunningRun) -> Iterator[ReportedOrder]:
    """What a run did so far: its reminders, then the orders it skipped."""
    yield from _reminded(run)
    for skipped in run.skipped_orders.select_related(
        "order__sales_account", "order__customer"
    ).order_by("pk"):
        yield ReportedOrder(
            order_id=skipped.order_id,
            sales_account=skipped.order.sales_account.name,
            number=skipped.order.number,
            customer=skipped.order.customer.display_name,
            level=skipped.level,
            is_sent=False,
            channel=Reminder.Channel.EMAIL,
            open_amount=skipped.open_amount,
            reasons=tuple(Reason(Code(one["code"]), one["text"]) for one in skipped.reasons),
        )


def _reminded(run: DunningRun) -> Iterator[ReportedOrder]:
    reminders = run.reminders.select_related("sales_account", "customer").prefetch_related(
        "items__order"
    )
    doubts = _doubts(run)
    for reminder in reminders.order_by("pk"):
        for item in reminder.items.all():
            yield ReportedOrder(
                order_id=item.order_id,
                sales_account=reminder.sales_account.name,
                number=item.order.number,
                customer=reminder.customer.display_name,
                level=item.level,
                is_sent=reminder.state == ReminderState.SENT,
                channel=reminder.channel,
                open_amount=item.due_before,
                interest=item.interest,
                fee=item.dunning_fee + item.lump_sum,
                reasons=_why_not_sent(reminder),
                warnings=doubts[item.order_id].reasons,
            )


def _doubts(run: DunningRun) -> dict[int, Doubts]:
    """What speaks against the reminders of the run, as a clerk was warned of it."""
    orders = Order.objects.filter(reminder_items__reminder__run=run).select_related(
        "customer", "sales_account", "oldest_installment"
    )
    return payment_guard(run.run_on).doubts(list(orders))


def _why_not_sent(reminder: Reminder) -> tuple[Reason, ...]:
    code = {
        ReminderState.FAILED: Code.FAILED,
        ReminderState.UNCERTAIN: Code.UNCERTAIN,
        ReminderState.CANCELLED: Code.REVOKED,
        ReminderState.QUEUED: Code.POSTPONED,
        ReminderState.PREPARING: Code.POSTPONED,
        ReminderState.SENDING: Code.POSTPONED,
    }.get(ReminderState(reminder.state))
    return (Reason(code, reminder.outcome),) if code else ()
