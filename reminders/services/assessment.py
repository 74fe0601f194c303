"""Gather the facts of orders and tell for each whether it is dunned, and why not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from common.rules.german import day as german_day
from orders.models import Order
from reminders.adapters.addresses import InvalidAddress, sendable_address
from reminders.models import (
    Channel,
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    InstalmentPlan,
    ReminderItem,
    Standing,
)
from reminders.rules.eligibility import OrderFacts, Reason, doubts_about, reasons_against
from reminders.rules.explanation import explanation
from reminders.rules.ladder import (
    NextReminder,
    Progress,
    payment_reminder_on,
    payment_reminders,
)
from reminders.rules.states import LIVE, ReminderState
from reminders.services.channels import channel_of, recipient_of
from reminders.services.claims import principal_of
from reminders.services.dunning_settings import settings_of
from reminders.services.payment_guard import Doubts, PaymentGuard, guard_of, payment_guard
from reminders.services.plan_facts import running_plan_words
from reminders.services.preferences import RELATED, is_manual_only, starts_on_of
from reminders.services.unrecorded import unrecorded_words

CHUNK_SIZE = 500
ON_ITS_WAY = LIVE - {ReminderState.SENT, ReminderState.UNCERTAIN}
TELLING = ON_ITS_WAY | {ReminderState.UNCERTAIN, ReminderState.FAILED}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One order on one day: its Mahnstufe (0: none reached) and all reasons against dunning.

    step: what is sent now or next; step_number: which payment reminder that is, 0 for a Mahnstufe;
    doubts: why it may be paid all the same, which a run by hand only warns of.
    """

    order: Order
    level: int
    step: DunningLevel | None
    reasons: tuple[Reason, ...]
    explanation: str
    doubts: tuple[Reason, ...] = ()
    step_number: int = 0

    @property
    def is_dunned(self) -> bool:
        """Whether a reminder would be sent."""
        return not self.reasons


def assess_orders(
    order_ids: Sequence[int], day: date, *, is_automatic: bool = False
) -> Iterator[Assessment]:
    """Assess orders by id, oldest due first within each chunk; a fixed number of queries each."""
    guard = payment_guard(day) if len(order_ids) > 1 else None
    for start in range(0, len(order_ids), CHUNK_SIZE):
        chunk = Order.objects.filter(pk__in=order_ids[start : start + CHUNK_SIZE])
        yield from assess(
            chunk.order_by("oldest_due_on", "pk"), day, is_automatic=is_automatic, guard=guard
        )


def assess(
    orders: QuerySet[Order],
    day: date,
    *,
    is_automatic: bool = False,
    guard: PaymentGuard | None = None,
) -> Iterator[Assessment]:
    """Assess all orders of a queryset on a day; writes nothing.

    guard: what the bank has told, when the caller has read it already.
    """
    found = list(with_facts(orders, day))
    if not found:
        return
    if guard is None:
        guard = guard_of(found[0], day) if len(found) == 1 else payment_guard(day)
    doubts, unrecorded = guard.doubts(found), unrecorded_words(found)
    for order in found:
        told = _Told(doubts[order.pk], unrecorded.get(order.pk, ""))
        yield _assessment(order, told, day, is_automatic=is_automatic)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read for many orders at once, of one of them."""

    doubts: Doubts
    unrecorded: str


def _assessment(order: Order, told: _Told, day: date, *, is_automatic: bool) -> Assessment:
    standing: Standing = order.standing
    coming = _coming(order, standing, day)
    step = standing.procedure.step(coming.level, coming.number) if coming else None
    facts = _facts(order, standing, coming, step, day, told)
    reasons = reasons_against(facts, day, is_automatic=is_automatic)
    told_doubts = doubts_about(facts, day)
    return Assessment(
        order=order,
        level=standing.level_on(day),
        step=step,
        reasons=reasons,
        explanation=explanation(
            facts, reasons, levels_sent=standing.levels_sent, day=day, doubts=told_doubts
        ),
        doubts=told_doubts,
        step_number=coming.number if coming else 0,
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    """The step that comes next: its level, which payment reminder it is, from which day."""

    level: int
    number: int
    from_on: date


def _coming(order: Order, standing: Standing, day: date) -> _Coming | None:
    """What is next on the day; a payment reminder only as long as no Mahnstufe is reached."""
    reminder = _reminder(order, standing, day)
    next_on = standing.next_level_on
    if reminder and not standing.level_on(day) and (not next_on or reminder.from_on < next_on):
        return _Coming(0, reminder.number, reminder.from_on)
    if standing.next_level is None or next_on is None:
        return None
    return _Coming(standing.next_level, 0, next_on)


def _reminder(order: Order, standing: Standing, day: date) -> NextReminder | None:
    """The payment reminder for the day, else the first one to come."""
    if standing.procedure is None or standing.next_reminder_number is None:
        return None
    is_by_order_day = standing.procedure.anchor == DunningProcedure.Anchor.ORDER_DAY
    progress = Progress(
        anchor_on=order.ordered_on if is_by_order_day else standing.due_on or order.ordered_on,
        reminders_sent=standing.next_reminder_number - 1,
        last_sent_on=standing.last_sent_on,
    )
    steps = standing.procedure.payment_reminders()
    due = payment_reminder_on(steps, progress, day)
    return due or next(iter(payment_reminders(steps, progress)), None)


def with_facts(orders: QuerySet[Order], day: date) -> QuerySet[Order]:
    """The orders with everything that an assessment reads, in a fixed number of queries."""
    return orders.select_related(
        "customer",
        "payment_method",
        "sales_account__creditor",
        "sales_account__dunning_settings",
        *RELATED,
        "standing__procedure",
        "oldest_installment",
    ).prefetch_related(
        "lines",
        "installments",
        "invoices",
        Prefetch(
            "standing__procedure__levels",
            DunningLevel.objects.select_related("template")
            .prefetch_related("template__variants")
            .order_by("level", "days_after_anchor", "pk"),
        ),
        Prefetch("dunning_blocks", DunningBlock.objects.active(on=day), to_attr="active_blocks"),
        Prefetch(
            "customer__dunning_blocks",
            DunningBlock.objects.active(on=day),
            to_attr="active_blocks",
        ),
        Prefetch("instalment_plans", InstalmentPlan.objects.running(), to_attr="running_plans"),
        Prefetch(
            "reminder_items",
            ReminderItem.objects.filter(state__in=TELLING).select_related("reminder__run"),
            to_attr="telling_items",
        ),
    )


def _facts(
    order: Order,
    standing: Standing,
    coming: _Coming | None,
    step: DunningLevel | None,
    day: date,
    told: _Told,
) -> OrderFacts:
    procedure = standing.procedure
    items: list[ReminderItem] = order.telling_items  # type: ignore[attr-defined]
    states = {item.state for item in items}
    on_its_way = next((item for item in items if item.state in ON_ITS_WAY), None)
    return OrderFacts(
        is_open=order.is_open,
        is_cancelled=order.is_cancelled,
        is_written_off=order.payment_status == Order.PaymentStatus.WRITTEN_OFF,
        is_reseller=order.sales_account.is_reseller,
        due_on=order.oldest_due_on,
        has_procedure=procedure is not None,
        is_procedure_active=bool(procedure and procedure.is_active),
        starts_on=starts_on_of(order, procedure) if procedure else None,
        next_level=coming.level if coming else None,
        next_level_on=coming.from_on if coming else None,
        has_template=step is not None and step.template is not None,
        is_example_creditor=order.sales_account.creditor.is_example,
        blocked_until=standing.blocked_until,
        block_reason=_block_reason(order),
        live_run=str(on_its_way.reminder.run) if on_its_way else "",
        is_uncertain=ReminderState.UNCERTAIN in states,
        unrecorded=told.unrecorded,
        has_failed=bool(coming)
        and any(_failed_here(item, standing, coming, _recipient(order, step)) for item in items),
        is_step_automatic=bool(procedure and procedure.is_automatic and step and step.is_automatic),
        is_manual_only=is_manual_only(order),
        in_collection=_collection_words(order),
        unmatched_payment=told.doubts.unmatched_payment,
        bank_data_problem=told.doubts.bank_data_problem,
        **_amounts(order, day),
        **_way(order, step),
    )


def _amounts(order: Order, day: date) -> dict[str, Any]:
    """What is claimed of the order on the day, what is disputed, agreed or too little."""
    rules = settings_of(order.sales_account)
    claim = principal_of(order, day)
    is_part = order.is_partly_disputed and claim > order.open_ancillary
    return {
        "total": order.total,
        "reported_total": order.reported_total,
        "stop_reason": order.stop_reason,
        "disputed_part": order.disputed_amount if is_part else None,
        "running_plan": running_plan_words(order, day),
        "claim": claim,
        "minimum_amount": rules.minimum_amount,
        "approval_limit": rules.approval_limit,
    }


def _way(order: Order, step: DunningLevel | None) -> dict[str, Any]:
    """Which way the reminder takes, and what is known of the addresses."""
    customer = order.customer
    email = customer.effective_email
    return {
        "channel": channel_of(customer, Channel(step.channel) if step else Channel.EMAIL).value,
        "email": email,
        "address_problem": _address_problem(email),
        "email_failed_on": customer.email_failed_on,
        "has_postal_address": customer.has_postal_address,
    }


def _collection_words(order: Order) -> str:
    """Since when the order, or another one of its customer, is with an agency or a court."""
    customer_since = order.customer.collection_since
    if order.collection_since is not None:
        return f"Seit dem {german_day(order.collection_since)} beim Inkasso."
    if customer_since is None:
        return ""
    return f"Seit dem {german_day(customer_since)} ist ein anderer Auftrag des Kunden beim Inkasso."


def _block_reason(order: Order) -> str:
    """Why the order or its customer is blocked: of two blocks the one that lasts longer."""
    customer = order.customer
    blocks: list[DunningBlock] = [*order.active_blocks, *customer.active_blocks]  # type: ignore[attr-defined]
    longest = max(blocks, key=lambda one: one.until_on or date.max, default=None)
    if longest is None:
        return ""
    reason = longest.get_reason_display()
    return reason if longest.order_id else f"{reason} (ganzer Kunde)"


def _recipient(order: Order, step: DunningLevel | None) -> str:
    """Where the next reminder would go."""
    channel = channel_of(order.customer, Channel(step.channel) if step else Channel.EMAIL)
    return recipient_of(order.customer, channel)


def _failed_here(item: ReminderItem, standing: Standing, coming: _Coming, recipient: str) -> bool:
    """Whether the notice that is due could not be delivered before, to the very same place."""
    return (
        item.state == ReminderState.FAILED
        and item.reminder.recipient == recipient
        and item.installment_id == standing.installment_id
        and item.level == coming.level
        and (item.step_number or 0) == coming.number
    )


def _address_problem(email: str) -> str:
    """Why no mail can be sent to the address, or an empty string."""
    try:
        sendable_address(email)
    except InvalidAddress as problem:
        return str(problem)
    return ""
