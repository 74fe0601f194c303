"""Charges that the bookings or the law no longer bear out: put right to the cent."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.history import record
from orders.services.ledger import book, refresh_figures
from reminders.models import ReminderBooking
from reminders.rules.interest import CONSUMER_SURCHARGE, total
from reminders.services.charges import reverse_charge
from reminders.services.claim_facts import ClaimFacts, facts_of
from reminders.services.default_clock import default_of
from reminders.services.interest_accounts import lines_of

CORRECTED = "Zinsen berichtigt"
NOT_OF_CONSUMERS = "Die Pauschale schuldet nur ein Unternehmer (§ 288 Abs. 5 BGB)"


def take_back_lump_sums(order: Order) -> None:
    """Take back each 40 € that the dunning booked for a locked order of who is no business.

    Also when it was paid: then the money settles the next debt, or is credit (§ 812 BGB).
    """
    booked = LedgerEntry.objects.effective().filter(
        order=order, kind=LedgerEntry.Kind.LUMP_SUM, source=LedgerEntry.Source.DUNNING
    )
    entries = list(booked)
    if not entries or order.customer.is_business:
        return
    for entry in entries:
        reverse_charge(order, entry, today=entry.booked_on, actor=None, why=NOT_OF_CONSUMERS)
        record(order, f"{euro(entry.amount)} storniert: {NOT_OF_CONSUMERS}.", actor=None)
    refresh_figures(order)


def correct_interest(order: Order) -> None:
    """Take back what of a locked order's booked interest its bookings no longer bear out.

    A payment that a statement tells of later counts from its own day, so that interest booked
    meanwhile was too much; so was what a consumer was charged as a business. Each entry is taken
    back and booked anew with what is left of it.
    """
    bookings: dict[int, list[ReminderBooking]] = defaultdict(list)
    booked = ReminderBooking.objects.filter(
        entry__order=order, entry__kind=LedgerEntry.Kind.INTEREST, entry__reversed_by=None
    )
    for one in booked.select_related("item__reminder", "entry").order_by("-entry"):
        bookings[one.entry.installment_id or 0].append(one)
    if not bookings:
        return
    facts = facts_of(order)
    reduced = sum((_correct(order, of_one, facts) for of_one in bookings.values()), ZERO)
    if reduced:
        record(order, f"{CORRECTED}: {euro(reduced)} zu viel gebucht.", actor=None)
        refresh_figures(order)


def _correct(order: Order, bookings: list[ReminderBooking], facts: ClaimFacts) -> Decimal:
    """Lower the interest of one installment, newest first; returns by how much, in euros."""
    installment_id = bookings[0].entry.installment_id
    installment = next(one for one in order.installments.all() if one.pk == installment_id)
    since, until = _calculated(bookings[0])
    if since is None:
        return ZERO
    bears_from = since
    if not order.customer.is_business and _is_of_business(bookings[0]):
        start = default_of(order, installment, until, facts=facts)
        bears_from = max(since, start.since or date.max)
    due = total(lines_of(order, installment, bears_from, until, facts))
    counted = [one for one in bookings if one.entry.booked_on >= since]
    excess = sum((one.entry.amount for one in counted), ZERO) - due
    reduced = max(excess, ZERO)
    for one in counted:
        if excess <= 0:
            break
        _book_less(order, one, by=min(excess, one.entry.amount))
        excess -= one.entry.amount
    return reduced


def _calculated(booking: ReminderBooking) -> tuple[date | None, date]:
    """From which day up to which day the newest booking was calculated."""
    item, key = booking.item, booking.entry.installment_id
    days = [_first_day(line) for line in item.interest_lines if line.get("installment") == key]
    return min(days, default=None), item.reminder.written_on


def _is_of_business(booking: ReminderBooking) -> bool:
    """Whether the newest booking took the debtor for a business (§ 288 Abs. 2 BGB)."""
    surcharges = {Decimal(line["surcharge"]) for line in booking.item.interest_lines}
    return bool(surcharges - {CONSUMER_SURCHARGE})


def _first_day(line: Mapping[str, str]) -> date:
    return date.fromisoformat(line["from"])


def _book_less(order: Order, booking: ReminderBooking, *, by: Decimal) -> None:
    """Take the entry back and book what is left of it, both on its own day."""
    entry = booking.entry
    reverse_charge(order, entry, today=entry.booked_on, actor=None, why=CORRECTED)
    if rest := entry.amount - by:
        again = book(
            order,
            LedgerEntry.Kind.INTEREST,
            rest,
            booked_on=entry.booked_on,
            source=LedgerEntry.Source.DUNNING,
            reference=f"{entry.reference}, berichtigt",
            installment_id=entry.installment_id,
        )
        ReminderBooking.objects.create(item=booking.item, entry=again)
