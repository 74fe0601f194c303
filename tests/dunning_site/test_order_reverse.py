"""Taking back a payment, from the order page over a page of its own."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import LedgerEntry, Order
from orders.services.payments import record_payment
from orders.services.reversals import reverse_entry
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of

Kind = LedgerEntry.Kind


def _paid_order(amount: str = "20.00") -> tuple[Order, LedgerEntry]:
    order = factories.order(number="EF-1", total="79.90")
    record_payment(
        order.pk,
        amount=Decimal(amount),
        paid_on=TODAY,
        reference="RE 1",
        actor=None,
        today=TODAY,
    )
    return order, order.ledger_entries.get(kind=Kind.PAYMENT)


def _address(order: Order, entry: LedgerEntry) -> str:
    return reverse("order-reverse", args=[order.pk, entry.pk])


def _order_page(browser: Client, order: Order) -> str:
    return text_of(browser.get(reverse("order-page", args=[order.pk])))


def test_the_order_page_leads_to_it_from_a_payment_by_hand_only(desk):
    order, payment = _paid_order()

    page = _order_page(desk, order)

    assert page.count(">Stornieren<") == 1
    assert f'href="{_address(order, payment)}"' in page


def test_a_reader_is_not_led_there_and_not_let_in(reader):
    order, payment = _paid_order()

    assert ">Stornieren<" not in _order_page(reader, order)
    assert reader.get(_address(order, payment)).status_code == 403
    assert reader.post(_address(order, payment), {"reason": "x"}).status_code == 403


def test_it_says_beforehand_what_will_happen(desk):
    order, payment = _paid_order()

    page = text_of(desk.get(_address(order, payment)))

    assert "Zahlung über 20,00 € vom 21.11.2026" in page
    assert "RE 1" in page
    assert "Dann sind 79,90 € offen, und der Auftrag kann gemahnt werden." in page
    assert LedgerEntry.objects.count() == 2


def test_it_takes_the_payment_back_and_shows_both_bookings(desk):
    order, payment = _paid_order("79.90")

    response = desk.post(_address(order, payment), {"reason": "gehört zu EF-2"}, follow=True)

    assert messages_of(response) == ["Zahlung über 79,90 € storniert. Offen sind jetzt 79,90 €."]
    page = text_of(response)
    assert "Storno: gehört zu EF-2" in page
    assert page.count(">Storniert<") == 1
    assert ">Stornieren<" not in page
    assert LedgerEntry.objects.get(kind=Kind.REVERSAL).actor.username == "petra"


@pytest.mark.parametrize(
    ("reason", "message"),
    [("", "zwingend erforderlich"), ("   ", "zwingend erforderlich"), ("x" * 141, "höchstens 140")],
)
def test_it_asks_for_a_reason(desk, reason, message):
    order, payment = _paid_order()

    response = desk.post(_address(order, payment), {"reason": reason})

    assert response.status_code == 422
    assert message in text_of(response)
    assert not LedgerEntry.objects.filter(kind=Kind.REVERSAL).exists()


def test_a_second_click_finds_the_payment_reversed(desk):
    order, payment = _paid_order()
    reverse_entry(payment.pk, reason="doppelt", actor=None, today=TODAY)

    response = desk.post(_address(order, payment), {"reason": "doppelt"}, follow=True)

    assert messages_of(response) == ["Schon storniert: Zahlung über 20,00 € vom 21.11.2026."]


def test_it_says_what_cannot_be_reversed(desk):
    order = factories.order()
    charge = order.ledger_entries.get()

    response = desk.get(_address(order, charge), follow=True)

    assert messages_of(response) == [
        "Stornieren lässt sich nur, was von Hand gebucht wurde, und was eine Mahnung berechnet "
        "hat. Was aus einem Kontoauszug kommt, nehmen Sie beim Zahlungseingang zurück."
    ]


def test_a_booking_of_another_order_is_not_found(desk):
    _, payment = _paid_order()
    other = factories.order()

    assert desk.get(_address(other, payment)).status_code == 404
    assert desk.post(_address(other, payment), {"reason": "x"}).status_code == 404
