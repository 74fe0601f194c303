"""Whether the installation works, in named checks: the pages, /readyz and the metrics show them."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from common.rules.german import plural, whole
from dunning_site.services.queue_state import (
    QueueAway,
    failed_lately,
    late_schedules,
    queue_length,
    unfinished_tasks,
)
from orders.services.bank_data import bank_data
from reminders.services.health import RESTART, HealthCheck, delivery_health

GIGABYTE = 1024**3
LEAST_FREE_GIGABYTES = 2
LONGEST_QUEUE = 1000
LOOK_AT_FAILURES = timedelta(days=1)


def health(now: datetime, today: date) -> list[HealthCheck]:
    """All checks, in the order of the page; without a database only that one and the disk."""
    if not database_answers():
        return [_database(is_fine=False), _disk()]
    return [
        _database(is_fine=True),
        *delivery_health(now, today),
        _bank_data(today),
        *_queue(now),
        _disk(),
    ]


def database_answers() -> bool:
    """Whether the database answers the smallest of questions."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def free_space() -> int:
    """The least room in bytes where the data and the journal are, on the host that answers."""
    folders = {settings.DATA_DIR, _existing(settings.JOURNAL_PATH.parent)}
    return min(shutil.disk_usage(folder).free for folder in folders)


def _database(*, is_fine: bool) -> HealthCheck:
    words = "Die Datenbank antwortet." if is_fine else "Die Datenbank antwortet nicht."
    advice = "Prüfen Sie Datenbankserver, Netz und DATABASE_URL."
    return HealthCheck("database", "Datenbank antwortet", is_fine, words, advice)


def _bank_data(today: date) -> HealthCheck:
    problems = [one.problem for one in bank_data(on=today).values() if one.problem]
    words = " ".join(problems) or "Kein Kontoauszug ist älter als erlaubt."
    advice = "Solange das so ist, mahnt der tägliche Mahnlauf die betroffenen Aufträge nicht."
    return HealthCheck("bank_data", "Kontoauszüge sind aktuell", not problems, words, advice)


def _queue(now: datetime) -> Iterator[HealthCheck]:
    yield _length()
    late = late_schedules(now)
    yield HealthCheck(
        "schedules",
        "Zeitplan wird eingehalten",
        not late,
        _listed("Überfällig", late) or "Keine geplante Aufgabe ist überfällig.",
        RESTART,
    )
    unfinished = unfinished_tasks(now)
    yield HealthCheck(
        "tasks",
        "Geplante Aufgaben werden fertig",
        not unfinished,
        _listed("Zu lange nicht fertig geworden", unfinished)
        or "Jede geplante Aufgabe wurde zuletzt rechtzeitig fertig.",
        "Der Fehler steht unter „Fehlgeschlagene Aufgaben“, sonst im Protokoll des Dienstes.",
    )
    failed = failed_lately(since=now - LOOK_AT_FAILURES)
    yield HealthCheck(
        "failures",
        "Keine Aufgabe ist fehlgeschlagen",
        not failed,
        _listed("Fehlgeschlagen und seither nicht geglückt", failed)
        or "Seit einem Tag ist nichts fehlgeschlagen, was nicht danach geglückt wäre.",
        "Der Fehler steht unter „Fehlgeschlagene Aufgaben“. Die Anzeige erlischt, sobald die "
        "Aufgabe glückt, spätestens nach einem Tag.",
    )


def _length() -> HealthCheck:
    label = "Warteschlange ist kurz"
    try:
        length = queue_length()
    except QueueAway as away:
        advice = (
            "Prüfen Sie Redis, Netz und REDIS_URL. Verloren geht nichts; sobald Redis da ist, "
            "geht es binnen einer Minute weiter."
        )
        return HealthCheck("queue", label, False, str(away), advice)
    words = f"{plural(length, 'Aufgabe wartet', 'Aufgaben warten')}."
    advice = f"Erlaubt sind {whole(LONGEST_QUEUE)}. {RESTART}"
    return HealthCheck("queue", label, length <= LONGEST_QUEUE, words, advice)


def _disk() -> HealthCheck:
    free = free_space()
    return HealthCheck(
        "disk",
        "Speicherplatz reicht",
        free >= LEAST_FREE_GIGABYTES * GIGABYTE,
        f"{whole(free // GIGABYTE)} GB sind frei.",
        f"Schaffen Sie Platz, mindestens {LEAST_FREE_GIGABYTES} GB: Ohne Platz steht der Versand.",
    )


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.exists())


def _listed(words: str, names: list[str]) -> str:
    return f"{words}: {', '.join(names)}." if names else ""
