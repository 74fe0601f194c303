"""The links that a payment page shows."""

from decimal import Decimal

import pytest

from orders.models import PaymentLink
from orders.services.payment_links import ShownLink, links_of
from tests import factories

pytestmark = pytest.mark.django_db


def link(label: str, template: str = "https://a.example/{BETRAG}", **facts) -> PaymentLink:
    account = facts.pop("sales_account", None) or factories.sales_account()
    return PaymentLink.objects.create(
        sales_account=account, label=label, url_template=template, **facts
    )


def test_it_shows_the_accounts_links_in_their_order_with_what_is_open():
    order = factories.order(total="79.90")
    link("Zweiter", position=2)
    link("PayPal", "https://paypal.me/firma/{BETRAG}{WAEHRUNG}?n={BESTELLNUMMER}")
    link("Aus", is_active=False)
    link("Fremd", sales_account=factories.sales_account("Zweiter Shop"))

    assert links_of(order) == [
        ShownLink("PayPal", f"https://paypal.me/firma/79.90EUR?n={order.number}"),
        ShownLink("Zweiter", "https://a.example/79.90"),
    ]


def test_it_leads_nobody_to_what_got_past_the_form():
    link("Böse", "javascript:alert(1)")

    assert links_of(factories.order()) == []


def test_a_paid_order_has_none():
    link("PayPal")
    order = factories.order()
    order.open_amount = Decimal("0.00")

    assert links_of(order) == []
