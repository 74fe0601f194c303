"""The orders that a run leaves out, grouped by reason, for its review and its report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reminders.models import DunningRun, Reminder, SkippedOrder
from reminders.rules.eligibility import Code
from reminders.rules.states import ReminderState
from reminders.views.remedies import AnyUser, Remedies, Remedy

SHOWN_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class ExcludedOrder:
    """One order under one reason; sentence and remedy are given where the group's do not fit."""

    order_id: int
    number: str
    customer: str
    open_amount: Decimal
    sentence: str
    remedy: Remedy | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One reason with its orders; sentence and remedy when all orders share them."""

    label: str
    count: int
    sentence: str
    remedy: Remedy | None
    first_orders: list[ExcludedOrder]
    more_orders: list[ExcludedOrder]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """All that a run leaves out; order_count counts an order with several reasons once."""

    order_count: int
    groups: list[Exclusion]

    @property
    def has_overlap(self) -> bool:
        """Whether an order stands under several reasons."""
        return sum(group.count for group in self.groups) > self.order_count


def exclusions_of(run: DunningRun, user: AnyUser) -> Exclusions:
    """Skipped orders and reminders taken back before the release, most frequent reason first."""
    skipped = list(
        run.skipped_orders.select_related(
            "order__customer", "order__sales_account", "order__standing"
        ).order_by("order__oldest_due_on", "order")
    )
    taken_back = list(
        run.reminders.filter(state=ReminderState.CANCELLED, number__isnull=True)
        .select_related("customer")
        .prefetch_related("items__order")
        .order_by("pk")
    )
    return grouped(skipped, user, taken_back)


def grouped(
    skipped: Sequence[SkippedOrder], user: AnyUser, taken_back: Sequence[Reminder] = ()
) -> Exclusions:
    """The same for rows that need not be stored, as a dry run has them."""
    groups: defaultdict[str, list[ExcludedOrder]] = defaultdict(list)
    for label, order in (*_skipped(skipped, Remedies(user)), *_taken_back(taken_back)):
        groups[label].append(order)
    by_size = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    return Exclusions(
        order_count=len(skipped) + sum(len(one.items.all()) for one in taken_back),
        groups=[_group(label, orders) for label, orders in by_size],
    )


def _skipped(
    skipped: Iterable[SkippedOrder], remedies: Remedies
) -> Iterator[tuple[str, ExcludedOrder]]:
    for row in skipped:
        for reason in row.reasons:
            code = Code(reason["code"])
            yield (
                code.label,
                ExcludedOrder(
                    row.order_id,
                    row.order.number,
                    row.order.customer.display_name,
                    row.open_amount,
                    reason["text"],
                    remedies.against(code, row),
                ),
            )


def _taken_back(reminders: Iterable[Reminder]) -> Iterator[tuple[str, ExcludedOrder]]:
    for reminder in reminders:
        for item in reminder.items.all():
            yield (
                reminder.outcome[:1].upper() + reminder.outcome[1:],
                ExcludedOrder(
                    item.order_id,
                    item.order.number,
                    reminder.customer.display_name,
                    item.due_before,
                    "",
                    None,
                ),
            )


def _group(label: str, orders: list[ExcludedOrder]) -> Exclusion:
    """Say once what is the same for all."""
    sentences = {order.sentence for order in orders}
    remedies = {order.remedy for order in orders}
    sentence = sentences.pop() if len(sentences) == 1 else ""
    remedy = remedies.pop() if len(remedies) == 1 else None
    shown = [
        replace(
            order,
            sentence="" if sentence else order.sentence,
            remedy=None if remedy else order.remedy,
        )
        for order in orders
    ]
    # "1 weiteren anzeigen" would take as much room as the order itself.
    cut = SHOWN_AT_ONCE if len(shown) > SHOWN_AT_ONCE + 1 else len(shown)
    return Exclusion(label, len(shown), sentence, remedy, shown[:cut], shown[cut:])
