"""What a running Ratenplan means on a day; reads only."""

from datetime import date

from common.rules.german import day as german_day
from common.rules.german import euro
from orders.models import Order
from reminders.models import InstalmentPlan
from reminders.rules.instalments import Rate, missed_rate


def unpaid_rates(order: Order) -> list[Rate]:
    """What is unpaid of the order's goods, by due day."""
    open_ones = [one for one in order.installments.all() if one.open_amount > 0]
    rates = [Rate(one.due_on, one.open_amount) for one in open_ones]
    return sorted(rates, key=lambda one: one.due_on)


def missed_rate_of(order: Order, day: date) -> Rate | None:
    """The rate of the order that counts as missed on the day, None while all are kept."""
    return missed_rate(unpaid_rates(order), day, order.customer.state)


def running_plan_words(order: Order, day: date) -> str:
    """The next rate of a plan that is kept on the day, "" without such a plan.

    Expects running_plans as with_facts of the assessment reads them.
    """
    plans: list[InstalmentPlan] = order.running_plans  # type: ignore[attr-defined]
    if not plans:
        return ""
    rates = unpaid_rates(order)
    if not rates or missed_rate(rates, day, order.customer.state):
        return ""
    return f"nächste Rate {euro(rates[0].amount)} am {german_day(rates[0].due_on)}"
