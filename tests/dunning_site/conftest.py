"""What the tests of the clerk's desk share."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock of the views stands on the day of the factories."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: factories.TODAY)
    return factories.TODAY


@pytest.fixture
def desk(client: Client, db: None, today: date) -> Client:
    """The browser of a clerk who may do everything on orders."""
    clerk = factories.user(
        "petra",
        "orders.view_order",
        "orders.add_ledgerentry",
        "orders.add_orderimport",
        "reminders.add_dunningrun",
        "reminders.add_dunningblock",
        "reminders.change_dunningblock",
        "reminders.view_reminder",
    )
    client.force_login(clerk)
    return client


@pytest.fixture
def reader(client: Client, db: None, today: date) -> Client:
    """The browser of somebody who may only look."""
    client.force_login(factories.user("ines", "orders.view_order"))
    return client
