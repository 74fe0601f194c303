"""Reminders that were sent, as the services leave them behind, without a mail server."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from orders.models import Order
from reminders.models import DunningRun, Reminder, ReminderItem
from reminders.rules.states import ReminderState
from tests import factories

_numbers = count(1_000_000)


def sent_reminder(
    order: Order,
    level: int = 1,
    *,
    sent_on: date,
    channel: str = "email",
    state: ReminderState = ReminderState.SENT,
    **fields: object,
) -> Reminder:
    """A reminder about all that is open on the order; the keywords are fields of Reminder."""
    number = next(_numbers)
    procedure = factories.procedure(order.sales_account)
    noon = timezone.make_aware(datetime.combine(sent_on, time(12)))
    is_out = state in (ReminderState.SENT, ReminderState.WITHDRAWN)
    facts = {
        "template": procedure.levels.get(level=max(level, 1)).template,
        "run": DunningRun.objects.create(run_on=sent_on, written_on=sent_on, state="finished"),
        "principal": order.open_amount,
        "sent_at": noon if is_out else None,
        "sent_on": sent_on if is_out else None,
        **fields,
    }
    reminder = Reminder.objects.create(
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        number=number,
        level=level,
        state=state,
        channel=channel,
        procedure=procedure,
        procedure_version=1,
        template_version=1,
        written_on=sent_on,
        pay_by=sent_on + timedelta(days=7),
        message_id=f"<{number}@lindgruen.example>",
        decided_at=noon,
        **facts,
    )
    ReminderItem.objects.create(
        reminder=reminder,
        order=order,
        installment=order.installments.order_by("due_on").first(),
        level=level,
        step_number=number if not level else 0,
        principal=order.open_amount,
        state=state,
    )
    return reminder
