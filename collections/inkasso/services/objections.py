"""What speaks against a claim that an agency or a court works on, for the clerk to pass on."""

from datetime import date

from django.db.models import Q

from common.rules.german import day as german_day
from inkasso.models import CollectionCase
from orders.models import Order
from reminders.models import DunningBlock, InstalmentPlan

_GOODWILL = DunningBlock.Reason.GOODWILL


def objections(case: CollectionCase, day: date) -> list[str]:
    """What was told to us of a running case's order on the day, in German; two queries.

    Empty for other cases: those are checked again before they leave.
    """
    if not case.is_running:
        return []
    order = case.order
    told = []
    if order.stop_reason:
        told.append(Order.StopReason(order.stop_reason).label)
    blocks = DunningBlock.objects.active(on=day).exclude(reason=_GOODWILL)
    for block in blocks.filter(Q(order=order) | Q(customer=order.customer_id)).order_by("pk"):
        told.append(f"{block.get_reason_display()} seit {german_day(block.set_on)}")
    for plan in InstalmentPlan.objects.running().filter(order=order):
        told.append(f"Ratenplan vom {german_day(plan.agreed_on)}")
    return told
