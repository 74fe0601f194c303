"""Claiming: one reminder after the other, with what the worker saw waiting the last time."""

import pytest

from orders.services.payments import record_payment
from reminders.services import outbox
from tests.factories import TODAY, order

pytestmark = pytest.mark.django_db


def test_what_a_worker_remembers_is_claimed_one_after_the_other(released, clock):
    run = released(order(), order(), order())
    remembered: list[int] = []

    leases = [outbox.claim_next(now=clock(), remembered=remembered) for _ in range(4)]

    ids = list(run.reminders.order_by("pk").values_list("pk", flat=True))
    assert [lease and lease.reminder_id for lease in leases] == [*ids, None]


def test_what_another_worker_took_or_a_payment_settled_meanwhile_is_left_out(released, clock):
    paid, taken, free = (order() for _ in range(3))
    run = released(paid, taken, free)
    remembered = list(run.reminders.order_by("pk").values_list("pk", flat=True))
    record_payment(paid.pk, amount=paid.open_amount, paid_on=TODAY, actor=None, today=TODAY)
    outbox.claim_next(now=clock())

    lease = outbox.claim_next(now=clock(), remembered=remembered)

    assert lease is not None
    assert lease.reminder_id == run.reminders.get(items__order=free).pk
    assert outbox.claim_next(now=clock(), remembered=remembered) is None


def test_what_fell_due_since_is_found_when_the_remembered_are_gone(released, clock):
    remembered: list[int] = []
    released(order())
    outbox.claim_next(now=clock(), remembered=remembered)
    later = released(order())

    lease = outbox.claim_next(now=clock(), remembered=remembered)

    assert lease is not None
    assert lease.reminder_id == later.reminders.get().pk
