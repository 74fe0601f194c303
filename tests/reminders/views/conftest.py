"""Clerks who are logged in, and runs of today: the pages read the real clock."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Order
from reminders.models import DunningRun
from reminders.services import outbox
from reminders.services.delivery import deliver_due
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories
from tests.reminders.services.test_delivery import PAPERS

CLERK = (
    "orders.view_order",
    "reminders.view_dunningrun",
    "reminders.view_reminder",
    "reminders.view_dunningblock",
    "reminders.add_dunningrun",
    "reminders.release_dunningrun",
    "reminders.change_dunningblock",
)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def clerk(db):
    return factories.user("petra", *CLERK)


@pytest.fixture
def page(clerk) -> Client:
    """A browser in which a clerk with all rights of the dunning is logged in."""
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def browser_of(db) -> Callable[..., Client]:
    """A browser in which somebody with just these permissions is logged in."""

    def log_in(*permissions: str, **of_user: object) -> Client:
        client = Client()
        client.force_login(factories.user("jonas", *permissions, **of_user))
        return client

    return log_in


@pytest.fixture
def due_order(db, today) -> Callable[..., Order]:
    """An order in Mahnstufe 1 today."""

    def make(**of_draft: object) -> Order:
        due_on = of_draft.pop("due_on", today - timedelta(days=7))
        return factories.order(today=today, due_on=due_on, **of_draft)

    return make


@pytest.fixture
def proposed(clerk, today) -> Callable[..., DunningRun]:
    """A proposal of Mahnstufe 1 for some orders."""

    def propose(*orders: Order, day: date | None = None) -> DunningRun:
        return propose_run(
            [order.pk for order in orders],
            level=1,
            day=day or today,
            written_on=day or today,
            selection="Mahnstufe 1",
            actor=clerk,
        )

    return propose


@pytest.fixture
def sent(sink, clerk, today, proposed) -> Callable[..., DunningRun]:
    """A run for some orders, released and delivered as far as the mail server takes it."""

    def send(*orders: Order) -> DunningRun:
        run = proposed(*orders)
        release_run(run.pk, actor=clerk, today=today, now=timezone.now())
        deliver_due(clock=timezone.now)
        run.refresh_from_db()
        return run

    return send


@pytest.fixture
def queries_of() -> Callable[[Callable[[], object]], int]:
    """How many queries a call makes."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
def lost(proposed, sink, clerk, today):
    """Reminders whose final dot was written and never answered."""

    def lose(*orders):
        run = proposed(*orders)
        now = timezone.now()
        release_run(run.pk, actor=clerk, today=today, now=now)
        while (lease := outbox.claim_next(now=now)) is not None:
            outbox.decide(lease, PAPERS, today=today, now=now)
            outbox.settle_uncertain(lease, "keine Antwort auf den Schlusspunkt", now=now)
        return list(run.reminders.order_by("pk"))

    return lose


@pytest.fixture
def decider(browser_of):
    return browser_of("orders.view_order", "reminders.view_reminder", "reminders.settle_uncertain")
