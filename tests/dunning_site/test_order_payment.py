"""Recording a payment on the order page."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY
from tests.pages import messages_of, text_of


def _page(browser: Client, order: Order):
    return browser.get(reverse("order-page", args=[order.pk]))


def _payment(browser: Client, order: Order, **changes: str):
    """Fill in the form that the page shows now, and send it."""
    form = _page(browser, order).context["payment_form"]
    posted = {
        "amount": "20,00",
        "paid_on": "20.11.2026",
        "reference": "",
        "seen_entry": form["seen_entry"].value(),
        **changes,
    }
    return browser.post(reverse("order-payment", args=[order.pk]), posted, follow=True)


def test_it_offers_the_open_amount_paid_today(desk):
    order = factories.order(total="1234.50")

    page = text_of(_page(desk, order))

    assert 'name="amount" value="1.234,50"' in page
    assert 'name="paid_on" value="21.11.2026"' in page


@pytest.mark.parametrize(
    ("days_ago", "suggested"),
    [
        pytest.param((30, 10, -20), "100,00", id="two rates are due"),
        pytest.param((-5, -20), "50,00", id="none is due yet"),
    ],
)
def test_of_rates_it_offers_what_is_due(desk, days_ago, suggested):
    rates = tuple(InstallmentDraft(TODAY - timedelta(days=one), Decimal(50)) for one in days_ago)
    told = replace(factories.draft(total=50 * len(rates)), installments=rates)
    order = create_order(factories.sales_account(), told, actor=None, today=TODAY)

    assert f'name="amount" value="{suggested}"' in text_of(_page(desk, order))


def test_a_full_payment_ends_the_dunning(desk):
    order = factories.order(total="49.90")

    response = _payment(desk, order, amount="49,90", paid_on="20.11.26", reference="RE 1")

    assert messages_of(response) == [
        "Zahlung über 49,90 € gebucht. Der Auftrag ist bezahlt und wird nicht mehr gemahnt."
    ]
    assert "Der Auftrag ist bezahlt." in text_of(response)
    entry = LedgerEntry.objects.get(kind=LedgerEntry.Kind.PAYMENT)
    assert (entry.amount, entry.booked_on) == (Decimal("-49.90"), date(2026, 11, 20))
    assert (entry.reference, entry.actor.username) == ("RE 1", "petra")


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("9,90", "Zahlung über 9,90 € gebucht. Offen sind noch 40,00 €."),
        ("59,90", "Zu viel gezahlt: 10,00 € stehen als Guthaben."),
    ],
)
def test_it_says_what_a_payment_left(desk, amount, message):
    order = factories.order(total="49.90")

    response = _payment(desk, order, amount=amount)

    assert message in messages_of(response)[0]


def test_a_form_that_arrives_twice_counts_once(desk):
    order = factories.order(total="80.00")
    seen = _page(desk, order).context["payment_form"]["seen_entry"].value()

    _payment(desk, order, seen_entry=seen)
    response = _payment(desk, order, seen_entry=seen)

    assert "ist schon gebucht" in messages_of(response)[0]
    assert Order.objects.get().open_amount == Decimal("60.00")


def test_two_equal_payments_can_be_recorded_one_after_the_other(desk):
    order = factories.order(total="80.00")

    _payment(desk, order)
    _payment(desk, order)

    assert Order.objects.get().open_amount == Decimal("40.00")


def test_it_asks_again_when_something_was_booked_meanwhile(desk):
    order = factories.order(total="80.00")
    seen = _page(desk, order).context["payment_form"]["seen_entry"].value()
    record_payment(order.pk, amount=Decimal("30"), paid_on=TODAY, actor=None, today=TODAY)

    refused = _payment(desk, order, seen_entry=seen, reference="Anruf")
    form = refused.context["payment_form"]
    _payment(desk, order, seen_entry=form["seen_entry"].value(), reference="Anruf")

    assert refused.status_code == 422
    assert "inzwischen gebucht" in text_of(refused)
    assert form["reference"].value() == "Anruf"
    assert Order.objects.get().open_amount == Decimal("30.00")


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"amount": "abc"}, "„abc“ ist kein Betrag."),
        ({"amount": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"amount": "0,00"}, "Der Betrag muss größer als 0,00 € sein."),
        ({"amount": "-5"}, "Der Betrag muss größer als 0,00 € sein."),
        ({"paid_on": "31.02.2026"}, "„31.02.2026“ ist kein gültiges Datum."),
        ({"amount": "99.999.999.999,00"}, "Betrag: Der Betrag ist zu groß."),
        ({"paid_on": "22.11.2026"}, "Eingegangen am: Der 22.11.2026 liegt in der Zukunft."),
        ({"paid_on": "01.01.2020"}, "liegt vor dem Tag der Bestellung, dem 31.10.2026."),
        ({"reference": "x" * 141}, "höchstens 140 Zeichen"),
        ({"seen_entry": ""}, "zwingend erforderlich"),
    ],
)
def test_it_says_what_is_wrong_with_a_payment_and_keeps_the_input(desk, posted, message):
    order = factories.order(total="80.00")

    response = _payment(desk, order, **{"reference": "Anruf", **posted})

    assert response.status_code == 422
    assert message in text_of(response)
    assert 'role="alert" tabindex="-1" data-focus' in text_of(response)
    form = response.context["payment_form"]
    assert form["reference"].value() == posted.get("reference", "Anruf")
    assert Order.objects.get().open_amount == Decimal("80.00")


def test_a_payment_takes_back_a_proposed_reminder(desk):
    order = factories.order(total="49.90")
    run = propose_run(
        [order.pk], level=1, day=TODAY, written_on=TODAY, selection="Mahnstufe 1", actor=None
    )

    _payment(desk, order, amount="49,90")

    assert run.reminders.get().state == "cancelled"
