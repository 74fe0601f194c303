"""What a run would send and what it leaves out: proposals store it, dry runs only tell it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from orders.models import Order
from orders.services.bank_data import bank_data
from reminders.models import Channel, DunningRun, SkippedOrder
from reminders.rules.eligibility import DOUBTS, Code, Reason, step_name
from reminders.services.approvals import Limits
from reminders.services.assessment import CHUNK_SIZE, Assessment, assess
from reminders.services.channels import channel_of
from reminders.services.claim_facts import claim_facts
from reminders.services.collective import collecting_accounts, gathered
from reminders.services.drafting import Draft, draft
from reminders.services.payment_guard import PaymentGuard, payment_guard

# A run by hand sends such steps, and warns of doubts instead of leaving orders out.
LEFT_TO_THE_CLERK = DOUBTS | {Code.NOT_AUTOMATIC}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that is not dunned, and all reasons."""

    assessment: Assessment
    reasons: tuple[Reason, ...]

    def as_row(self, run: DunningRun) -> SkippedOrder:
        """The same as a run keeps it; not stored."""
        return SkippedOrder(
            run=run,
            order=self.assessment.order,
            level=self.assessment.level,
            open_amount=self.assessment.order.open_amount,
            reasons=[{"code": one.code.value, "text": one.text} for one in self.reasons],
        )

    @property
    def channel(self) -> Channel:
        """The way that a reminder would take; without a step by e-mail."""
        customer, step = self.assessment.order.customer, self.assessment.step
        return channel_of(customer, Channel(step.channel if step else Channel.EMAIL))


@dataclass(slots=True)
class Plan:
    """Reminders that are not stored, and the orders left out; oldest due first."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def plan_run(
    run: DunningRun,
    order_ids: Sequence[int],
    *,
    companions: Iterable[int] = (),
    guard: PaymentGuard | None = None,
) -> Plan:
    """Plan a run that need not be stored over orders; a fixed number of queries per chunk.

    companions: orders among them that nobody chose, hence of any level. guard: what the bank has
    told, when not as of the run's day. Without a clerk who could ask a second person, reminders
    over the account's limit are left out. Writes nothing.
    """
    plan, dunned, brought = Plan(), [], frozenset(companions)
    for assessment in _assessed(run, order_ids, brought, guard):
        level = None if assessment.order.pk in brought else run.level
        reasons = (*assessment.reasons, *_other_level(assessment, level))
        if reasons:
            plan.left_out.append(LeftOut(assessment, reasons))
        else:
            dunned.append(assessment)
    limits = Limits.read() if run.created_by is None else Limits.none()
    banks = bank_data(on=run.written_on)
    facts = claim_facts([one.order for one in dunned])
    for group in gathered(dunned, collecting_accounts(), run.run_on):
        drafted = draft(run, group, banks, facts)
        if why := limits.reason_against(drafted.reminder):
            plan.left_out.extend(LeftOut(one, (why,)) for one in group)
        else:
            plan.drafts.append(drafted)
    return plan


def _assessed(
    run: DunningRun, order_ids: Sequence[int], brought: frozenset[int], guard: PaymentGuard | None
) -> Iterator[Assessment]:
    """Each order with its reasons; of those that nobody chose also what stops only the schedule."""
    guard = guard or payment_guard(run.run_on)
    chosen = [pk for pk in order_ids if pk not in brought]
    yield from _in_chunks(chosen, run.run_on, guard, is_automatic=run.is_automatic)
    companions = [pk for pk in order_ids if pk in brought]
    for one in _in_chunks(companions, run.run_on, guard, is_automatic=True):
        kept = (reason for reason in one.reasons if reason.code not in LEFT_TO_THE_CLERK)
        yield replace(one, reasons=tuple(kept))


def _in_chunks(
    order_ids: Sequence[int], day: date, guard: PaymentGuard, *, is_automatic: bool
) -> Iterator[Assessment]:
    for start in range(0, len(order_ids), CHUNK_SIZE):
        chunk = Order.objects.filter(pk__in=order_ids[start : start + CHUNK_SIZE])
        yield from assess(
            chunk.order_by("oldest_due_on", "pk"), day, is_automatic=is_automatic, guard=guard
        )


def _other_level(assessment: Assessment, level: int | None) -> Iterable[Reason]:
    step_level = assessment.step.level if assessment.step else None
    if level is None or assessment.reasons or step_level == level:
        return ()
    return (Reason(Code.OTHER_LEVEL, f"Für den Auftrag steht an: {step_name(step_level or 0)}."),)
