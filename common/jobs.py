"""The one place that asks the job queue for work."""

from typing import Any

from django_q.tasks import async_task


def enqueue(function: str, *args: Any) -> None:
    """Ask for a function by dotted path; arguments are ids only.

    Inside a transaction the request is committed with it. A job is only a doorbell: what has to
    be done stands in our own tables, so a lost or doubled ring does no harm.
    """
    async_task(function, *args)
