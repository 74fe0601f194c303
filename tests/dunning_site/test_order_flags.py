"""What a clerk decides on an order: another total, and why the money did not come."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Order
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of


@pytest.fixture
def flagged(db: None) -> Order:
    """An order for which the shop told another total after it was reminded."""
    order = factories.order(total="80.00")
    Order.objects.filter(pk=order.pk).update(
        last_reminded_on=TODAY, reported_total=Decimal("95.00")
    )
    return order


@pytest.mark.parametrize(
    ("decision", "total", "message"),
    [
        ("accept", "95.00", "Betrag des Shops übernommen. Offen sind jetzt 95,00 €."),
        ("keep", "80.00", "Bisheriger Betrag beibehalten. Offen sind jetzt 80,00 €."),
    ],
)
def test_a_clerk_decides_on_a_changed_total(desk, flagged, decision, total, message):
    page = text_of(desk.get(reverse("order-page", args=[flagged.pk])))
    address = reverse("order-total", args=[flagged.pk])
    told = {"decision": decision, "seen_total": "95.00"}

    response = desk.post(address, told, follow=True)

    assert "Der Shop meldet einen anderen Betrag: 95,00 € statt 80,00 €" in page
    assert messages_of(response) == [message]
    assert Order.objects.get().total == Decimal(total)


@pytest.mark.parametrize("told", [{}, {"decision": "both", "seen_total": "95"}, {"seen_total": ""}])
def test_a_decision_that_says_nothing_changes_nothing(desk, flagged, told):
    response = desk.post(reverse("order-total", args=[flagged.pk]), told, follow=True)

    assert "kam nicht vollständig an" in messages_of(response)[0]
    assert Order.objects.get().reported_total == Decimal("95.00")


def test_the_reason_why_money_did_not_come_is_changed(desk):
    order = factories.order()
    address = reverse("order-unpaid-reason", args=[order.pk])

    response = desk.post(address, {"unpaid_reason": "insufficient_funds"}, follow=True)
    refused = desk.post(address, {"unpaid_reason": "keine Lust"}, follow=True)

    assert messages_of(response) == ["Grund der Nichtzahlung: Konto nicht gedeckt."]
    assert "Diesen Grund gibt es nicht" in messages_of(refused)[0]
    assert "<dd>Konto nicht gedeckt</dd>" in text_of(response)
