"""Tests that commit for real, also on SQLite, where triggers refuse to empty the tables after."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection, connections

COMMITTING = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("real_commits"),
]


@pytest.fixture
def real_commits() -> Iterator[None]:
    """Puts the database back as it was, so that nothing is left which a trigger would guard.

    PostgreSQL empties tables without asking the triggers of their rows.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(before)
    yield
    connections.close_all()
    connection.ensure_connection()
    before.backup(connection.connection)
    before.close()
