"""Put one reminder together: what it claims, when it is to be paid, what it says."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from common.rules.money import ZERO
from orders.models import Order
from orders.rules.bank_data import BankData
from reminders.models import (
    Channel,
    DunningLevel,
    DunningProcedure,
    DunningRun,
    Reminder,
    ReminderItem,
    ReminderTemplate,
)
from reminders.rules.deadlines import pay_by
from reminders.rules.states import ReminderState
from reminders.services.assessment import Assessment
from reminders.services.channels import channel_of, recipient_of
from reminders.services.claim_facts import ClaimFacts, claim_facts
from reminders.services.claims import ItemClaim, claim_of
from reminders.services.templates import template_for
from reminders.services.texts import TextFacts, filled_texts

LETTERS = (Channel.LETTER, Channel.BOTH)


@dataclass(frozen=True, slots=True)
class Draft:
    """A reminder that is not stored yet, with its items and the assessment of each one's order."""

    reminder: Reminder
    items: tuple[ReminderItem, ...]
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """One order in a reminder: at which step, and what is claimed of it.

    step_number: which payment reminder it is, 0 for a Mahnstufe, None for a free one.
    """

    order: Order
    level: int
    step_number: int | None
    claim: ItemClaim


@dataclass(frozen=True, slots=True)
class Terms:
    """How a reminder goes out: by which procedure and text, which way, and what it grants.

    is_just_this_text: the template holds even where a variant of it fits the order better.
    """

    procedure: DunningProcedure
    template: ReminderTemplate
    channel: Channel
    pay_by: date
    payments_until: date | None
    is_just_this_text: bool = False


def draft(
    run: DunningRun,
    assessments: Sequence[Assessment],
    banks: Mapping[int, BankData],
    facts: Mapping[int, ClaimFacts] | None = None,
) -> Draft:
    """The reminder for one order, or for several of one customer; of the highest step among them.

    banks: how far the bank statements of each creditor reach; facts: of each order by its id,
    when many are drafted. The fee is charged once, with the leading order.
    """
    leading = max(assessments, key=lambda one: (one.level, one.step_number))
    order, step = leading.order, leading.step
    assert step is not None
    assert step.template is not None  # else the order has a reason
    channel = channel_of(order.customer, Channel(step.channel))
    ordered = (leading, *(one for one in assessments if one is not leading))
    facts = facts or claim_facts([one.order for one in assessments])
    claimed = [
        _claimed(one, channel, run.written_on, facts[one.order.pk], leads=one is leading)
        for one in ordered
    ]
    terms = Terms(
        procedure=step.procedure,
        template=step.template,
        channel=channel,
        pay_by=deadline_of(order, step, run.written_on),
        payments_until=banks[order.sales_account.creditor_id].newest_on,
    )
    return replace(put_together(run, claimed, terms), assessments=ordered)


def deadline_of(order: Order, step: DunningLevel, written_on: date) -> date:
    """The last day to pay that a step grants: a working day, never before the claim is due."""
    return pay_by(
        written_on,
        period_days=step.payment_period_days,
        state=order.customer.state,
        due_on=order.oldest_due_on,
    )


def put_together(run: DunningRun, claimed: Sequence[Claimed], terms: Terms) -> Draft:
    """The reminder that claims the orders, the leading one first, with its finished texts."""
    reminder = _reminder(run, claimed, terms)
    return Draft(reminder, tuple(_item(reminder, one) for one in claimed))


def text_facts(
    claimed: Sequence[Claimed], terms: Terms, *, level: int, written_on: date
) -> TextFacts:
    """What the texts of the reminder are filled with."""
    return TextFacts(
        orders=[one.order for one in claimed],
        claims=[one.claim for one in claimed],
        level=level,
        written_on=written_on,
        pay_by=terms.pay_by,
        payments_until=terms.payments_until,
        procedure=terms.procedure,
    )


def _claimed(
    assessment: Assessment, channel: Channel, written_on: date, facts: ClaimFacts, *, leads: bool
) -> Claimed:
    order, step = assessment.order, assessment.step
    return Claimed(
        order,
        level=step.level if step else 0,
        step_number=assessment.step_number,
        claim=claim_of(
            order, step, channel=channel, written_on=written_on, leads=leads, facts=facts
        ),
    )


def _reminder(run: DunningRun, claimed: Sequence[Claimed], terms: Terms) -> Reminder:
    leading, order = claimed[0], claimed[0].order
    template = terms.template
    if not terms.is_just_this_text:
        template = template_for(template, *(one.order for one in claimed))
    facts = text_facts(claimed, terms, level=leading.level, written_on=run.written_on)
    return Reminder(
        run=run,
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        level=leading.level,
        step_number=leading.step_number,
        state=ReminderState.PROPOSED,
        channel=terms.channel,
        letter_state=Reminder.LetterState.TO_PRINT if terms.channel in LETTERS else "",
        procedure=terms.procedure,
        procedure_version=terms.procedure.version,
        template=template,
        template_version=template.version,
        language=template.language,
        recipient=recipient_of(order.customer, terms.channel),
        written_on=run.written_on,
        pay_by=terms.pay_by,
        payments_until=terms.payments_until,
        message_id=message_id(order),
        actor=run.created_by,
        **_sums([one.claim for one in claimed]),
        **filled_texts(template, facts),
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


def _item(reminder: Reminder, one: Claimed) -> ReminderItem:
    claim = one.claim
    return ReminderItem(
        reminder=reminder,
        order=one.order,
        installment=one.order.oldest_installment,
        level=one.level,
        step_number=one.step_number,
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
