"""Rows found by the start of a text, by the index."""

import pytest

from common.prefixes import begins
from orders.models import Order
from tests import factories
from tests.plans import plan_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        pytest.param("ef1", ["EF-1", "EF-12"], id="the start"),
        pytest.param("ef12", ["EF-12"], id="the whole"),
        pytest.param("f1", [], id="not the middle"),
        pytest.param("ef%", [], id="a percent sign is itself"),
        pytest.param("ef_", [], id="an underscore is itself"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_it_finds_what_begins_so(prefix, found):
    for number in ("EF-1", "EF-12", "EF-3"):
        factories.order(number=number)

    orders = Order.objects.filter(begins("number_key", prefix)).order_by("number")

    assert [order.number for order in orders] == found


def test_it_reads_the_index():
    factories.order(number="EF-1")

    plan = plan_of(Order.objects.filter(begins("number_key", "ef1")))

    assert "orders_order_number_key" in plan
