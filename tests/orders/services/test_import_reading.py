"""Uploaded files: kept in pieces, large ones read by the job queue."""

import io
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from orders.adapters.shops import open_orders
from orders.models import ImportChunk, Order, OrderImport
from orders.rules.drafts import FileRefused
from orders.services import import_files, import_reading
from orders.services.import_apply import apply_import, import_file
from orders.services.import_files import KeptFile, in_memory, open_import
from orders.services.import_questions import ImportRefused
from orders.services.import_reading import read_import, upload_import
from orders.services.order_import import (
    cancel_import,
    continue_import,
    discard_import,
    resume_stalled_imports,
    start_import,
)
from tests.factories import TODAY, sales_account
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, shopify_csv

pytestmark = pytest.mark.django_db
NOW = timezone.now()
State = OrderImport.State


def file_of(count: int) -> bytes:
    return shopify_csv(*[SHOPIFY_ORDER | {"Name": f"#{number}"} for number in range(count)])


def uploaded(data: bytes) -> OrderImport:
    return upload_import(sales_account(), file_name="a.csv", source=in_memory(data), actor=None)


@pytest.fixture
def queued(monkeypatch) -> list[tuple]:
    """Every file counts as large; the jobs that were asked for."""
    jobs: list[tuple] = []
    monkeypatch.setattr(import_reading, "READ_AT_ONCE_BYTES", 0)
    for module in ("order_import", "import_reading"):
        monkeypatch.setattr(
            f"orders.services.{module}.enqueue", lambda *arguments: jobs.append(arguments)
        )
    return jobs


def test_a_file_is_kept_in_pieces_and_read_as_it_was(monkeypatch):
    monkeypatch.setattr(import_files, "CHUNK_BYTES", 100)
    data = file_of(20)

    order_import = uploaded(data)
    kept = KeptFile(order_import)

    assert kept.open().read() == data == order_import.content
    assert ImportChunk.objects.count() == kept.count > 10
    assert list(open_import(order_import)) == list(open_orders(lambda: io.BytesIO(data)))


def test_a_large_file_is_read_by_the_job_queue(queued):
    order_import = uploaded(file_of(3))
    before = order_import.state

    read = read_import(order_import.pk, clock=timezone.now)

    assert before == State.READING
    assert queued == [("orders.tasks.read_order_import", order_import.pk)]
    assert (read.state, read.new_count, read.total_count) == (State.PREVIEWED, 3, 3)
    assert read.preview["new"]["count"] == 3
    assert not Order.objects.exists()


def test_reading_tells_how_far_it_has_come(queued, monkeypatch):
    order_import = uploaded(file_of(1200))
    told = []
    seconds = count(step=3)
    monkeypatch.setattr(
        "orders.services.import_preview.plan",
        lambda account, drafts: told.append(OrderImport.objects.get().done_count) or [],
    )

    read_import(order_import.pk, clock=lambda: NOW + timedelta(seconds=next(seconds)))

    assert len(told) == 3
    assert OrderImport.objects.get().done_count == 0


def test_reading_stops_once_the_file_is_discarded(queued, monkeypatch):
    order_import = uploaded(file_of(1200))
    seconds = count(step=3)

    def discarded(account, drafts):
        OrderImport.objects.update(state=State.DISCARDED)
        return []

    monkeypatch.setattr("orders.services.import_preview.plan", discarded)

    read = read_import(order_import.pk, clock=lambda: NOW + timedelta(seconds=next(seconds)))

    assert read.state == State.DISCARDED
    assert read.preview is None


def test_a_large_file_that_turns_out_to_be_broken_says_so(queued):
    order_import = uploaded(file_of(2) + b'"#7,greta@example.com\n')

    read = read_import(order_import.pk, clock=timezone.now)

    assert read.state == State.FAILED
    assert "Anführungszeichen" in read.failure


def test_a_small_file_that_turns_out_to_be_broken_is_not_kept():
    with pytest.raises(FileRefused, match="Anführungszeichen"):
        uploaded(file_of(2) + b'"#7,greta@example.com\n')

    assert not OrderImport.objects.exists()


def test_a_broken_file_from_the_command_line_is_not_kept():
    with pytest.raises(FileRefused):
        import_file(
            sales_account(),
            file_name="a.csv",
            source=in_memory(file_of(1) + b'"'),
            format="auto",
            actor=None,
            today=TODAY,
            clock=timezone.now,
        )

    assert not OrderImport.objects.exists()
    assert not ImportChunk.objects.exists()


def test_a_forgotten_reading_is_asked_for_again(queued):
    order_import = uploaded(file_of(1))
    queued.clear()

    resumed = resume_stalled_imports(now=timezone.now() + timedelta(minutes=3))

    assert resumed == 1
    assert queued == [("orders.tasks.read_order_import", order_import.pk)]


def test_a_file_being_read_can_be_discarded_but_not_started(queued):
    order_import = uploaded(file_of(1))

    with pytest.raises(ImportRefused, match="noch gelesen"):
        start_import(order_import.pk, now=NOW)

    assert discard_import(order_import.pk).state == State.DISCARDED


def test_a_cancelled_import_keeps_what_is_stored_and_goes_on_when_asked(queued, monkeypatch):
    monkeypatch.setattr("orders.services.import_apply.BATCH_SIZE", 2)
    order_import = uploaded(file_of(5))
    read_import(order_import.pk, clock=timezone.now)
    start_import(order_import.pk, now=NOW)
    ticks = count()

    def cancelled_after_the_first_batch():
        if next(ticks) == 1:
            cancel_import(order_import.pk)
        return NOW

    cancelled = apply_import(order_import.pk, today=TODAY, clock=cancelled_after_the_first_batch)
    stored = Order.objects.count()
    continue_import(order_import.pk, now=NOW)
    finished = apply_import(order_import.pk, today=TODAY, clock=timezone.now)

    assert (cancelled.state, cancelled.done_count, stored) == (State.CANCELLED, 2, 2)
    assert queued[-1] == ("orders.tasks.apply_order_import", order_import.pk)
    assert (finished.state, finished.new_count, Order.objects.count()) == (State.APPLIED, 5, 5)


def test_an_import_run_by_two_workers_stores_each_order_once(queued, monkeypatch):
    monkeypatch.setattr("orders.services.import_apply.BATCH_SIZE", 2)
    order_import = uploaded(file_of(5))
    read_import(order_import.pk, clock=timezone.now)
    start_import(order_import.pk, now=NOW)
    ticks = count()

    def another_worker_comes_in():
        if next(ticks) == 1:
            apply_import(order_import.pk, today=TODAY, clock=timezone.now)
        return NOW

    finished = apply_import(order_import.pk, today=TODAY, clock=another_worker_comes_in)

    assert (finished.state, finished.new_count, finished.done_count) == (State.APPLIED, 5, 5)
    assert Order.objects.count() == 5


@pytest.mark.parametrize("refuse", [cancel_import, lambda pk: continue_import(pk, now=NOW)])
def test_only_a_running_import_is_cancelled_and_only_a_cancelled_one_goes_on(refuse):
    order_import = uploaded(file_of(1))

    with pytest.raises(ImportRefused, match="noch nicht gestartet"):
        refuse(order_import.pk)
