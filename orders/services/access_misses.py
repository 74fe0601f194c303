"""How often links that open nothing were tried: limited per network, alarmed in total."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from orders.models import AccessMiss

logger = logging.getLogger(__name__)
WINDOW = timedelta(minutes=10)
# Networks are of use for the limit only; the total is shown to the clerks for a while.
NETWORKS_KEPT_FOR = timedelta(days=1)
TOTALS_KEPT_FOR = timedelta(days=30)
_PURPOSE = "mahnwerk access misses 1"
_EVERYBODY = ""


def wait_of(network: str, *, now: datetime) -> timedelta | None:
    """How long the network must wait before its next try, or None if it may try.

    Whose network is not known ("") is counted in total only.
    """
    start = _window(now)
    tried = AccessMiss.objects.filter(
        source=_digest(network), window_start=start, count__gte=settings.ACCESS_MISSES_PER_NETWORK
    )
    return start + WINDOW - now if network and tried.exists() else None


@transaction.atomic
def note_miss(network: str, *, now: datetime) -> None:
    """Count a link that opened nothing; alarms once when a stretch of time has too many."""
    start = _window(now)
    for source in (_digest(network), _EVERYBODY) if network else (_EVERYBODY,):
        AccessMiss.objects.get_or_create(source=source, window_start=start)
        AccessMiss.objects.filter(source=source, window_start=start).update(count=F("count") + 1)
    total = AccessMiss.objects.get(source=_EVERYBODY, window_start=start).count
    if total == settings.ACCESS_MISSES_TOTAL:
        logger.error(
            "Zahlungsseiten: %d falsche Links in %d Minuten; jemand probiert sie durch.",
            total,
            WINDOW.total_seconds() // 60,
        )


def alarms(*, since: datetime) -> Sequence[AccessMiss]:
    """The stretches of time from the instant on that had too many misses, newest first."""
    return AccessMiss.objects.filter(
        source=_EVERYBODY, window_start__gte=since, count__gte=settings.ACCESS_MISSES_TOTAL
    ).order_by("-window_start")


@transaction.atomic
def forget_misses(*, now: datetime) -> int:
    """Delete counts that are no longer of use; returns how many."""
    old = AccessMiss.objects.exclude(source=_EVERYBODY).filter(
        window_start__lt=now - NETWORKS_KEPT_FOR
    )
    older = AccessMiss.objects.filter(window_start__lt=now - TOTALS_KEPT_FOR)
    return old.delete()[0] + older.delete()[0]


def _window(now: datetime) -> datetime:
    """The start of the ten minutes that the instant lies in."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return now - (now - epoch) % WINDOW


def _digest(network: str) -> str:
    """What is kept of a network: nobody reads the address from it without our key."""
    return salted_hmac(_PURPOSE, network, algorithm="sha256").hexdigest()
