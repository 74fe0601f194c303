"""Orders that fall due in rates: spread, moved, grown by a later file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.models import Order
from orders.rules.drafts import InstallmentDraft, PaymentPlan
from orders.rules.rates import only_adds, spread
from orders.services.ledger_check import check_ledger
from orders.services.new_orders import create_order
from orders.services.shop_orders import update_order
from tests.factories import TODAY, draft, sales_account


def rates(*amounts: int) -> tuple[InstallmentDraft, ...]:
    """Rates of these euros, the first of September and each month after."""
    return tuple(
        InstallmentDraft(date(2026, 9 + index, 1), Decimal(amount))
        for index, amount in enumerate(amounts)
    )


@pytest.mark.parametrize(
    ("before", "total", "after"),
    [
        ((30, 30, 30), 90, (30, 30, 30)),
        ((30, 30, 30), 100, (30, 30, 40)),
        ((30, 30, 30), 70, (30, 30, 10)),
        ((30, 30, 30), 50, (30, 20, 0)),
        ((30,), 0, (0,)),
        ((), 30, ()),
    ],
)
def test_the_last_rates_bear_another_total(
    before: tuple[int, ...], total: int, after: tuple[int, ...]
) -> None:
    assert spread(rates(*before), Decimal(total)) == list(rates(*after))


@pytest.mark.parametrize(
    ("known", "told", "is_growth"),
    [
        ((30,), (30, 30), True),
        ((30, 30), (30, 30), False),
        ((30, 30), (30,), False),
        ((30,), (40, 30), False),
        ((), (30,), False),
    ],
)
def test_growth_leaves_the_known_rates_as_they_were(
    known: tuple[int, ...], told: tuple[int, ...], *, is_growth: bool
) -> None:
    assert only_adds(rates(*known), rates(*told)) is is_growth


def subscription(*amounts: int) -> Order:
    """A reminded subscription of these rates."""
    told = replace(
        draft(number="ABO-1", total=sum(amounts)),
        installments=rates(*amounts),
        payment_plan=PaymentPlan.SUBSCRIPTION,
    )
    order = create_order(sales_account(), told, actor=None, today=TODAY)
    Order.objects.filter(pk=order.pk).update(last_reminded_on=TODAY)
    return order


def tell(order: Order, *amounts: int) -> Order:
    """The same subscription as a later file tells it."""
    told = replace(
        draft(number="ABO-1", total=sum(amounts)),
        installments=rates(*amounts),
        payment_plan=PaymentPlan.SUBSCRIPTION,
    )
    update_order(order.pk, told, actor=None, today=TODAY)
    return Order.objects.get(pk=order.pk)


@pytest.mark.django_db
def test_a_reminded_subscription_grows_by_its_next_rate() -> None:
    order = tell(subscription(30), 30, 30)

    assert order.reported_total is None
    assert (order.total, order.open_amount) == (Decimal(60), Decimal(60))
    assert order.oldest_due_on == date(2026, 9, 1)
    assert check_ledger().is_ok


@pytest.mark.django_db
def test_another_amount_of_a_known_rate_is_flagged() -> None:
    order = tell(subscription(30), 40, 30)

    assert order.reported_total == Decimal(70)
    assert order.total == Decimal(30)
