"""What came after the reminders of some orders and what became of their overdue amounts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from orders.models import Installment, LedgerEntry, Order, OrderLine
from orders.services.ledger import COST_KINDS, figures_of
from reminders.models import Recovery, Reminder, ReminderItem
from reminders.rules.outcomes import Outcome, outcomes
from reminders.rules.recovery import Sent, recoveries
from reminders.rules.settled import Money, MoneyKind, settled_parts
from reminders.rules.states import ReminderState

Kind = LedgerEntry.Kind
_NO_MONEY = frozenset({Kind.CHARGE, Kind.INTEREST, *COST_KINDS})
_PAID = frozenset({Kind.PAYMENT, Kind.TRANSFER})


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when agency or court had a claim, both days included; None: still."""

    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Collections(Protocol):
    """What the app above knows of agencies and courts."""

    def periods(self, order_ids: Collection[int]) -> Mapping[int, Period]:
        """When those of the orders that have a case were with agency or court."""

    def touched(self, since: datetime) -> Iterable[int]:
        """The orders whose case has changed since then."""


@dataclass(frozen=True, slots=True)
class Late:
    """What of an installment that was not paid in time went where, in euros."""

    month: date
    account_id: int
    outcome: Outcome
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Results:
    """What is kept of some orders."""

    recoveries: list[Recovery]
    late: list[Late]


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows of some orders, by order."""

    orders: list[Order]
    installments: Mapping[int, list[Installment]]
    entries: Mapping[int, list[LedgerEntry]]
    reminders: Mapping[int, list[Reminder]]
    kinds: Mapping[int, str]
    periods: Mapping[int, Period]


def results_of(order_ids: Collection[int], collections: Collections, *, today: date) -> Results:
    """Work out what is kept of these orders, in a fixed number of queries; writes nothing."""
    read = _read(order_ids, collections)
    found = Results([], [])
    for order in read.orders:
        _add(found, order, read, today)
    return found


def _read(order_ids: Collection[int], collections: Collections) -> _Read:
    """Six queries."""
    installments: dict[int, list[Installment]] = defaultdict(list)
    for one in Installment.objects.filter(order__in=order_ids).order_by("due_on", "position"):
        installments[one.order_id].append(one)
    entries: dict[int, list[LedgerEntry]] = defaultdict(list)
    booked = LedgerEntry.objects.filter(order__in=order_ids).effective()
    for entry in booked.order_by("booked_on", "pk"):
        entries[entry.order_id].append(entry)
    kinds: dict[int, str] = {}
    lines = OrderLine.objects.filter(order__in=order_ids).order_by("order", "position", "pk")
    for order_id, kind in lines.values_list("order", "kind"):
        kinds.setdefault(order_id, kind)
    return _Read(
        orders=list(Order.objects.filter(pk__in=order_ids).only("sales_account", "payment_method")),
        installments=installments,
        entries=entries,
        reminders=_reminders(order_ids),
        kinds=kinds,
        periods=collections.periods(order_ids),
    )


def _reminders(order_ids: Collection[int]) -> Mapping[int, list[Reminder]]:
    """The reminders of the orders that were sent and still stand, without their texts."""
    found: dict[int, list[Reminder]] = defaultdict(list)
    items = ReminderItem.objects.filter(order__in=order_ids, state=ReminderState.SENT)
    names = ("sent_on", "level", "template", "channel")
    wanted = ["order_id", *(f"reminder__{name}" for name in names)]
    for item in items.select_related("reminder").only(*wanted):
        found[item.order_id].append(item.reminder)
    return found


def _add(found: Results, order: Order, read: _Read, today: date) -> None:
    """Add what is kept of one order."""
    installments, entries = read.installments[order.pk], read.entries[order.pk]
    movements = _movements(entries, read.periods.get(order.pk))
    parts = settled_parts(figures_of(installments, entries).allocation.log, movements)
    by_key = {one.key: one for one in movements}
    due_on = {one.pk: one.due_on for one in installments}
    reminders = {one.pk: one for one in read.reminders[order.pk]}
    sent = [Sent(one.pk, _day(one), one.level) for one in reminders.values()]
    for one in recoveries(parts, by_key, due_on, sent):
        reminder = reminders[one.reminder.key]
        found.recoveries.append(
            Recovery(
                entry_id=one.payment,
                order_id=order.pk,
                reminder_id=reminder.pk,
                sales_account_id=order.sales_account_id,
                payment_method_id=order.payment_method_id,
                template_id=reminder.template_id,
                product_kind=read.kinds.get(order.pk, ""),
                level=reminder.level,
                channel=reminder.channel,
                paid_on=by_key[one.payment].day,
                amount=one.amount,
                days=one.days,
            )
        )
    amounts = {one.pk: one.amount for one in installments}
    late = outcomes(amounts, due_on, parts, by_key, sent, today=today)
    found.late.extend(
        Late(due_on[key].replace(day=1), order.sales_account_id, outcome, amount)
        for key, figures in late.items()
        for outcome, amount in figures.items()
    )


def _day(reminder: Reminder) -> date:
    assert reminder.sent_on is not None  # a constraint of the table
    return reminder.sent_on


def _movements(entries: Sequence[LedgerEntry], period: Period | None) -> list[Money]:
    """The entries that are no cost and no charge, as the rules know them."""
    return [
        Money(
            key=entry.pk,
            kind=_kind(entry),
            day=entry.booked_on,
            amount=abs(entry.amount),
            returns=entry.returns_id,
            is_collection=entry.source == LedgerEntry.Source.AGENCY
            or (period is not None and entry.booked_on in period),
        )
        for entry in entries
        if entry.kind not in _NO_MONEY
    ]


def _kind(entry: LedgerEntry) -> MoneyKind:
    if entry.amount > 0:
        return MoneyKind.GIVEN_BACK
    if entry.kind == Kind.WRITE_OFF:
        return MoneyKind.WRITE_OFF
    return MoneyKind.PAYMENT if entry.kind in _PAID else MoneyKind.CREDIT_NOTE
