"""Setting and lifting a Mahnsperre on the order page."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Order
from reminders.models import DunningBlock
from tests import factories
from tests.pages import messages_of, text_of


def _block(browser: Client, order: Order, **posted: str):
    return browser.post(reverse("order-block", args=[order.pk]), posted, follow=True)


def test_it_blocks_an_order_with_reason_and_end(desk):
    order = factories.order()

    response = _block(desk, order, reason="disputed", until_on="5.12.26", note="Ware fehlt")

    assert messages_of(response) == [
        "Mahnsperre bis 05.12.2026 gesetzt. So lange wird nicht gemahnt."
    ]
    assert "Mahnsperre bis 05.12.2026: Bestritten." in response.context["explanation"]
    block = DunningBlock.objects.get()
    assert (block.note, block.until_on, block.set_by.username) == (
        "Ware fehlt",
        date(2026, 12, 5),
        "petra",
    )


def test_it_blocks_an_order_without_end(desk):
    order = factories.order()

    response = _block(desk, order, reason="other")

    assert messages_of(response) == [
        "Mahnsperre ohne Ende gesetzt. Bis Sie sie aufheben, wird nicht gemahnt."
    ]
    assert "seit 21.11.2026, ohne Ende" in text_of(response)


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"reason": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"reason": "laune"}, "gültige Auswahl"),
        ({"until_on": "bald"}, "„bald“ ist kein gültiges Datum."),
        ({"until_on": "20.11.2026"}, "Das Ende 20.11.2026 liegt in der Vergangenheit."),
    ],
)
def test_it_says_what_is_wrong_with_a_block_and_keeps_the_input(desk, posted, message):
    order = factories.order()

    response = _block(desk, order, **{"reason": "other", "note": "Anruf", **posted})

    assert response.status_code == 422
    assert message in text_of(response)
    assert '<details class="disclosure no-print" open>' in text_of(response)
    assert response.context["block_form"]["note"].value() == "Anruf"
    assert not DunningBlock.objects.exists()


def test_it_lifts_a_block(desk):
    order = factories.order()
    _block(desk, order, reason="other")

    response = desk.post(reverse("order-unblock", args=[order.pk]), follow=True)

    assert messages_of(response) == ["Mahnsperre aufgehoben."]
    assert "Mahnsperre" not in response.context["explanation"]
    assert DunningBlock.objects.get().lifted_by.username == "petra"


def test_it_says_when_there_is_no_block_to_lift(desk):
    order = factories.order(number="EF-1")

    response = desk.post(reverse("order-unblock", args=[order.pk]), follow=True)

    assert messages_of(response) == ["Auftrag EF-1 hat keine Mahnsperre."]
