"""Match a statement with very many open orders, and store the same bookings by bulk_create."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from stopwatch import Time, line, peak_megabytes

from orders.models import Allocation, BankTransaction, HistoryEntry, LedgerEntry, Order
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, ShopState
from orders.services.matching import match_transactions
from orders.services.new_orders import create_orders
from reminders.services.procedures import open_sales_account

_BATCH = 1000
_IBAN = "DE02120300000000202051"
_FIRST = ("Greta", "Zoë", "Jürgen", "Ayşe", "Björn", "Marie-Luise", "Timo", "Hannelore")
_STEMS = ("Winkel", "Böhm", "Schröd", "Yılm", "Krüg", "Peters", "Linden", "Kowal", "Hart", "Brand")
_ENDS = ("mann", "er", "en", "ski", "berg", "feld", "hof", "bach", "stein", "", "lein", "meier")
# Nine of ten payers name the order, in one way or another.
_TEXTS = (
    "{}",
    "Bestellung {}",
    "RG zu {} danke",
    "Best.Nr. {}",
    "Zahlung Bestellnr {} Kd",
    "Auftrag {} vom 12.10.2026",
    "{} vielen Dank",
    "Rechnung {}",
    "Order {}",
    "danke",
)


def measure_matching(order_count: int, entry_count: int) -> None:
    """Print how fast the entries find their orders and are booked, and the memory that takes."""
    account = open_sales_account("Messstand")
    drafts = _drafts(order_count)
    while batch := list(islice(drafts, _BATCH)):
        with transaction.atomic():
            create_orders(account, batch, actor=None, today=timezone.localdate())
    movements = _keep_movements(account.creditor_id, order_count, entry_count)
    before = peak_megabytes()
    print(f"{entry_count:,} Umsätze, {order_count:,} offene Aufträge, {connection.vendor}")
    matching, bare = Time(), Time()
    with matching.running():
        result = match_transactions(movements, today=timezone.localdate(), actor=None)
    print(f"{result.matched:,} zugeordnet und gebucht, {result.inbox:,} zu klären")
    print(line("zuordnen und buchen", entry_count, matching))
    after = peak_megabytes()
    count = _bare_bulk_create(bare)
    print(line("dieselben Buchungen, bulk_create", count, bare))
    ratio = (matching.wall / entry_count) / (bare.wall / count)
    print(f"Zuordnen braucht {ratio:.2f}-mal so lange wie bulk_create allein.")
    print(f"Speicher in der Spitze: {after:.0f} MB, davor {before:.0f} MB")


def _drafts(count: int) -> Iterator[OrderDraft]:
    chance = random.Random(1)  # noqa: S311 - invented data
    ordered_on = timezone.localdate() - timedelta(days=40)
    for number in range(count):
        total = Decimal(chance.randint(500, 90_000)) / 100
        last_name = f"{chance.choice(_STEMS)}{chance.choice(_ENDS)}"
        yield OrderDraft(
            line=2,
            number=f"HK-{1_000_000 + number}" if number % 3 else str(50_000 + number),
            ordered_on=ordered_on,
            currency="EUR",
            total=total,
            open_amount=total,
            payment_method="Rechnung",
            shop_state=ShopState.OPEN,
            shop_state_text="open",
            customer=CustomerDraft(
                first_name=chance.choice(_FIRST),
                last_name=last_name,
                email=f"kunde{number}@kunden.example",
            ),
            lines=(LineDraft("Emaillebecher", "BE-1", Decimal(1), total),),
        )


def _keep_movements(creditor_id: int, order_count: int, count: int) -> list[int]:
    """Store payments for every n-th order."""
    step = max(order_count // count, 1)
    columns = ("number", "open_amount", "customer__first_name", "customer__last_name")
    orders = Order.objects.order_by("pk").values_list(*columns).iterator(chunk_size=_BATCH)
    today = timezone.localdate()
    rows = (
        BankTransaction(
            creditor_id=creditor_id,
            account="DE89370400440532013000",
            fingerprint=str(place),
            booked_on=today,
            value_on=today,
            amount=open_amount,
            currency="EUR",
            name=f"{first_name} {last_name}",
            iban=_IBAN,
            remittance_text=_TEXTS[place % len(_TEXTS)].format(number.replace("-", " ")),
        )
        for place, (number, open_amount, first_name, last_name) in enumerate(
            islice(orders, 0, count * step, step)
        )
    )
    while batch := list(islice(rows, _BATCH)):
        BankTransaction.objects.bulk_create(batch)
    return list(BankTransaction.objects.order_by("pk").values_list("pk", flat=True))


def _bare_bulk_create(spent: Time) -> int:
    """Store the rows of all bookings once more under other keys; only storing is timed."""
    paid = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).order_by("pk")
    history = HistoryEntry.objects.filter(text__contains="laut Kontoauszug").order_by("pk")
    entries, allocations, lines = list(paid), list(Allocation.objects.order_by("pk")), list(history)
    for entry, allocation, told in zip(entries, allocations, lines, strict=True):
        entry.pk = allocation.pk = told.pk = None
        allocation.entry = entry
    for start in range(0, len(entries), _BATCH):
        chosen = slice(start, start + _BATCH)
        with spent.running(), transaction.atomic():
            LedgerEntry.objects.bulk_create(entries[chosen])
            for allocation in allocations[chosen]:
                allocation.entry_id = allocation.entry.pk
            Allocation.objects.bulk_create(allocations[chosen])
            HistoryEntry.objects.bulk_create(lines[chosen])
    return len(entries)
