"""What a run on any day would do, also a future one; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reminders.models import DunningRun, SkippedOrder
from reminders.services.drafting import Draft
from reminders.services.payment_guard import payment_guard
from reminders.services.planning import LeftOut, Plan, plan_run
from reminders.services.reports import ReportedOrder
from reminders.services.runs import overdue_order_ids


@dataclass(frozen=True, slots=True)
class Forecast:
    """The reminders that would go out, and every overdue order with what happens to it."""

    run: DunningRun
    plan: Plan
    orders: list[ReportedOrder]

    @property
    def sent(self) -> list[ReportedOrder]:
        """The orders that would be dunned."""
        return [order for order in self.orders if order.is_sent]

    @property
    def skipped(self) -> list[SkippedOrder]:
        """The orders that would be left out, as a run would keep them."""
        return [one.as_row(self.run) for one in self.plan.left_out]

    def total(self, name: str) -> Decimal:
        """The sum over all reminders of one of their amounts, such as "interest", in euros."""
        return sum((getattr(one.reminder, name) for one in self.plan.drafts), Decimal("0.00"))


def forecast(
    day: date,
    *,
    today: date,
    sales_account_id: int | None = None,
    is_automatic: bool = False,
) -> Forecast:
    """What a run on the day would do with every open overdue order, each once; writes nothing.

    is_automatic: as the schedule would run, else by hand. Of a day to come nobody knows the bank
    data: the statements count as those of today, and nothing is paid or sent until then.
    """
    run = DunningRun(run_on=day, written_on=day, is_automatic=is_automatic)
    order_ids = overdue_order_ids(day, sales_account_id=sales_account_id)
    plan = plan_run(run, order_ids, guard=payment_guard(min(day, today)))
    orders = [*_sent(plan), *(_left_out(one) for one in plan.left_out)]
    place = {order_id: number for number, order_id in enumerate(order_ids)}
    return Forecast(run, plan, sorted(orders, key=lambda one: place[one.order_id]))


def _sent(plan: Plan) -> Iterator[ReportedOrder]:
    for drafted in plan.drafts:
        yield from _of_draft(drafted)


def _of_draft(drafted: Draft) -> Iterator[ReportedOrder]:
    for item, assessment in zip(drafted.items, drafted.assessments, strict=True):
        order = assessment.order
        yield ReportedOrder(
            order_id=order.pk,
            sales_account=order.sales_account.name,
            number=order.number,
            customer=order.customer.display_name,
            level=item.level,
            is_sent=True,
            channel=drafted.reminder.channel,
            open_amount=item.due_before,
            interest=item.interest,
            fee=item.dunning_fee + item.lump_sum,
            warnings=assessment.doubts,
        )


def _left_out(one: LeftOut) -> ReportedOrder:
    order = one.assessment.order
    return ReportedOrder(
        order_id=order.pk,
        sales_account=order.sales_account.name,
        number=order.number,
        customer=order.customer.display_name,
        level=one.assessment.level,
        is_sent=False,
        channel=one.channel,
        open_amount=order.open_amount,
        reasons=one.reasons,
    )
