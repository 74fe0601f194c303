"""Every sending stands in the chain, in the transaction that makes it sent."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from reminders.models import DispatchRecord, Reminder
from reminders.rules.dispatch_chain import next_digest
from reminders.services.delivery import deliver_due
from reminders.services.dispatch_chain import claims_of, row_of
from tests.factories import order, sales_account
from tests.reminders.services.witness import watched_road

in_one = pytest.mark.django_db
at_once = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def recomputed() -> list[str]:
    """The digests of the whole chain from what the database says now."""
    digests, digest = [], ""
    for record in DispatchRecord.objects.order_by("pk").select_related("reminder"):
        row = row_of(
            record.reminder,
            claims_of([record.reminder_id])[record.reminder_id],
            recorded_at=record.recorded_at,
            pdf_sha256=record.pdf_sha256,
        )
        digest = next_digest(digest, row)
        digests.append(digest)
    return digests


@in_one
def test_mails_follow_each_other_in_the_chain(released, sink, clock):
    released(order(), order())

    deliver_due(clock=clock)

    records = DispatchRecord.objects.order_by("pk")
    assert [one.digest for one in records] == recomputed()
    assert {one.pdf_sha256 for one in records} == {
        one.document.pdf_sha256 for one in Reminder.objects.all()
    }


@in_one
def test_a_letter_stands_in_it_once_it_is_posted(letter_order, released, printed, posted):
    released(letter_order())
    batch = printed()
    before = DispatchRecord.objects.count()

    posted(batch)

    assert (before, [one.digest for one in DispatchRecord.objects.all()]) == (0, recomputed())


@in_one
@pytest.mark.parametrize("change", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_it(released, sink, clock, change):
    released(order())
    deliver_due(clock=clock)

    with (
        pytest.raises(DatabaseError, match="nie geändert"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(DispatchRecord._meta.db_table))


@in_one
def test_what_was_sent_before_the_chain_existed_is_its_beginning(released, sink, clock):
    released(order(), order())
    deliver_due(clock=clock)
    kept = connection.vendor == "postgresql"
    _forget_chain(kept)

    import_module("reminders.migrations.0012_chain_what_was_sent").chain(apps, None)

    assert [one.digest for one in DispatchRecord.objects.order_by("pk")] == recomputed()
    assert len(recomputed()) == 2


@pytest.mark.parametrize("workers", [pytest.param(4, marks=at_once)])
def test_workers_that_send_at_the_same_time_write_one_chain(released, sink, clock, workers):
    account = sales_account()
    released(*[order(account) for _ in range(4 * workers)])

    def deliver(_: int) -> None:
        deliver_due(clock=clock)
        connection.close()

    with watched_road(), ThreadPoolExecutor(workers) as threads:
        list(threads.map(deliver, range(workers)))

    digests = list(DispatchRecord.objects.order_by("pk").values_list("digest", flat=True))
    assert len(sink.envelopes) == len(digests) == 4 * workers
    assert digests == recomputed()


def _forget_chain(is_postgresql: bool) -> None:
    """Empty the table as it was before, past its guards; the test's end takes that back."""
    table = DispatchRecord._meta.db_table
    with connection.cursor() as cursor:
        on_table = f" ON {table}" if is_postgresql else ""
        cursor.execute(f"DROP TRIGGER dispatch_no_delete{on_table}")
        cursor.execute(f"DELETE FROM {table}")
