"""Which open orders become statute-barred when; the earlier day is the one that counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.payments import record_payment
from reminders.services.limitations import (
    barred_orders,
    first_live_year,
    orders_by_limitation,
    restarted_until,
    warned_count,
    warned_orders,
)
from tests.factories import order, sales_account

TODAY = date(2026, 11, 22)


@pytest.fixture
def orders(db):
    """Orders due in five years, one of them paid."""
    account = sales_account()
    for year in (2022, 2023, 2024, 2025):
        order(account, number=f"EF-{year}", due_on=date(year, 5, 1), total="100.00", today=TODAY)
    paid = order(account, number="EF-PAID", due_on=date(2023, 5, 1), total="100.00", today=TODAY)
    record_payment(paid.pk, amount=Decimal(100), paid_on=TODAY, actor=None, today=TODAY)


def numbers(found):
    return [one.number for one in found]


def test_the_most_urgent_order_is_on_top_and_barred_ones_at_the_end(orders):
    found = orders_by_limitation(TODAY)

    assert numbers(found) == ["EF-2023", "EF-2024", "EF-2025", "EF-2022"]
    assert [one.is_barred for one in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        pytest.param(date(2026, 6, 30), 6, [], id="six months and a day before"),
        pytest.param(date(2026, 7, 1), 6, ["EF-2023"], id="six months before"),
        pytest.param(date(2026, 9, 29), 3, [], id="not yet within three"),
        pytest.param(date(2026, 11, 22), 3, ["EF-2023"], id="within three"),
        pytest.param(date(2026, 11, 22), 1, [], id="not yet within one"),
        pytest.param(date(2026, 12, 31), 1, ["EF-2023"], id="last day"),
        pytest.param(date(2027, 1, 1), 6, [], id="barred, and the next are a year away"),
        pytest.param(date(2029, 1, 1), 1, ["EF-2025"], id="§ 193: 2028 ends on 2 January 2029"),
    ],
)
def test_orders_are_warned_of_before_their_last_day(orders, today, months, expected):
    assert numbers(warned_orders(Order.objects.open(), today, months=months)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        pytest.param(date(2026, 12, 31), ["EF-2022"], id="2023 has its last day"),
        pytest.param(date(2027, 1, 1), ["EF-2022", "EF-2023"], id="2023 is barred"),
    ],
)
def test_barred_orders_are_told_apart(orders, today, expected):
    assert sorted(numbers(barred_orders(Order.objects.open(), today))) == expected


def test_the_count_beside_the_menu_entry_is_that_of_six_months(orders):
    assert warned_count(TODAY) == 1


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 11, 22), 2023),
        (date(2027, 1, 1), 2024),
        # 31 December 2028 is a Sunday, 1 January a holiday.
        (date(2029, 1, 2), 2025),
        (date(2029, 1, 3), 2026),
    ],
)
def test_the_first_year_that_can_be_enforced(today, year):
    assert first_live_year(today) == year


def test_a_part_payment_is_shown_but_does_not_move_the_day(orders):
    paid_on = TODAY - timedelta(days=30)
    first = Order.objects.get(number="EF-2023")
    record_payment(first.pk, amount=Decimal(10), paid_on=paid_on, actor=None, today=TODAY)

    found = orders_by_limitation(TODAY).get(pk=first.pk)

    assert found.last_payment_on == paid_on
    assert restarted_until(found.oldest_due_on, found.last_payment_on) == date(2029, 10, 23)
    assert numbers(warned_orders(Order.objects.open(), TODAY, months=3)) == ["EF-2023"]


@pytest.mark.parametrize(
    "acknowledged_on",
    [pytest.param(None, id="none"), pytest.param(date(2023, 8, 1), id="before it began")],
)
def test_no_hint_where_nothing_restarted(acknowledged_on):
    assert restarted_until(date(2023, 5, 1), acknowledged_on) is None
