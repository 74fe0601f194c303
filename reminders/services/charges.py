"""What the sending of a reminder books: interest, fee and lump sum; and taking it back."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, effective_entries, figures_of, refresh_figures
from reminders.models import Reminder, ReminderBooking, ReminderItem

Kind = LedgerEntry.Kind
CHARGES = (
    (Kind.INTEREST, "interest"),
    (Kind.DUNNING_FEE, "dunning_fee"),
    (Kind.LUMP_SUM, "lump_sum"),
)
CHARGE_KINDS = tuple(kind for kind, _ in CHARGES)


def book_charges(
    reminder: Reminder, *, booked_on: date, actor: AbstractBaseUser | None
) -> set[int]:
    """Book what a reminder adds to its (locked) orders; call in the transaction that settles it.

    Returns the keys of the orders that owe more now: their figures and standings are fresh.
    """
    charged: set[int] = set()
    for item in reminder.items.select_related("order"):
        entries = [
            book(
                item.order,
                kind,
                amount,
                booked_on=booked_on,
                source=LedgerEntry.Source.DUNNING,
                reference=str(reminder),
                installment_id=installment_id,
                actor=actor,
            )
            for kind, installment_id, amount in charges_of(item)
        ]
        ReminderBooking.objects.bulk_create(
            ReminderBooking(item=item, entry=entry) for entry in entries
        )
        if entries:
            refresh_figures(item.order)
            charged.add(item.order_id)
    return charged


def charges_of(item: ReminderItem) -> Iterator[tuple[LedgerEntry.Kind, int, Decimal]]:
    """What an item adds: kind, the installment it belongs to, and the amount in euros.

    Interest is booked for each installment by itself, so that the next reminder knows what of
    each was booked; all else belongs to the installment that was claimed.
    """
    shares = {
        int(line["installment"]): Decimal(line["new"])
        for line in item.interest_lines
        if "new" in line
    }
    if sum(shares.values(), ZERO) != item.interest:
        shares = {item.installment_id: item.interest}
    yield from ((Kind.INTEREST, key, share) for key, share in shares.items() if share)
    for kind, name in CHARGES:
        if kind != Kind.INTEREST and (amount := getattr(item, name)):
            yield kind, item.installment_id, amount


def take_back_charges(
    reminder: Reminder, *, today: date, actor: AbstractBaseUser | None, why: str
) -> Decimal:
    """Take back what the reminder booked and is not wholly paid yet; returns how much, in euros.

    Its orders are locked. What was paid on a charge that goes settles the next debt, or is credit.
    """
    bookings = ReminderBooking.objects.filter(item__reminder=reminder, entry__reversed_by=None)
    taken_back = ZERO
    for item in reminder.items.select_related("order"):
        order = item.order
        unpaid = open_charges(order)
        entries = [one.entry for one in bookings.filter(item=item).select_related("entry")]
        entries = [entry for entry in entries if unpaid.get(entry.pk)]
        for entry in entries:
            reverse_charge(order, entry, today=today, actor=actor, why=why)
        if amount := sum((entry.amount for entry in entries), ZERO):
            record(order, f"{euro(amount)} aus Mahnung {reminder} storniert: {why}", actor=actor)
            refresh_figures(order)
            taken_back += amount
    return taken_back


def open_charges(order: Order) -> dict[int, Decimal]:
    """What is unpaid of each cost and interest entry of the order, by its id, in euros."""
    installments = list(order.installments.order_by("due_on", "position"))
    return figures_of(installments, effective_entries(order)).allocation.open_ancillary


def reverse_charge(
    order: Order, entry: LedgerEntry, *, today: date, actor: AbstractBaseUser | None, why: str
) -> LedgerEntry:
    """Take back one entry that the dunning booked. Call refresh_figures afterwards."""
    return book(
        order,
        Kind.REVERSAL,
        -entry.amount,
        booked_on=today,
        source=LedgerEntry.Source.DUNNING,
        reference=why,
        actor=actor,
        reverses=entry,
    )
