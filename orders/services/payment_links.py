"""What the payment page offers besides a transfer: links to pages of providers."""

from dataclasses import dataclass
from decimal import Decimal

from orders.models import Order, PaymentLink
from orders.rules.payment_links import LinkInvalid, check_template, filled


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as a button: its words and where it leads."""

    label: str
    url: str


def links_of(order: Order, *, amount: Decimal | None = None) -> list[ShownLink]:
    """The links of the order's account, none where nothing is open.

    amount: what is filled in, in the order's currency; None for all that is open.
    """
    if not order.is_open:
        return []
    links = PaymentLink.objects.filter(sales_account=order.sales_account_id, is_active=True)
    return [
        ShownLink(link.label, url)
        for link in links.order_by("position", "pk")
        if (url := _url(link, order, order.open_amount if amount is None else amount))
    ]


def _url(link: PaymentLink, order: Order, amount: Decimal) -> str:
    """The address; "" for a template that got past its form: nobody is led to it."""
    try:
        check_template(link.url_template)
    except LinkInvalid:
        return ""
    return filled(
        link.url_template,
        amount=amount,
        currency=order.currency,
        order_number=order.number,
        reference=order.number,
    )
