"""Prove that every reminder booked exactly what it claims: interest, fee and lump sum."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry
from orders.services.ledger_check import Finding, snapshot
from reminders.models import ReminderBooking, ReminderItem
from reminders.rules.states import ReminderState
from reminders.services.charges import CHARGE_KINDS, CHARGES

CHUNK_SIZE = 500
# Whose charges stand in the ledger; of one withdrawn they were taken back by further entries.
BOOKED = (ReminderState.SENT, ReminderState.WITHDRAWN)


def check_charges() -> Iterator[Finding]:
    """Compare what reminders claim newly with what their sending booked; writes nothing."""
    charging = Q(interest__gt=0) | Q(dunning_fee__gt=0) | Q(lump_sum__gt=0)
    items = ReminderItem.objects.filter(charging | Q(bookings__isnull=False)).distinct()
    last = 0
    while chunk := _chunk(items, after=last):
        for item in chunk:
            yield from _check_item(item)
        last = chunk[-1].pk
    yield from _check_orphans()


def _chunk(items: QuerySet[ReminderItem], *, after: int) -> Sequence[ReminderItem]:
    """The next items with their bookings, all as they stand at one moment."""
    bookings = ReminderBooking.objects.select_related("entry").order_by("entry")
    with snapshot():
        rows = items.filter(pk__gt=after).select_related("reminder", "order")
        return list(
            rows.prefetch_related(Prefetch("bookings", bookings)).order_by("pk")[:CHUNK_SIZE]
        )


def _check_item(item: ReminderItem) -> Iterator[Finding]:
    subject = f"Mahnung {item.reminder}, Auftrag {item.order.number}"
    entries = [booking.entry for booking in item.bookings.all()]
    if any(entry.order_id != item.order_id for entry in entries):
        yield Finding(subject, "Eine Buchung der Mahnung steht bei einem anderen Auftrag.")
    for kind, name in CHARGES:
        expected = getattr(item, name) if item.state in BOOKED else ZERO
        if (booked := _booked_first(entries, kind)) != expected:
            yield Finding(
                subject,
                f"{kind.label}: Die Mahnung nennt {euro(expected)}, gebucht wurden {euro(booked)}.",
            )


def _booked_first(entries: Sequence[LedgerEntry], kind: LedgerEntry.Kind) -> Decimal:
    """What was booked by the sending itself; a later entry for the same rate corrects it."""
    first: dict[int | None, Decimal] = {}
    for entry in entries:
        if entry.kind == kind:
            first.setdefault(entry.installment_id, entry.amount)
    return sum(first.values(), ZERO)


def _check_orphans() -> Iterator[Finding]:
    """What the dunning charged belongs to a reminder."""
    with snapshot():
        entries = LedgerEntry.objects.effective().filter(
            kind__in=CHARGE_KINDS, source=LedgerEntry.Source.DUNNING
        )
        known = ReminderBooking.objects.values("entry")
        orphans = list(entries.exclude(pk__in=known).select_related("order"))
    for entry in orphans:
        yield Finding(
            f"Auftrag {entry.order.number}",
            f"Die {entry.get_kind_display()} über {euro(entry.amount)} gehört zu keiner Mahnung.",
        )
