"""What is known must not get lost because the database is away for a moment."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError

from reminders.services import patience
from reminders.services.patience import patiently


class Connection:
    """A database connection outside of any transaction."""

    in_atomic_block = False

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """Nobody waits really; the waits are counted."""
    waited: list[float] = []
    clock = SimpleNamespace(sleep=waited.append, monotonic=lambda: sum(waited))
    monkeypatch.setattr(patience, "time", clock)
    monkeypatch.setattr(patience, "connection", Connection())
    return waited


def failing(times: int, error: Exception):
    failures = [error] * times

    def work() -> str:
        if failures:
            raise failures.pop()
        return "done"

    return work


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_it_tries_again_until_the_database_answers(waits, kind):
    assert patiently(failing(3, kind("gone"))) == "done"
    assert waits == [0.1, 0.2, 0.5]


def test_it_gives_up_when_the_lease_has_ended(waits):
    with pytest.raises(OperationalError):
        patiently(failing(1000, OperationalError("gone")), within=timedelta(seconds=9))

    assert 9 <= sum(waits) <= 11


def test_other_errors_are_not_repeated(waits):
    with pytest.raises(ValueError, match="a mistake"):
        patiently(failing(1, ValueError("a mistake")))

    assert waits == []


def test_inside_a_transaction_nothing_can_be_repeated(waits, monkeypatch):
    monkeypatch.setattr(patience.connection, "in_atomic_block", True)

    with pytest.raises(OperationalError):
        patiently(failing(1, OperationalError("gone")))

    assert waits == []
