"""Go on after the database was away for a moment: what is known already must not get lost."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)
T = TypeVar("T")

DATABASE_AWAY = (OperationalError, InterfaceError)
# As long as the worker holds the reminder; later the sweep has settled it by itself.
WHILE_LEASED = settings.DELIVERY.sending_lease
BRIEFLY = timedelta(seconds=30)
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)


def patiently(work: Callable[[], T], *, within: timedelta = WHILE_LEASED) -> T:
    """The result of a transaction, begun anew on a fresh connection while the database is away.

    work must do no harm when its first attempt was committed after all. Raises the database's
    error when so long has passed since the first attempt, and at once inside a transaction.
    """
    until, attempt = time.monotonic() + within.total_seconds(), 0
    while True:
        try:
            return work()
        except DATABASE_AWAY as error:
            if connection.in_atomic_block or time.monotonic() >= until:
                raise
            logger.warning("The database does not answer, trying again: %s", error)
            connection.close()
        time.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        attempt += 1
