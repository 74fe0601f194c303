"""What is open, overdue and due for dunning today, counted when it is asked for."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse

from common.rules.money import ZERO
from common.sums import cents, euros
from dunning_site.services.overview_figures import AgeBand, DueLevel, Figure
from orders.models import Installment, Order
from reminders.models import Standing, Tab, tab_condition
from reminders.rules.reasons import step_name

_DAY = timedelta(days=1)
# Days overdue, both ends included.
_AGES = ((1, 7), (8, 14), (15, 30), (31, 60), (61, 90), (91, None))
_LEVELS = (Tab.REMINDER, Tab.LEVEL_1, Tab.LEVEL_2, Tab.LEVEL_3)


def open_orders() -> Figure:
    """All that is owed; one query."""
    count, amount = (
        Order.objects.open().aggregate(count=Count("pk"), amount=cents("open_amount")).values()
    )
    return Figure(count, euros(amount), reverse("order-list"))


def due_levels(today: date) -> tuple[DueLevel, ...]:
    """What stands in the tabs that reminders are sent from; two queries."""
    figures: dict[str, Any] = {}
    for tab in _LEVELS:
        condition = tab_condition(tab, on=today)
        figures[f"count_{tab}"] = Count("pk", filter=condition)
        figures[f"amount_{tab}"] = cents("order__open_amount", only=condition)
    near = Standing.objects.filter(_is_near(today), is_open=True)
    found, ready = near.aggregate(**figures), _ready(today)
    return tuple(
        DueLevel(
            level=tab.sent_level or 0,
            label=step_name(tab.sent_level or 0),
            count=found[f"count_{tab}"],
            amount=euros(found[f"amount_{tab}"]),
            url=_list_url(stufe=tab.value),
            ready=ready[f"ready_{tab}"],
        )
        for tab in _LEVELS
    )


def _is_near(today: date) -> Q:
    return Q(next_level_on__lte=today) | Q(next_reminder_on__lte=today)


def _ready(today: date) -> dict[str, int]:
    """How many orders of each tab nothing holds back: no block, stop, start day or reseller."""
    free = Standing.objects.filter(_is_near(today)).active().unhindered(on=today).begun()
    # Whom a level is due for is overdue; a payment reminder may come before.
    shown = Q(due_on__lt=today) | ~Q(next_level_on__lte=today)
    return free.filter(shown).aggregate(
        **{f"ready_{tab}": Count("pk", filter=tab_condition(tab, on=today)) for tab in _LEVELS}
    )


def ageing(today: date) -> tuple[AgeBand, ...]:
    """What is overdue, by the age of each installment; two queries.

    Costs, interest and whatever else is open beside installments are as old as the order's oldest
    unpaid installment.
    """
    orders = Order.objects.overdue(on=today).annotate(age=_age("oldest_due_on", today)).order_by()
    counts: dict[int, int] = {}
    amounts: dict[int, int] = defaultdict(int)
    for age, count, amount in orders.values_list("age").annotate(
        count=Count("pk"), cent_sum=cents("open_amount")
    ):
        counts[age] = count
        amounts[age] += amount
    unpaid = Installment.objects.filter(open_amount__gt=0, order__oldest_due_on__lt=today)
    by_age = unpaid.annotate(
        age=_age("due_on", today), order_age=_age("order__oldest_due_on", today)
    ).order_by()
    moved = by_age.values_list("age", "order_age").annotate(cent_sum=cents("open_amount"))
    for age, order_age, amount in moved:
        amounts[order_age] -= amount
        if age is not None:
            amounts[age] += amount
    return tuple(_band(place, counts.get(place, 0), amounts[place], today) for place in _places())


def overdue(bands: tuple[AgeBand, ...], today: date) -> Figure:
    """All that is overdue."""
    return Figure(
        sum(band.orders for band in bands),
        sum((band.amount for band in bands), ZERO),
        _list_url(faellig_bis=(today - _DAY).isoformat()),
    )


def _places() -> range:
    return range(len(_AGES))


def _age(field: str, today: date) -> Case:
    """The band that a due day falls into; none when it is not over."""
    return Case(
        *(
            When(**{f"{field}__lte": today - _DAY * first}, then=Value(place))
            for place, (first, _) in reversed(list(enumerate(_AGES)))
        ),
        output_field=IntegerField(null=True),
    )


def _band(place: int, orders: int, amount: int, today: date) -> AgeBand:
    first, last = _AGES[place]
    days = {"faellig_bis": (today - _DAY * first).isoformat()}
    if last is not None:
        days = {"faellig_von": (today - _DAY * last).isoformat(), **days}
    label = f"{first}–{last} Tage" if last is not None else f"über {first - 1} Tage"
    return AgeBand(first, last, label, euros(amount), orders, _list_url(**days))


def _list_url(**filters: str) -> str:
    return f"{reverse('order-list')}?{urlencode(filters)}"
