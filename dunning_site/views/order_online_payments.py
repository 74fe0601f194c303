"""The online payments of an order as its page shows them."""

from typing import Any

from common.rules.german import euro
from dunning_site.order_words import Badge
from orders.models import OnlinePayment, Order

State = OnlinePayment.State
_TONES = {
    State.STARTED: "info",
    State.PAID: "good",
    State.EXPIRED: "closed",
    State.FAILED: "warning",
}


def online_payment_rows(order: Order) -> list[dict[str, Any]]:
    """The order's visits to providers' pages, newest first, each with its state."""
    payments = order.online_payments.select_related("provider_account").order_by("-pk")
    return [
        {"payment": payment, "amount": euro(payment.amount), "badge": _badge(payment)}
        for payment in payments
    ]


def _badge(payment: OnlinePayment) -> Badge:
    state = State(payment.state)
    words = "Bank bestätigt noch" if payment.is_processing else state.label
    return Badge(words, _TONES[state])
