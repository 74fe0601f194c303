"""Rings for the queue: few are as good as many, and leave room for other work."""

import pytest
from django_q.tasks import queue_size

from common.jobs import ENOUGH_WAITING, enqueue, ring

pytestmark = pytest.mark.django_db
TASK, OTHER = "reminders.tasks.deliver", "reminders.tasks.prepare_letters"


def test_a_ring_reaches_an_empty_queue():
    ring(TASK)

    assert queue_size() == 1


def test_rings_do_not_pile_up():
    for _ in range(100):
        ring(TASK)

    assert queue_size() == ENOUGH_WAITING


def test_what_somebody_asked_for_is_never_left_out():
    for _ in range(ENOUGH_WAITING):
        ring(TASK)

    enqueue(OTHER, 7)

    assert queue_size() == ENOUGH_WAITING + 1
