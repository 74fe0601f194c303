"""A round of the crash harness in small: kills, mishaps of the server, payments, on SQLite."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.plan import RoundPlan
from tests.faults.rounds import Workshop

REMINDERS, PAYMENTS = 30, 9
SOME_FAULTS = {
    "rcpt4": 0.05, "rcpt5": 0.03, "dot4": 0.05, "cut_in_body": 0.03, "accept_drop": 0.05,
    "drop_at_dot": 0.03,
}  # fmt: skip
SHORT = RoundPlan(
    reminders=REMINDERS,
    payments=PAYMENTS,
    clusters=1,
    kill_every=3.0,
    limit=120,
    faults=SOME_FAULTS,
    stalls={},
)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="script/faults plays it on PostgreSQL")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_sends_each_reminder_once_whatever_dies(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    shop = Workshop(tmp_path, REMINDERS)
    _copy_empty_database(tmp_path / "world")
    shop.fill(tmp_path / "world")

    result = shop.play(SHORT)

    assert result["violations"] == {}
    assert result["accepted"] > 0
    assert sum(result["states"].values()) == REMINDERS


def _copy_empty_database(world: Path) -> None:
    """The tables of this test's database: to migrate another takes longer than the round."""
    world.mkdir()
    connection.ensure_connection()
    target = sqlite3.connect(world / "mahnwerk.sqlite3")
    connection.connection.backup(target)
    target.close()
