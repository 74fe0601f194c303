"""The one place that asks the job queue for work."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_q.tasks import async_task, queue_size

ENOUGH_WAITING = 2
_Arguments = ParamSpec("_Arguments")
_Task = Callable[_Arguments, str]


def enqueue(function: str, *args: int | str) -> None:
    """Ask for a function by dotted path; arguments are ids only.

    Inside a transaction the request is committed with it, or made after its commit where the
    queue is not in the database: a worker must not look before the work is there. A job is only a
    doorbell: what has to be done stands in our own tables, so a lost or doubled ring does no harm.
    """
    if settings.Q_CLUSTER.get("orm"):
        async_task(function, *args)
    else:

        def ring() -> None:
            async_task(function, *args)

        # Robust: what was committed stays done when Redis is away; the sweep rings again.
        transaction.on_commit(ring, robust=True)


def ring(function: str) -> None:
    """Ask for a function that works off whatever is due, unless enough waits in the queue already.

    Who rings once a minute would else pile up rings while work lasts for hours, and a clerk's print
    batch would wait behind all of them.
    """
    if queue_size() < ENOUGH_WAITING:
        enqueue(function)


def regular(clock: Callable[[], datetime]) -> Callable[[_Task], _Task]:
    """Note each time a task of the timetable got its work done, and nothing when it failed.

    What it raises goes on to the queue, which keeps it as a failure.
    """

    def decorate(task: _Task) -> _Task:
        @wraps(task)
        def noted(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> str:
            done = task(*args, **kwargs)
            # Told by the settings: the beats stand in an app above this one.
            import_string(settings.NOTE_WORK)(f"{task.__module__}.{task.__name__}", clock())
            return done

        return noted

    return decorate
