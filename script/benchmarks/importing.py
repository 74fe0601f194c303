"""Import a large file of a shop, and store the same rows by a bare bulk_create."""

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from order_files import write_shopify
from stopwatch import Time, line, peak_megabytes

from orders.models import (
    Customer,
    HistoryEntry,
    Installment,
    Invoice,
    LedgerEntry,
    Order,
    OrderLine,
    SalesAccount,
)
from orders.services.import_apply import BATCH_SIZE, apply_import
from orders.services.import_reading import keep_import, read_kept
from orders.services.order_import import start_import
from reminders.models import Standing
from reminders.services.procedures import open_sales_account

# Far above every key that the import gives out.
_OFFSET = 100_000_000
_COMPARED = 20_000
_OF_ORDERS = (OrderLine, Installment, LedgerEntry, Invoice, HistoryEntry, Standing)


def measure_import(count: int) -> None:
    """Print how fast that many orders are read and stored, and the memory that took."""
    account = open_sales_account("Messstand")
    reading, storing, bare = Time(), Time(), Time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bestellungen.csv"
        write_shopify(path, count)
        megabytes = path.stat().st_size / 1_000_000
        with reading.running():
            order_import = _read(account, path)
    print(f"{count:,} Aufträge, {megabytes:.0f} MB CSV, {connection.vendor}")
    today = timezone.localdate()
    start_import(order_import.pk, now=timezone.now())
    with storing.running():
        apply_import(order_import.pk, today=today, clock=timezone.now)
    assert Order.objects.count() == count
    peak = peak_megabytes()
    compared = _bare_bulk_create(min(count, _COMPARED), bare)
    both = Time(reading.wall + storing.wall, reading.processor + storing.processor)
    print(line("hochladen, lesen, Vorschau", count, reading))
    print(line("übernehmen", count, storing))
    print(line("zusammen", count, both))
    print(line("dieselben Zeilen, bulk_create", compared, bare))
    ratio = (storing.wall / count) / (bare.wall / compared)
    print(f"Übernehmen braucht {ratio:.2f}-mal so lange wie bulk_create allein.")
    print(f"Speicher in der Spitze: {peak:.0f} MB")


def _read(account: SalesAccount, path: Path):  # noqa: ANN202 - an import row
    order_import, _ = keep_import(
        account,
        file_name=path.name,
        source=partial(path.open, "rb"),
        format="auto",
        mapping=None,
        actor=None,
    )
    return read_kept(order_import.pk, clock=timezone.now)


def _bare_bulk_create(count: int, spent: Time) -> int:
    """Store the rows of the first orders once more under other keys; only storing is timed."""
    keys = list(Order.objects.order_by("pk").values_list("pk", flat=True)[:count])
    seen: set[int] = set()
    for start in range(0, count, BATCH_SIZE):
        orders = list(Order.objects.filter(pk__in=keys[start : start + BATCH_SIZE]))
        customers = {one.customer_id for one in orders} - seen
        seen |= customers
        tables = [
            list(Customer.objects.filter(pk__in=customers)),
            orders,
            *(list(model.objects.filter(order__in=orders)) for model in _OF_ORDERS),
        ]
        for rows in tables:
            _rename(rows)
        with spent.running(), transaction.atomic():
            for rows in tables:
                if rows:
                    type(rows[0])._base_manager.bulk_create(rows)
    return count


def _rename(rows: Sequence[Model]) -> None:
    """Give copies of rows other keys, and other values where each may stand only once."""
    for row in rows:
        for field in row._meta.concrete_fields:
            is_own = field.primary_key or field.related_model in (Customer, Order, Installment)
            if is_own and getattr(row, field.attname) is not None:
                setattr(row, field.attname, getattr(row, field.attname) + _OFFSET)
        if isinstance(row, Order):
            row.number, row.token = f"{row.number}-2", f"{row.token[:60]}-2"
        elif isinstance(row, Customer):
            row.identity = f"{row.identity[:60]}-2"
