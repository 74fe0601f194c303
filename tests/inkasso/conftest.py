"""What the tests of the collections share."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.factories import TODAY

VIEW = "collections.view_collectioncase"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock of the views stands on the day of the factories."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    return TODAY


@pytest.fixture
def desk(client: Client, db: None, today: date) -> Client:
    """The browser of a clerk who may do everything on cases."""
    clerk = factories.user(
        "petra",
        VIEW,
        "collections.change_collectioncase",
        "collections.handover_collectioncase",
        "collections.recall_collectioncase",
        "collections.view_handover",
        "orders.view_order",
        "common.add_exportlog",
    )
    client.force_login(clerk)
    return client


@pytest.fixture
def reader(db: None, today: date) -> Client:
    """The browser of somebody who may only look."""
    browser = Client()
    browser.force_login(factories.user("ines", VIEW))
    return browser
