"""Benachrichtigen on the order list: a run is proposed for what was chosen there."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from orders.services.payments import record_payment
from reminders.models import DunningRun
from tests import factories
from tests.factories import TODAY

LIST = "/auftraege/"
NOTIFY = "/auftraege/benachrichtigen/"


def test_it_proposes_a_run_for_the_ticked_orders(desk):
    chosen, _left_out = factories.order(), factories.order()

    response = desk.post(NOTIFY, {"filters": "stufe=1", "order": [chosen.pk]})

    run = DunningRun.objects.get()
    assert response.url == reverse("reminders:run-review", args=[run.pk])
    assert (run.level, run.run_on, run.written_on) == (1, TODAY, TODAY)
    assert run.created_by.username == "petra"
    assert run.selection == "Mahnstufe 1, einzeln ausgewählt"
    assert [item.order for item in run.reminders.get().items.all()] == [chosen]


def test_it_proposes_a_run_for_all_hits_of_the_filter(desk):
    account = factories.sales_account("Marktplatz")
    for _ in range(30):
        factories.order(account, last_name="Müller")
    factories.order(account, last_name="Weiß")
    factories.order(account, last_name="Müller", due_on=TODAY - timedelta(days=1))
    filters = urlencode({"stufe": "1", "verkaufsaccount": account.pk, "suche": "Müller"})

    desk.post(NOTIFY, {"filters": filters, "all_hits": "1"})

    run = DunningRun.objects.get()
    assert run.selected_count == run.reminders.count() == 30
    assert run.selection == "Mahnstufe 1, Suche: Müller, Verkaufsaccount: Marktplatz"


def test_it_names_an_order_that_was_paid_meanwhile(desk):
    order = factories.order()
    record_payment(order.pk, amount=order.open_amount, paid_on=TODAY, actor=None, today=TODAY)

    desk.post(NOTIFY, {"filters": "stufe=1", "order": [order.pk]})

    (skipped,) = DunningRun.objects.get().skipped_orders.all()
    assert skipped.reasons[0]["code"] == "paid"


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"filters": ""}, "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."),
        ({}, "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."),
        ({"filters": "stufe=wartet&suche=EF"}, "Zum Benachrichtigen Mahnstufe"),
        ({"filters": "stufe=4"}, "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."),
        ({"filters": "stufe=2", "all_hits": "1", "order": []}, "kein Auftrag ausgewählt"),
        ({"filters": "stufe=1", "order": ["x", "0", "9" * 30]}, "kein Auftrag ausgewählt"),
        ({"filters": "stufe=1&faellig_von=x", "all_hits": "1"}, "kein Auftrag ausgewählt"),
    ],
)
def test_it_refuses_a_hand_made_post_without_level_or_selection(desk, posted, sentence):
    order = factories.order(number="EF-1")

    response = desk.post(NOTIFY, {"order": [order.pk], **posted})

    assert response.status_code == 302
    assert response.url == f"{LIST}?{posted.get('filters', '')}"
    assert sentence in desk.get(response.url).content.decode()
    assert not DunningRun.objects.exists()


def test_it_says_that_the_earlier_proposal_is_discarded(desk):
    order = factories.order()
    desk.post(NOTIFY, {"filters": "stufe=1", "order": [order.pk]})
    earlier = DunningRun.objects.get()

    response = desk.post(NOTIFY, {"filters": "stufe=1", "order": [order.pk]}, follow=True)

    assert f"Ihr früherer Vorschlag {earlier} wurde verworfen." in response.content.decode()
    earlier.refresh_from_db()
    assert earlier.refusal.endswith("hat eine neue Auswahl zusammengestellt.")


def test_it_refuses_to_notify_without_the_right(reader):
    order = factories.order()

    response = reader.post(NOTIFY, {"filters": "stufe=1", "order": [order.pk]})

    assert response.status_code == 403
    assert not DunningRun.objects.exists()


def test_it_never_notifies_by_get(desk):
    response = desk.get(NOTIFY)

    assert response.url == reverse("order-list")
    assert not DunningRun.objects.exists()
