"""What default, interest and charges of orders depend on, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.rules.money import ZERO
from orders.models import Invoice, LedgerEntry, Order
from reminders.models import DunningBlock, InstalmentPlan, ReminderBooking, ReminderItem
from reminders.rules.interest import Rates
from reminders.rules.states import ReminderState
from reminders.services.base_rates import known_rates

CHUNK_SIZE = 500
_DAY = timedelta(days=1)
# A debtor pays them once, or twice, for each claim.
ONCE = (LedgerEntry.Kind.DUNNING_FEE, LedgerEntry.Kind.LUMP_SUM)


@dataclass(slots=True)
class ClaimFacts:
    """Of one order: its bookings that count, invoices, sent reminders, deferrals and plans.

    entries: by day, in the order in which they settle debts. withdrawn: reminders taken back
    whose fee or lump sum was paid already, and so stays.
    """

    rates: Rates
    entries: list[LedgerEntry] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    notices: list[ReminderItem] = field(default_factory=list)
    withdrawn: list[ReminderItem] = field(default_factory=list)
    deferrals: list[DunningBlock] = field(default_factory=list)
    plans: list[InstalmentPlan] = field(default_factory=list)

    def pauses(self, until: date) -> list[tuple[date, date]]:
        """The days up to that day on which no interest runs, both ends included.

        Those of a deferral (Stundung), and of a payment plan as long as it was kept: from the day
        after it was agreed, since the reminder of that day claimed the day as well.
        """
        ends = [
            (block.set_on, [end for end in (block.until_on, block.ended_on) if end])
            for block in self.deferrals
        ]
        ends += [
            (plan.agreed_on + _DAY, [plan.ended_on] if plan.ended_on else []) for plan in self.plans
        ]
        return [(first, min([*last, until])) for first, last in ends if first <= until]


def disputed_part(order: Order) -> Decimal:
    """The part of the goods that the customer disputes, in euros; 0 where he disputes nothing.

    Where everything is disputed nobody is dunned, so that nothing is to be left out.
    """
    is_disputed = order.stop_reason == Order.StopReason.DISPUTED
    return order.disputed_amount or ZERO if is_disputed else ZERO


def claim_facts(orders: Sequence[Order]) -> dict[int, ClaimFacts]:
    """The facts of each order by its id; a fixed number of queries for some hundred orders."""
    rates = known_rates()
    facts = {order.pk: ClaimFacts(rates) for order in orders}
    for start in range(0, len(orders), CHUNK_SIZE):
        _read(facts, orders[start : start + CHUNK_SIZE])
    return facts


def facts_of(order: Order) -> ClaimFacts:
    """The facts of one order."""
    return claim_facts([order])[order.pk]


def _read(facts: dict[int, ClaimFacts], orders: Sequence[Order]) -> None:
    ids = [order.pk for order in orders]
    entries = LedgerEntry.objects.filter(order__in=ids).effective()
    for entry in entries.order_by("booked_on", "pk"):
        facts[entry.order_id].entries.append(entry)
    for invoice in Invoice.objects.filter(order__in=ids):
        facts[invoice.order_id].invoices.append(invoice)
    for item in _notices(ids).order_by("reminder__sent_on", "pk"):
        of_order = facts[item.order_id]
        is_sent = item.state == ReminderState.SENT
        (of_order.notices if is_sent else of_order.withdrawn).append(item)
    for order_id, block in _deferrals(orders):
        facts[order_id].deferrals.append(block)
    for plan in InstalmentPlan.objects.filter(order__in=ids):
        facts[plan.order_id].plans.append(plan)


def _notices(order_ids: Sequence[int]) -> QuerySet[ReminderItem]:
    """What was sent and stands, and what was withdrawn although its charges stay."""
    kept = ReminderBooking.objects.filter(
        item=OuterRef("pk"), entry__kind__in=ONCE, entry__reversed_by=None
    )
    counts = Q(state=ReminderState.SENT) | Q(state=ReminderState.WITHDRAWN) & Exists(kept)
    items = ReminderItem.objects.filter(counts, order__in=order_ids)
    return items.select_related("reminder", "installment")


def _deferrals(orders: Sequence[Order]) -> Iterator[tuple[int, DunningBlock]]:
    """Each deferral with the order it holds for, its own or its customer's."""
    reason = DunningBlock.Reason.DEFERRED
    deferred = DunningBlock.objects.filter(reason=reason).prefetch_related("pauses")
    of_customer: dict[int, list[DunningBlock]] = defaultdict(list)
    for block in deferred.filter(customer__in={order.customer_id for order in orders}):
        of_customer[block.customer_id].append(block)
    for order in orders:
        yield from ((order.pk, block) for block in of_customer[order.customer_id])
    for block in deferred.filter(order__in=[order.pk for order in orders]):
        yield block.order_id, block
