"""System checks: settings under which reminders could be sent twice or forgotten."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from dunning_site.schedules import TIMETABLE, find_timetable_faults


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
