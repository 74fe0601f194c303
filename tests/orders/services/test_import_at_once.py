"""Two people import the same file at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from orders.models import LedgerEntry, Order, OrderImport
from orders.services import import_apply
from orders.services.import_apply import apply_import
from orders.services.import_files import in_memory
from orders.services.import_reading import upload_import
from orders.services.order_import import start_import
from tests.factories import TODAY, sales_account

NOW = timezone.now()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_order_is_stored_or_booked_twice(data_file, monkeypatch):
    monkeypatch.setattr(import_apply, "BATCH_SIZE", 2)
    account = sales_account()
    source = in_memory(data_file("shops/shopify_orders.csv"))
    imports = [
        upload_import(account, file_name="a.csv", source=source, actor=None) for _ in range(2)
    ]
    for one in imports:
        start_import(one.pk, now=NOW)
    together = Barrier(2)

    def apply(import_id: int) -> OrderImport:
        try:
            together.wait(timeout=10)
            return apply_import(import_id, today=TODAY, clock=lambda: NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        applied = list(threads.map(apply, [one.pk for one in imports]))

    total = imports[0].total_count
    assert [one.state for one in applied] == [OrderImport.State.APPLIED] * 2
    assert sum(one.new_count for one in applied) == Order.objects.count() == total
    assert (
        LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CHARGE).count()
        == Order.objects.filter(total__gt=0).count()
    )
