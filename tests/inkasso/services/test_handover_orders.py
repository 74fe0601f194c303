"""Handing over from the list of orders: how many at once."""

import pytest

from inkasso.models import CollectionCase
from inkasso.services import handover_orders
from inkasso.services.handovers import HandoverRefused
from tests import factories
from tests.factories import TODAY
from tests.inkasso.collection_bench import NOW, dunned

pytestmark = pytest.mark.django_db


def test_it_opens_nothing_for_more_orders_than_one_request_can_take(monkeypatch):
    monkeypatch.setattr(handover_orders, "MAX_ORDERS", 1)
    chosen = [dunned().pk, dunned().pk]

    with pytest.raises(HandoverRefused, match="2 Aufträge; auf einmal gehen höchstens 1"):
        handover_orders.propose_orders(chosen, actor=factories.user("petra"), today=TODAY, now=NOW)

    assert not CollectionCase.objects.exists()
