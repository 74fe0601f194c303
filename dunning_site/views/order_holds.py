"""What holds the dunning of an order as its page prints it: customer's block, plan, actions."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from dunning_site.order_words import Badge, block_end
from dunning_site.views.dunning_actions import WITHDRAW, shown_dunning_actions
from orders.models import Order
from reminders.hold_tables import PLAN_TONES
from reminders.models import DunningBlock, InstalmentPlan
from reminders.rules.instalments import missed_from
from reminders.services.withdrawals import newest_sent

WITHDRAW_SLUG = "mahnung-zurueckziehen"


def holds_context(
    order: Order, user: AbstractBaseUser | AnonymousUser, today: date
) -> dict[str, Any]:
    """The part of the order page's context that is about holding and taking back."""
    newest = newest_sent(order) if user.has_perm(WITHDRAW) else None
    return {
        "customer_block": _customer_block(order, today),
        "plan": _plan(order, today),
        "dunning_actions": shown_dunning_actions(order, user),
        "withdraw_url": reverse("order-booking", args=[order.pk, WITHDRAW_SLUG]) if newest else "",
    }


def _customer_block(order: Order, today: date) -> dict[str, Any] | None:
    """The block of the customer that holds today, which this order shares."""
    blocks = DunningBlock.objects.active(on=today).filter(customer=order.customer_id)
    block = blocks.select_related("set_by").first()
    return {"block": block, "end": block_end(block.until_on)} if block else None


def _plan(order: Order, today: date) -> dict[str, Any] | None:
    """The newest plan with its rates and what became of each."""
    plan = order.instalment_plans.select_related("created_by").first()
    if plan is None:
        return None
    return {
        "plan": plan,
        "badge": Badge(plan.get_state_display(), PLAN_TONES[InstalmentPlan.State(plan.state)]),
        "rates": _rates(plan, order, today),
    }


def _rates(plan: InstalmentPlan, order: Order, today: date) -> list[dict[str, Any]]:
    open_by_day = {one.due_on: one.open_amount for one in order.installments.all()}
    rates = []
    for rate in plan.rates:
        due_on = date.fromisoformat(rate["due_on"])
        left = open_by_day.get(due_on)
        rates.append(
            {
                "due_on": due_on,
                "amount": Decimal(rate["amount"]),
                "badge": _state(due_on, left, order, today) if left is not None else None,
            }
        )
    return rates


def _state(due_on: date, left: Decimal, order: Order, today: date) -> Badge:
    if not left:
        return Badge("bezahlt", "good")
    if missed_from(due_on, order.customer.state) <= today:
        return Badge("versäumt", "bad")
    return Badge("fällig", "warning") if due_on <= today else Badge("offen", "plain")
