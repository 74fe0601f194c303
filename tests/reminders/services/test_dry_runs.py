"""What a run on any day would do: the same as it does, and nothing is written."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from reminders.services.dry_runs import forecast
from reminders.services.runs import run_by_hand
from tests.bank_rows import statement
from tests.factories import TODAY, add_payment_reminder, order, procedure, sales_account

pytestmark = pytest.mark.django_db


def row_counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ("orders", "reminders")
    }


def test_it_writes_nothing():
    order()
    order(email="")
    before = row_counts()

    forecast(TODAY, today=TODAY)
    forecast(TODAY + timedelta(days=90), today=TODAY, is_automatic=True)

    assert row_counts() == before


def test_it_tells_what_the_run_then_does(clock, sink):
    for days in (0, 3, 7, 40, 90):
        order(due_on=TODAY - timedelta(days=days))
    order(email="")

    planned = forecast(TODAY, today=TODAY)
    run = run_by_hand(TODAY, sales_account_id=None, selection="Test", today=TODAY, now=clock())

    told = {one.number for one in planned.orders if one.is_sent}
    assert told == {item.order.number for one in run.reminders.all() for item in one.items.all()}
    assert len(planned.skipped) == run.skipped_orders.count()
    claims = sum((one.claim for one in run.reminders.all()), Decimal("0.00"))
    assert planned.total("claim") == claims


@pytest.mark.parametrize(
    ("days_ahead", "level"),
    [
        pytest.param(1, None, id="before anything"),
        pytest.param(2, 0, id="the payment reminder"),
        pytest.param(5, 1, id="Mahnstufe 1"),
        pytest.param(60, 1, id="nothing is assumed as sent before"),
    ],
)
def test_a_future_day_finds_the_step_of_that_day(days_ahead, level):
    account = sales_account()
    add_payment_reminder(account, days=2)
    order(account, due_on=TODAY)

    planned = forecast(TODAY + timedelta(days=days_ahead), today=TODAY)

    assert [one.level for one in planned.sent] == ([] if level is None else [level])


def test_bank_data_count_as_of_today_for_a_day_to_come():
    scheme = procedure(sales_account())
    scheme.is_automatic = True
    scheme.save()
    scheme.levels.update(is_automatic=True)
    order()
    statement(TODAY - timedelta(days=1), read_on=TODAY)

    planned = forecast(TODAY + timedelta(days=30), today=TODAY, is_automatic=True)

    assert len(planned.sent) == 1


def test_it_tells_of_the_schedule_what_only_a_clerk_sends():
    order()

    by_hand = forecast(TODAY, today=TODAY)
    by_schedule = forecast(TODAY, today=TODAY, is_automatic=True)

    assert len(by_hand.sent) == 1
    assert [one.reasons[0]["code"] for one in by_schedule.skipped] == ["not_automatic"]


def test_one_account_can_be_asked_for_alone():
    order(sales_account("Foto-Shop"))
    alone = order(sales_account("eBay"))

    planned = forecast(TODAY, today=TODAY, sales_account_id=alone.sales_account_id)

    assert [one.number for one in planned.orders] == [alone.number]
