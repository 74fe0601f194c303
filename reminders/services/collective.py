"""Sammelmahnung: all overdue orders of one customer in one reminder, where the account wants it."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.db.models import Q

from orders.models import Order
from reminders.models import Channel, DunningSettings, Standing
from reminders.services.assessment import Assessment
from reminders.services.channels import channel_of

FIRST_LEVEL = 1


def collecting_accounts() -> frozenset[int]:
    """The sales accounts that put a customer's overdue orders into one reminder; one query."""
    switched_on = DunningSettings.objects.filter(collects_per_customer=True)
    return frozenset(switched_on.values_list("sales_account", flat=True))


def with_companions(order_ids: Sequence[int], day: date) -> list[int]:
    """The orders, and behind them those of the same customers that are to be dunned along.

    Those are overdue on the day and a step of their ladder has begun.
    """
    accounts = collecting_accounts()
    if not accounts or not order_ids:
        return list(order_ids)
    known = set(order_ids)
    chosen = Order.objects.filter(pk__in=order_ids, sales_account__in=accounts)
    customers = set(chosen.values_list("customer", flat=True))
    is_reached = Q(next_level_on__lte=day) | Q(next_reminder_on__lte=day)
    due = Standing.objects.filter(
        is_reached,
        is_open=True,
        order__sales_account__in=accounts,
        order__customer__in=customers,
        order__oldest_due_on__lt=day,
    )
    found = due.order_by("due_on", "order").values_list("order", flat=True)
    return [*order_ids, *(pk for pk in found if pk not in known)]


def gathered(
    assessments: Iterable[Assessment], accounts: frozenset[int], day: date
) -> Iterable[Sequence[Assessment]]:
    """Which of the orders share a reminder: one customer, one currency, one way to him.

    What a second or last notice says is not true of an order that was never reminded: first
    notices share one reminder, later ones another.
    An order that is not overdue yet is reminded alone, whatever the account wants.
    """
    alone: list[Assessment] = []
    together: list[Assessment] = []
    for one in assessments:
        is_collected = one.order.sales_account_id in accounts and one.order.is_overdue(day)
        (together if is_collected else alone).append(one)
    yield from ([one] for one in alone)
    yield from (list(group) for _, group in groupby(sorted(together, key=_key), _key))


def _key(assessment: Assessment) -> tuple[int, int, str, str, bool]:
    order, step = assessment.order, assessment.step
    assert step is not None  # an order with a missing step has a reason
    channel = channel_of(order.customer, Channel(step.channel))
    is_later = step.level > FIRST_LEVEL
    return (order.sales_account_id, order.customer_id, order.currency, channel, is_later)
