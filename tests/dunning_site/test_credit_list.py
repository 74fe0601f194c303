"""The list of orders on which more was paid than was owed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Order
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of


def _pay(order: Order) -> None:
    record_payment(order.pk, amount=Decimal(100), paid_on=TODAY, actor=None, today=TODAY)


def test_credits_are_listed_with_the_ways_out(desk):
    order = factories.order(number="EF-1", total="80.00")
    factories.order(number="EF-2")
    _pay(order)

    page = text_of(desk.get(reverse("credit-list")))

    assert "1 Auftrag, zusammen 20,00 € Guthaben" in page
    assert reverse("order-booking", args=[order.pk, "guthaben-umbuchen"]) in page
    assert "EF-2" not in page


@pytest.mark.parametrize(
    ("address", "text"),
    [("", "Kein Auftrag hat ein Guthaben."), ("?suche=Nirgendwo", "Kein Guthaben gefunden.")],
)
def test_the_list_of_credits_says_when_there_are_none(desk, address, text):
    assert text in text_of(desk.get(f"{reverse('credit-list')}{address}"))


def test_a_reader_sees_credits_but_no_way_out(reader):
    _pay(factories.order(total="80.00"))

    page = text_of(reader.get(reverse("credit-list")))

    assert "20,00 €" in page
    assert "Umbuchen" not in page
