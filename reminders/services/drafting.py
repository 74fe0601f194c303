"""Put one reminder together: what it claims, when it is to be paid, what it says."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.rules.money import ZERO
from orders.models import Order
from orders.rules.bank_data import BankData
from reminders.models import Channel, DunningLevel, DunningRun, Reminder, ReminderItem
from reminders.rules.deadlines import pay_by
from reminders.rules.states import ReminderState
from reminders.services.assessment import Assessment
from reminders.services.channels import channel_of, recipient_of
from reminders.services.claims import ItemClaim, claim_of
from reminders.services.texts import filled_texts

LETTERS = (Channel.LETTER, Channel.BOTH)


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder that is not stored yet, with its items."""

    reminder: Reminder
    items: tuple[ReminderItem, ...]


def draft(
    run: DunningRun, assessments: Sequence[Assessment], banks: Mapping[int, BankData]
) -> Draft:
    """The reminder for one order, or for several of one customer; of the highest step among them.

    banks: how far the bank statements of each creditor reach.
    """
    leading = max(assessments, key=lambda one: (one.level, one.step_number))
    order, step = leading.order, leading.step
    assert step is not None  # an order with a missing step or template has a reason
    channel = channel_of(order.customer, Channel(step.channel))
    claims = [
        claim_of(one.order, one.step, channel=channel, written_on=run.written_on)
        for one in assessments
    ]
    reminder = _reminder(run, leading, step, channel, claims, banks)
    return Draft(
        reminder,
        tuple(
            _item(reminder, assessment, claim)
            for assessment, claim in zip(assessments, claims, strict=True)
        ),
    )


def _reminder(
    run: DunningRun,
    leading: Assessment,
    step: DunningLevel,
    channel: Channel,
    claims: Sequence[ItemClaim],
    banks: Mapping[int, BankData],
) -> Reminder:
    order = leading.order
    assert step.template is not None  # else the order has a reason
    deadline = pay_by(
        run.written_on, period_days=step.payment_period_days, state=order.customer.state
    )
    if order.oldest_due_on is not None:
        deadline = max(deadline, order.oldest_due_on)
    creditor = order.sales_account.creditor
    payments_until = banks[creditor.pk].newest_on
    return Reminder(
        run=run,
        creditor=creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        level=step.level,
        step_number=leading.step_number,
        state=ReminderState.PROPOSED,
        channel=channel,
        letter_state=Reminder.LetterState.TO_PRINT if channel in LETTERS else "",
        procedure=step.procedure,
        procedure_version=step.procedure.version,
        template=step.template,
        template_version=step.template.version,
        recipient=recipient_of(order.customer, channel),
        written_on=run.written_on,
        pay_by=deadline,
        payments_until=payments_until,
        message_id=message_id(order),
        actor=run.created_by,
        **_sums(claims),
        **filled_texts(
            step.template,
            order,
            level=step.level,
            written_on=run.written_on,
            pay_by=deadline,
            payments_until=payments_until,
        ),
    )


def _sums(claims: Sequence[ItemClaim]) -> dict[str, object]:
    """What the claims of all orders come to."""
    names = ("principal", "other_costs", "interest", "dunning_fee", "lump_sum")
    days = [claim.default_since for claim in claims if claim.default_since]
    return {
        **{name: sum((getattr(claim, name) for claim in claims), ZERO) for name in names},
        "is_provisional": any(claim.is_provisional for claim in claims),
        "default_since": min(days, default=None),
    }


def _item(reminder: Reminder, assessment: Assessment, claim: ItemClaim) -> ReminderItem:
    return ReminderItem(
        reminder=reminder,
        order=assessment.order,
        installment=assessment.order.oldest_installment,
        level=assessment.step.level if assessment.step else 0,
        step_number=assessment.step_number,
        principal=claim.principal,
        other_costs=claim.other_costs,
        interest=claim.interest,
        interest_lines=list(claim.interest_lines),
        dunning_fee=claim.dunning_fee,
        lump_sum=claim.lump_sum,
        default_since=claim.default_since,
        default_ground=claim.default_ground,
        state=ReminderState.PROPOSED,
    )


def message_id(order: Order) -> str:
    """The Message-ID that every attempt to send this reminder carries."""
    domain = order.sales_account.effective_sender_email.rpartition("@")[2] or "localhost"
    return f"<m.{uuid.uuid4().hex}@{domain}>"
