"""What a debtor is asked to pay now on the payment page."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.stops import set_stop
from reminders.services.debtor_amounts import PayNow, pay_now
from tests.factories import TODAY
from tests.reminders.services.claim_bench import again, bought, in_rates, pay

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2026, 10, 1), date(2026, 11, 20), date(2026, 12, 1)


def asked(order: Order, today: date = TODAY) -> PayNow:
    return pay_now(again(order), today)


def test_all_that_is_open_where_it_is_due():
    order = bought("100.00", due_on=FIRST)

    assert asked(order) == PayNow(Decimal("100.00"), FIRST, is_late=True, is_part=False)


def test_also_before_it_is_due_and_on_the_day_itself():
    order = bought("100.00", due_on=THIRD)

    assert asked(order) == PayNow(Decimal("100.00"), THIRD, is_late=False, is_part=False)
    assert not asked(order, THIRD).is_late


def test_of_rates_those_that_are_due():
    order = in_rates(bought("90.00"), (FIRST, "30.00"), (SECOND, "20.00"), (THIRD, "40.00"))

    assert asked(order) == PayNow(
        Decimal("50.00"), FIRST, is_late=True, is_part=True, not_due=Decimal("40.00")
    )


def test_where_no_rate_is_due_the_next_one_and_all_costs():
    order = in_rates(bought("90.00"), (FIRST, "30.00"), (THIRD, "60.00"))
    pay(order, "30.00", on=TODAY)
    assert asked(order) == PayNow(Decimal("60.00"), THIRD, is_late=False, is_part=False)

    order = in_rates(bought("90.00"), (THIRD, "30.00"), (date(2027, 1, 1), "60.00"))
    Order.objects.filter(pk=order.pk).update(open_costs="2.50", open_amount="92.50")
    assert asked(order) == PayNow(
        Decimal("32.50"), THIRD, is_late=False, is_part=True, not_due=Decimal("60.00")
    )


def test_what_is_disputed_is_not_asked_for():
    order = bought("100.00", due_on=FIRST)
    set_stop(
        order.pk,
        Order.StopReason.DISPUTED,
        reason="mangelhaft",
        disputed_amount=Decimal("30.00"),
        actor=None,
    )

    assert asked(order) == PayNow(
        Decimal("70.00"), FIRST, is_late=True, is_part=True, disputed=Decimal("30.00")
    )


def test_of_a_paid_order_nothing():
    order = bought("100.00", due_on=FIRST)
    pay(order, "100.00", on=TODAY)

    assert asked(order).amount == 0
