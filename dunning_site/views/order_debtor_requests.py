"""What the debtor asked for on the payment page and waits for, on top of the order's page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from common.rules.german import NotADay, NotAnAmount, parse_amount, parse_day
from orders.models import Order
from reminders.models import DebtorRequest
from reminders.rules.debtor_words import summary


def open_requests(order: Order, user: Any) -> list[dict[str, Any]]:
    """The order's requests that wait for a clerk, for who may see them."""
    if not user.has_perm("reminders.view_debtorrequest"):
        return []
    return [
        {
            "url": reverse("debtor-request-page", args=[one.pk]),
            "label": one.get_kind_display(),
            "summary": summary(one.kind, one.details),
            "received_at": one.received_at,
        }
        for one in order.debtor_requests.filter(state=DebtorRequest.State.OPEN)
    ]


def told_payment(query: Mapping[str, str]) -> dict[str, Any]:
    """Amount and day that a debtor told, from the link of his request; what is neither is left."""
    told: dict[str, Any] = {}
    try:
        if query.get("betrag"):
            told["amount"] = parse_amount(query["betrag"])
        if query.get("tag"):
            told["paid_on"] = parse_day(query["tag"])
    except (NotAnAmount, NotADay):
        return {}
    return told
