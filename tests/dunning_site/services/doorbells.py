"""The queue from the outside: what rings, whether it stands in the database or in Redis."""

import pydoc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django_q.brokers import get_broker
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage


def take_rings() -> list[dict[str, Any]]:
    """All tasks that wait, taken off the queue."""
    broker = get_broker()
    taken = []
    while broker.queue_size():
        for receipt, payload in broker.dequeue() or []:
            taken.append(SignedPackage.loads(payload))
            if receipt:
                broker.acknowledge(receipt)
    return taken


def functions(rings: list[dict[str, Any]]) -> list[str]:
    return [ring["func"] for ring in rings]


def work_off(*only: str) -> list[str]:
    """Do what waits, and what that asks for in turn; others than those named are dropped."""
    done = []
    while rings := take_rings():
        for ring in rings:
            if not only or ring["func"] in only:
                pydoc.locate(ring["func"])(*ring["args"])
                done.append(ring["func"])
    return done


def together(*jobs: Callable[[], object]) -> list[object]:
    """What the jobs answer, in threads that start at the same moment."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def tick() -> None:
    """What each cluster does twice a minute: ask for what is due by the timetable."""
    scheduler(broker=get_broker())
