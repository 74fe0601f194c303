"""A debtor's browser after the link was opened."""

from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dunning_site.debtor.visits import open_visit
from orders.models import Order
from tests import factories
from tests.pages import words_of

Visit = Callable[[Order], Client]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock of the views stands on the day of the factories; other instants keep theirs."""
    real = timezone.localdate
    monkeypatch.setattr(
        timezone, "localdate", lambda *args: real(*args) if args else factories.TODAY
    )
    return factories.TODAY


@pytest.fixture
def visit(client: Client, db: None, today: date) -> Visit:
    """Opens the visit of an order in the browser."""

    def begin(order: Order) -> Client:
        response = HttpResponse()
        open_visit(response, order, now=timezone.now())
        client.cookies.update(response.cookies)
        return client

    return begin


@pytest.fixture
def shown(visit: Visit) -> Callable[[Order], str]:
    """The words of an order's page."""

    def read(order: Order) -> str:
        response = visit(order).get(f"/z/{order.public_id}/")
        assert response.status_code == 200
        return words_of(response)

    return read
