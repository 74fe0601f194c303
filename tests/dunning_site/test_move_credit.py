"""Moving credit to another order: whom the page offers and finds, and what is read before."""

from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from orders.models import Invoice, LedgerEntry, Order
from orders.rules.number_keys import number_key
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of

Kind = LedgerEntry.Kind
ZOE = "zoe@kunden.example"


@pytest.fixture
def overpaid(desk: Client) -> Order:
    """An order of Zoë Winter with 20,00 € of credit; the desk may book."""
    bought = factories.order(number="EF-1", total="80.00", email=ZOE)
    record_payment(bought.pk, amount=Decimal("100.00"), paid_on=TODAY, actor=None, today=TODAY)
    return bought


def _address(order: Order) -> str:
    return reverse("order-booking", args=[order.pk, "guthaben-umbuchen"])


def _send(desk: Client, page: HttpResponse, **changes: str) -> HttpResponse:
    """Send the form that the page shows, with what the clerk changes."""
    form = page.context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    return desk.post(_address(form.order), {**filled, **changes}, follow=True)


def test_the_customer_s_open_order_is_offered_read_and_booked(desk, overpaid):
    other = factories.order(number="EF-2", total="50.00", email=ZOE)

    page = desk.get(_address(overpaid))
    checked = _send(desk, page)
    assert not LedgerEntry.objects.filter(kind=Kind.TRANSFER).exists()
    done = _send(desk, checked)

    assert "EF-2 · Zoë Winter · offen 50,00 €" in text_of(page)
    for words in (
        "20,00 € gehen von EF-1 (Zoë Winter) auf EF-2 (Zoë Winter).",
        "EF-1: Guthaben 20,00 € → 0,00 €",
        "EF-2: offen 50,00 € → 30,00 €",
    ):
        assert words in text_of(checked)
    assert messages_of(done) == [
        "20,00 € auf EF-2 (Zoë Winter) umgebucht. Dort sind noch 30,00 € offen."
    ]
    assert "Umbuchung auf <a" in text_of(done)
    order_page = desk.get(reverse("order-page", args=[other.pk]))
    assert "Umbuchung von <a" in text_of(order_page)


@pytest.mark.parametrize("typed", ["ef 2", "RE-77", "Sommer"])
def test_another_order_is_found_by_number_invoice_or_name(desk, overpaid, typed):
    other = factories.order(number="EF-2", total="15.00", last_name="Sommer")
    Invoice.objects.create(order=other, number="RE-77", number_key=number_key("RE-77"))

    refused = _send(desk, desk.get(_address(overpaid)), target=typed)
    checked = _send(desk, refused, reason="Ehepaar")
    done = _send(desk, checked)

    assert refused.status_code == 422
    assert "EF-2 gehört einem anderen Kunden: Zoë Sommer." in text_of(refused)
    assert "EF-2: offen 15,00 € → nichts, der Auftrag ist bezahlt" in text_of(checked)
    assert "Die beiden Aufträge gehören verschiedenen Kunden." in text_of(checked)
    assert messages_of(done) == ["15,00 € auf EF-2 (Zoë Sommer) umgebucht. Er ist damit bezahlt."]


def test_of_several_finds_one_is_chosen(desk, overpaid):
    factories.order(number="EF-2", last_name="Sommer")
    second = factories.order(number="EF-3", last_name="Sommer")

    unclear = _send(desk, desk.get(_address(overpaid)), target="Sommer", reason="Ehepaar")
    checked = _send(desk, unclear, choice=str(second.pk))

    assert "Wählen Sie einen der Aufträge" in text_of(unclear)
    assert "auf EF-3 (Zoë Sommer)." in text_of(checked)


def test_what_changed_after_the_check_is_read_again(desk, overpaid):
    factories.order(number="EF-2", total="50.00", email=ZOE)

    checked = _send(desk, desk.get(_address(overpaid)))
    again = _send(desk, checked, amount="5,00")

    assert "EF-2: offen 50,00 € → 45,00 €" in text_of(again)
    assert not LedgerEntry.objects.filter(kind=Kind.TRANSFER).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Nennen Sie den Auftrag, auf den das Guthaben gehen soll."),
        ("EF-9", "Kein anderer Auftrag zu „EF-9“ gefunden."),
        ("EF-1", "Kein anderer Auftrag zu „EF-1“ gefunden."),
        ("EF-8", "Auf EF-8 ist nichts offen."),
    ],
)
def test_it_says_when_the_order_is_not_clear(desk, overpaid, typed, words):
    factories.order(number="EF-8", open_amount="0.00")

    response = _send(desk, desk.get(_address(overpaid)), target=typed, amount="5,00")

    assert response.status_code == 422
    assert words in text_of(response)


def test_a_hostile_number_stays_text(desk, overpaid):
    factories.order(number="<b>EF-2</b>", email=ZOE)

    page = text_of(desk.get(_address(overpaid)))

    assert "&lt;b&gt;EF-2" in page
    assert "<b>" not in page
