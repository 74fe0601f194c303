"""What holds the dunning: a payment plan, a customer's block, a dispute about a part."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User

from orders.models import Order, SalesAccount
from orders.services.stops import set_stop
from reminders.models import DunningBlock
from reminders.rules.instalments import equal_rates
from reminders.services.blocks import set_customer_block
from reminders.services.plans import agree_plan
from tests import factories


def holds(lead: User, today: date, account: SalesAccount) -> dict[str, object]:
    """An order in rates, one of a blocked customer with that block, one disputed in part."""
    in_rates, blocked, disputed = (
        factories.order(account, today=today, due_on=today - timedelta(days=12), total="240.00")
        for _ in range(3)
    )
    rates = equal_rates(in_rates.open_amount, 4, today + timedelta(days=6))
    agree_plan(in_rates.pk, rates, note="am Telefon vereinbart", actor=lead, today=today)
    block = set_customer_block(
        blocked.customer_id,
        reason=DunningBlock.Reason.CLARIFICATION,
        note="Anwalt hat sich gemeldet",
        until_on=None,
        actor=lead,
        today=today,
    )
    set_stop(
        disputed.pk,
        Order.StopReason.DISPUTED,
        reason="Ein Rahmen kam zerkratzt an",
        disputed_amount=Decimal("60.00"),
        answer_by=today + timedelta(days=7),
        actor=lead,
    )
    return {
        "rate_order": in_rates,
        "held_customer_order": blocked,
        "held_block": block,
        "disputed_order": disputed,
    }
