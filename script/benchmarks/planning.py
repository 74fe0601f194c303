"""Propose a run over very many due orders, and store the same rows by bulk_create alone."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from stopwatch import Time, line, peak_megabytes

from orders.models import Order
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, ShopState
from orders.services.new_orders import create_orders
from reminders.models import DunningRun, Reminder, ReminderItem
from reminders.services.procedures import open_sales_account
from reminders.services.proposals import propose_run

_BATCH = 1000
_NAMES = ("Winkelmann", "Böhmer", "Schröder", "Yılmaz", "Krüger", "Lindenberg", "Kowalski", "Hart")


def measure_planning(order_count: int) -> None:
    """Print how fast a run is proposed, and how that compares with storing its rows alone."""
    today = timezone.localdate()
    make_orders(order_count, today)
    order_ids = list(Order.objects.order_by("pk").values_list("pk", flat=True))
    planning, bare = Time(), Time()
    with planning.running():
        run = propose_run(
            order_ids, level=1, day=today, written_on=today, selection="Messung", actor=None
        )
    count = run.reminders.count()
    print(f"{order_count:,} Aufträge, {count:,} Mahnungen vorgeschlagen, {connection.vendor}")
    print(line("Mahnlauf vorschlagen", count, planning))
    _bare_bulk_create(run, bare)
    print(line("dieselben Zeilen, bulk_create", count, bare))
    print(
        f"Vorschlagen braucht {planning.wall / bare.wall:.2f}-mal so lange wie bulk_create allein."
    )
    print(f"Speicher in der Spitze: {peak_megabytes():.0f} MB")


def make_orders(count: int, today: date) -> None:
    """Store orders of one sales account that are all ripe for the first dunning level."""
    account = open_sales_account("Messstand")
    drafts = _drafts(count, today)
    while batch := list(islice(drafts, _BATCH)):
        with transaction.atomic():
            create_orders(account, batch, actor=None, today=today)


def _drafts(count: int, today: date) -> Iterator[OrderDraft]:
    """Orders that fell due a week to three weeks ago, hence all in Mahnstufe 1."""
    chance = random.Random(1)  # noqa: S311 - invented data
    for number in range(count):
        total = Decimal(chance.randint(500, 90_000)) / 100
        yield OrderDraft(
            line=2,
            number=f"ML-{1_000_000 + number}",
            ordered_on=today - timedelta(days=chance.randint(21, 36)),
            currency="EUR",
            total=total,
            open_amount=total,
            payment_method="Rechnung",
            shop_state=ShopState.OPEN,
            shop_state_text="open",
            customer=CustomerDraft(
                first_name="Greta",
                last_name=chance.choice(_NAMES),
                street="Bäckergasse 12",
                postcode="80331",
                city="München",
                state="BY",
                country="DE",
                email=f"kunde{number}@kunden.example",
            ),
            lines=(LineDraft("Emaillebecher", "BE-1", Decimal(1), total),),
        )


def _bare_bulk_create(run: DunningRun, spent: Time) -> None:
    """Store all reminders and items once more under another run; only storing is timed."""
    items = list(ReminderItem.objects.filter(reminder__run=run).select_related("reminder"))
    other = DunningRun.objects.create(run_on=run.run_on, written_on=run.written_on)
    ReminderItem.objects.all().delete()
    reminders = [item.reminder for item in items]
    for place, (item, reminder) in enumerate(zip(items, reminders, strict=True)):
        item.pk = reminder.pk = None
        reminder.run, reminder.message_id = other, f"<{place}@messung.example>"
    with spent.running(), transaction.atomic():
        _store(Reminder, reminders)
        for item in items:
            item.reminder_id = item.reminder.pk
        _store(ReminderItem, items)


def _store(model: Any, rows: Sequence[Any]) -> None:
    for start in range(0, len(rows), _BATCH):
        model.objects.bulk_create(rows[start : start + _BATCH])
