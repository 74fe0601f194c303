from datetime import timedelta

import pytest

from orders.models import Order
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories
from tests.dunning_site.api.conftest import order_body

PATH = "orders/EF-20417"


@pytest.fixture
def order(shop) -> Order:
    due_long_ago = (factories.TODAY - timedelta(days=40)).isoformat()
    shop.put(PATH, order_body(ordered_on=due_long_ago))
    return Order.objects.get()


def propose(order, today):
    return propose_run(
        [order.pk], level=1, day=today, written_on=today, selection="Test", actor=None
    )


def test_the_standing_says_what_comes_next(shop, order):
    response = shop.get(PATH)

    assert response.status_code == 200
    assert response.json() | {"explanation": ""} == {
        "number": "EF-20417",
        "total": "79.90",
        "paid": "0.00",
        "open_amount": "79.90",
        "overdue_amount": "79.90",
        "credit_amount": "0.00",
        "payment_status": "open",
        "reported_total": None,
        "due_on": "2026-10-26",
        "levels_sent": 0,
        "next_level": 1,
        "next_level_on": "2026-10-31",
        "closed": False,
        "reasons": [],
        "explanation": "",
        "installments": [
            {"position": 1, "due_on": "2026-10-26", "amount": "79.90", "open_amount": "79.90"}
        ],
    }


@pytest.mark.parametrize("status", Order.PaymentStatus)
def test_every_status_of_a_payment_can_be_told(shop, order, status):
    Order.objects.update(payment_status=status)

    assert shop.get(PATH).json()["payment_status"] == status


def test_a_proposal_is_no_reminder_yet(shop, order, today):
    propose(order, today)

    assert shop.get(f"{PATH}/reminders").json() == {"reminders": []}


def test_a_released_reminder_is_told(shop, order, today, settings):
    settings.MAIL_SERVER = object()
    run = propose(order, today)
    release_run(run.pk, actor=None, today=today, now=run.created_at)

    reminder = shop.get(f"{PATH}/reminders").json()["reminders"][0]

    assert reminder | {"pay_by": ""} == {
        "number": "M-000001",
        "level": 1,
        "state": "queued",
        "channel": "email",
        "written_on": "2026-11-21",
        "sent_at": None,
        "pay_by": "",
        "claimed": "79.90",
    }
