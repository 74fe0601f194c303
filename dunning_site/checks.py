"""System checks: settings under which reminders could be sent twice or forgotten."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from math import ceil
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from dunning_site.env import DeliveryTimes
from dunning_site.schedules import TIMETABLE, find_timetable_faults

# Older ones have holes that matter here: WeasyPrint fetches what it must not, Django is unmended.
OLDEST = {"weasyprint": ("mahnwerk.E007", "70.0"), "django": ("mahnwerk.E008", "5.2.17")}


@register(Tags.async_support)
def check_queue(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of Q_CLUSTER."""
    return [Error(text, id=name) for name, text in find_queue_faults(settings.Q_CLUSTER)]


@register(Tags.async_support)
def check_timetable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of the timetable."""
    return [Error(text, id="mahnwerk.E020") for text in find_timetable_faults(TIMETABLE)]


@register(Tags.compatibility)
def check_database(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of DATABASES."""
    default = settings.DATABASES["default"]
    return [Error(text, id=name) for name, text in find_database_faults(default)]


@register(Tags.compatibility)
def check_delivery(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of leases and waits."""
    faults = find_delivery_faults(settings.DELIVERY, settings.Q_CLUSTER)
    return [Error(text, id=name) for name, text in faults]


@register(Tags.security)
def check_versions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of what is installed."""
    faults = find_old_packages({name: version(name) for name in OLDEST})
    return [Error(text, id=name) for name, text in faults]


def find_old_packages(installed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Check ids and German sentences about packages, by name, that are too old."""
    return [
        (OLDEST[name][0], f"{name} {found} ist zu alt, nötig ist {OLDEST[name][1]} oder neuer.")
        for name, found in installed.items()
        if _numbers(found) < _numbers(OLDEST[name][1])
    ]


def find_delivery_faults(times: DeliveryTimes, queue: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Check ids and German sentences about leases and waits; empty when they fit together."""
    faults = []
    longest = _seconds(times.reply_timeout)
    if _seconds(times.sending_lease) <= longest:
        faults.append(
            (
                "mahnwerk.E009",
                f"SENDING_LEASE_SECONDS={_seconds(times.sending_lease)} muss größer sein als "
                f"MAIL_REPLY_SECONDS={longest}, sonst gilt eine Mahnung als ungeklärt, während "
                "noch auf die Antwort des Mailservers gewartet wird.",
            )
        )
    if queue["timeout"] <= longest:
        faults.append(
            (
                "mahnwerk.E010",
                f"Q_CLUSTER: timeout={queue['timeout']} muss größer als {longest} sein, "
                "sonst wird ein Arbeiter beendet, der auf die Antwort des Mailservers wartet.",
            )
        )
    return faults


def find_queue_faults(queue: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Check ids and German sentences about Q_CLUSTER; empty when it is sound."""
    faults = []
    # A task waits in memory for up to queue_limit/workers others; its retry clock already runs.
    longest = queue["timeout"] * (1 + ceil(queue["queue_limit"] / queue["workers"]))
    if queue["retry"] <= longest:
        faults.append(
            (
                "mahnwerk.E001",
                f"Q_CLUSTER: retry={queue['retry']} muss größer als {longest} sein, "
                "sonst laufen Aufgaben doppelt.",
            )
        )
    if queue.get("catch_up", True):
        faults.append(
            (
                "mahnwerk.E002",
                "Q_CLUSTER: catch_up muss False sein, sonst werden Mahnläufe nachgeholt.",
            )
        )
    if queue.get("max_attempts") != 1:
        faults.append(
            (
                "mahnwerk.E003",
                "Q_CLUSTER: max_attempts muss 1 sein; Wiederholungen zählt das Postausgangsbuch.",
            )
        )
    return faults


def find_database_faults(database: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Check ids and German sentences about the default database; empty when it is sound."""
    options = database.get("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        return _find_sqlite_faults(options)
    given = str(options.get("options", "")).replace(" ", "")
    if "synchronous_commit=off" in given:
        return [
            (
                "mahnwerk.E006",
                "DATABASES: synchronous_commit=off vergisst bei Stromausfall, was versendet wird.",
            )
        ]
    return []


def _find_sqlite_faults(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if options.get("transaction_mode") != "IMMEDIATE":
        faults.append(
            (
                "mahnwerk.E004",
                "DATABASES: SQLite braucht transaction_mode=IMMEDIATE, sonst scheitern "
                "Hintergrundaufgaben an einer gesperrten Datenbank.",
            )
        )
    if "synchronous=full" not in str(options.get("init_command", "")).lower().replace(" ", ""):
        faults.append(
            (
                "mahnwerk.E005",
                "DATABASES: SQLite braucht PRAGMA synchronous=FULL, sonst vergisst es bei "
                "Stromausfall, was versendet wird.",
            )
        )
    return faults


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", text)[:3])


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
