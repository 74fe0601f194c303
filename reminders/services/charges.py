"""What the sending of a reminder books: interest, fee and lump sum."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from orders.models import LedgerEntry
from orders.services.ledger import book, refresh_figures
from reminders.models import Reminder, ReminderBooking, ReminderItem

Kind = LedgerEntry.Kind
CHARGES = (
    (Kind.INTEREST, "interest"),
    (Kind.DUNNING_FEE, "dunning_fee"),
    (Kind.LUMP_SUM, "lump_sum"),
)


def book_charges(reminder: Reminder, *, booked_on: date, actor: AbstractBaseUser | None) -> None:
    """Book what a reminder adds to its (locked) orders; call in the transaction that settles it."""
    for item in reminder.items.select_related("order", "installment"):
        entries = [
            book(
                item.order,
                kind,
                getattr(item, name),
                booked_on=booked_on,
                source=LedgerEntry.Source.DUNNING,
                reference=str(reminder),
                installment=item.installment,
                actor=actor,
            )
            for kind, name in CHARGES
            if getattr(item, name)
        ]
        _remember(item, entries)
        if entries:
            refresh_figures(item.order)


def _remember(item: ReminderItem, entries: list[LedgerEntry]) -> None:
    ReminderBooking.objects.bulk_create(
        ReminderBooking(item=item, entry=entry) for entry in entries
    )
