"""The figures of overview and evaluations, counted coin by coin from rows, slowly and naively.

All amounts of the story are whole coins of 10.10 €, so that each coin can be followed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from inkasso.models import CollectionCase
from orders.models import Installment, LedgerEntry, Order
from reminders.models import Reminder, ReminderItem

COIN = Decimal("10.10")
PAID = ("payment", "transfer")
COSTS = {"returned_debit_cost", "dunning_fee", "interest"}


@dataclass
class Debt:
    """Coins owed: how many are open, and who settled the others, the newest last."""

    rank: int
    due_on: date
    installment: int | None
    open: int
    owners: list[int] = field(default_factory=list)
    first_settled: int = 0


class Purse:
    """One order, coin by coin."""

    def __init__(self, order: Order) -> None:
        self.installments = list(Installment.objects.filter(order=order))
        self.debts = [
            Debt(3, one.due_on, one.pk, coins(one.amount))
            for one in sorted(self.installments, key=lambda one: (one.due_on, one.pk))
        ]
        reversed_ids = set(LedgerEntry.objects.values_list("reverses", flat=True))
        booked = LedgerEntry.objects.filter(order=order).exclude(pk__in=reversed_ids - {None})
        self.entries = [
            entry
            for entry in sorted(booked, key=lambda one: (one.booked_on, one.pk))
            if entry.reverses_id is None and entry.kind != "charge"
        ]
        self.credit = self.clock = 0
        for entry in self.entries:
            self.apply(entry)
        self.owners_corrected()

    def apply(self, entry: LedgerEntry) -> None:
        count = coins(abs(entry.amount))
        if entry.kind in COSTS:
            rank = 2 if entry.kind == "interest" else 1
            due = [one.due_on for one in self.debts if one.installment == entry.installment_id]
            self.debts.append(Debt(rank, min(due, default=date.max), entry.installment_id, count))
            while self.credit > 0 and self.settle(entry, by_law=True):
                self.credit -= 1
            return
        for _ in range(count):
            if entry.amount > 0:
                self.take_back(entry)
            elif self.credit < 0 or not self.settle(entry):
                self.credit += 1

    def settle(self, entry: LedgerEntry, *, by_law: bool = False) -> bool:
        def order(debt: Debt) -> tuple:
            is_principal_first = not by_law and entry.kind == "credit_note"
            return (is_principal_first and debt.rank != 3, debt.rank, debt.due_on)

        for debt in sorted(self.debts, key=order):
            if debt.open:
                debt.open -= 1
                debt.owners.append(entry.pk)
                self.clock += 1
                debt.first_settled = debt.first_settled or self.clock
                return True
        return False

    def take_back(self, entry: LedgerEntry) -> None:
        if self.credit > 0:
            self.credit -= 1
            return
        newest_first = sorted(self.debts, key=lambda debt: (debt.rank, debt.due_on))[::-1]
        newest_first.sort(
            key=lambda debt: (
                entry.installment_id is not None
                and (debt.rank != 3 or debt.installment != entry.installment_id)
            )
        )
        for debt in newest_first:
            if debt.owners:
                debt.owners.pop()
                debt.open += 1
                return
        self.credit -= 1

    def owners_corrected(self) -> None:
        """Give coins whose payment went back to whoever has coins left."""
        left = self.coins_left()
        settled = sorted(self.debts, key=lambda debt: debt.first_settled)
        places = [(debt, place) for debt in settled for place in range(len(debt.owners))]
        lost = []
        for debt, place in places:
            if left.get(debt.owners[place], 0):
                left[debt.owners[place]] -= 1
            else:
                lost.append((debt, place))
        for debt, place in lost:
            self.give(debt, place, list(left), left)
        written_off = {one.pk for one in self.entries if one.kind == "write_off"}
        paid = [one.pk for one in self.entries if one.pk in left and one.kind in PAID]
        for debt, place in places:
            if debt.owners[place] in written_off:
                self.give(debt, place, paid, left)

    def coins_left(self) -> dict[int, int]:
        """What each entry still has after all that was given back."""
        left = {one.pk: coins(-one.amount) for one in self.entries if one.amount < 0}
        paid: list[int] = []
        for entry in self.entries:
            if entry.amount < 0 and entry.kind in PAID:
                paid.append(entry.pk)
            if entry.amount < 0 or entry.kind in COSTS:
                continue
            for _ in range(coins(entry.amount)):
                named = [entry.returns_id] if entry.returns_id else []
                giver = next((pk for pk in [*named, *paid[::-1]] if left.get(pk)), None)
                if giver is not None:
                    left[giver] -= 1
        return left

    @staticmethod
    def give(debt: Debt, place: int, keys: list[int], left: dict[int, int]) -> None:
        owner = next((pk for pk in keys if left[pk]), None)
        if owner is not None:
            left[owner] -= 1
            debt.owners[place] = owner


def coins(amount: Decimal) -> int:
    assert amount % COIN == 0
    return int(amount / COIN)


def newest_reminder(order: Order, day: date) -> Reminder | None:
    sent = [
        item.reminder
        for item in ReminderItem.objects.filter(order=order).select_related("reminder")
        if item.reminder.state == "sent" and item.reminder.sent_on <= day
    ]
    return max(sent, key=lambda one: (one.sent_on, one.pk), default=None)


def is_collection(order: Order, entry: LedgerEntry) -> bool:
    case = CollectionCase.objects.filter(order=order, handed_over_on__isnull=False).first()
    if entry.source == "agency" or case is None:
        return entry.source == "agency"
    return case.handed_over_on <= entry.booked_on <= (case.ended_on or date.max)


def naive_recoveries() -> dict[int, tuple[int, int, Decimal, date]]:
    """By payment: order, reminder, amount in euros, day."""
    found: Counter[tuple[int, int, int, date]] = Counter()
    for order in Order.objects.all():
        purse = Purse(order)
        entries = {entry.pk: entry for entry in purse.entries}
        for debt in purse.debts:
            for owner in debt.owners:
                reminder = reminder_of(order, entries[owner], debt)
                if reminder is not None:
                    found[owner, order.pk, reminder.pk, entries[owner].booked_on] += 1
    return {
        entry: (order, reminder, COIN * count, day)
        for (entry, order, reminder, day), count in found.items()
    }


def reminder_of(order: Order, entry: LedgerEntry, debt: Debt) -> Reminder | None:
    if entry.kind not in ("payment", "transfer") or is_collection(order, entry):
        return None
    reminder = newest_reminder(order, entry.booked_on)
    too_early = reminder is not None and debt.rank == 3 and debt.due_on > reminder.sent_on
    return None if too_early else reminder


def naive_cohorts(today: date) -> dict[tuple[date, int, str], tuple[Decimal, int]]:
    """By month, account and outcome: euros and installments."""
    sums: Counter[tuple[date, int, str]] = Counter()
    touched: dict[tuple[date, int, str], set[int]] = defaultdict(set)
    for order in Order.objects.all():
        purse = Purse(order)
        entries = {entry.pk: entry for entry in purse.entries}
        for debt in purse.debts:
            if debt.rank != 3 or debt.due_on >= today:
                continue
            fates = ["open"] * debt.open
            for owner in debt.owners:
                if entries[owner].booked_on > debt.due_on:
                    fates.append(fate_of(order, entries[owner], debt))
            for fate in fates:
                key = (debt.due_on.replace(day=1), order.sales_account_id, fate)
                sums[key] += 1
                touched[key].add(debt.installment or 0)
    return {key: (COIN * count, len(touched[key])) for key, count in sums.items()}


def fate_of(order: Order, entry: LedgerEntry, debt: Debt) -> str:
    if entry.kind not in ("payment", "transfer"):
        return "given_up"
    if is_collection(order, entry):
        return "collection"
    reminder = reminder_of(order, entry, debt)
    if reminder is None:
        return "before_reminder"
    return f"after_level_{reminder.level}" if reminder.level else "after_reminder"


def naive_ages(today: date) -> Counter[tuple[int, int | None]]:
    """Coins overdue, by the band of their age in days."""
    bands = ((1, 7), (8, 14), (15, 30), (31, 60), (61, 90), (91, None))
    found: Counter[tuple[int, int | None]] = Counter()
    for order in Order.objects.filter(open_amount__gt=0):
        coins_left = coins(order.open_amount)
        for one in order.installments.all():
            coins_left -= coins(one.open_amount)
            found.update({_band(bands, today, one.due_on): coins(one.open_amount)})
        found.update({_band(bands, today, order.oldest_due_on): coins_left})
    found.pop(None, None)
    return +found


def _band(bands, today: date, due_on: date):
    age = (today - due_on) // timedelta(days=1)
    hits = [one for one in bands if one[0] <= age and (one[1] is None or age <= one[1])]
    return hits[0] if hits else None
