"""Book many movements of the bank at once, with the rows that booking each of them would write."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from common.bulk import insert, reserve_keys
from orders.models import Allocation, BankTransaction, HistoryEntry, LedgerEntry, Order
from orders.rules.match_values import Part
from orders.services.bank import booking_sentence, reference_of
from orders.services.ledger import refresh_many


@dataclass(frozen=True, slots=True)
class Booking:
    """A locked movement that came in, and the locked orders it goes to; why it is believed."""

    movement: BankTransaction
    parts: tuple[Part, ...]
    why: str


def book_payments(
    bookings: Sequence[Booking], orders: dict[int, Order], *, actor: AbstractBaseUser | None
) -> None:
    """Book the movements as payments found without a person, in a fixed number of queries.

    The caller has locked movements and orders, and made sure that the parts add up and that the
    orders are of the movement's creditor.
    """
    pairs = [(booking, part) for booking in bookings for part in booking.parts]
    entries = [_entry(booking, part, orders[part.order_id], actor) for booking, part in pairs]
    for entry, key in zip(entries, reserve_keys(LedgerEntry, len(entries)), strict=True):
        entry.pk = key
    insert(entries)
    allocations = [
        Allocation(
            transaction=booking.movement,
            order_id=part.order_id,
            entry=entry,
            why=booking.why[:500],
            is_automatic=True,
        )
        for (booking, part), entry in zip(pairs, entries, strict=True)
    ]
    insert(allocations)
    lines = [
        HistoryEntry(
            order_id=part.order_id,
            text=booking_sentence(booking.movement, part.amount, booking.why)[:500],
            actor=actor,
        )
        for booking, part in pairs
    ]
    insert(lines)
    touched = {part.order_id for _, part in pairs}
    refresh_many([orders[order_id] for order_id in sorted(touched)])
    booked = BankTransaction.objects.filter(pk__in=[one.movement.pk for one in bookings])
    booked.update(
        state=BankTransaction.State.BOOKED, state_reason="", decided_by=actor, proposals=[]
    )


def _entry(
    booking: Booking, part: Part, order: Order, actor: AbstractBaseUser | None
) -> LedgerEntry:
    return LedgerEntry(
        order=order,
        kind=LedgerEntry.Kind.PAYMENT,
        amount=-part.amount,
        booked_on=booking.movement.booked_on,
        source=LedgerEntry.Source.BANK,
        reference=reference_of(booking.movement),
        actor=actor,
    )
