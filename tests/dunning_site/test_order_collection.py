"""From the order to its case: the card of its page, and handing over from the list."""

from datetime import date, timedelta
from unittest.mock import ANY

import pytest
from django.test import Client

from inkasso.models import CollectionCase, Handover
from inkasso.rules.states import CaseState
from orders.models import Order
from reminders.models import Standing
from tests import factories
from tests.collection_factories import case, policy
from tests.factories import TODAY
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
OLD = TODAY - timedelta(days=60)
CLOSED = {"filters": "stufe=abgeschlossen"}
HAND_OVER = "/auftraege/inkasso-uebergeben/"


@pytest.fixture
def clerk(client: Client, today: date) -> Client:
    """The browser of a clerk who may open cases and hand them over."""
    person = factories.user(
        "karla",
        "orders.view_order",
        "collections.view_collectioncase",
        "collections.change_collectioncase",
        "collections.handover_collectioncase",
    )
    client.force_login(person)
    return client


def closed_order(**of_draft: object) -> Order:
    """An order whose ladder is at its end, on an account with rules."""
    order = factories.order(**{"due_on": OLD, **of_draft})  # type: ignore[arg-type]
    policy(order.sales_account)
    Standing.objects.filter(order=order).update(
        levels_sent=3, next_level=None, next_level_on=None, is_closed=True
    )
    return order


def page_of(order: Order) -> str:
    return f"/auftraege/{order.pk}/"


def test_the_page_of_an_order_leads_to_its_case(clerk):
    made = case(state=CaseState.IN_PROGRESS)

    text = text_of(clerk.get(page_of(made.order)))

    assert f'<a href="/inkasso/{made.pk}/">{made.reference}</a>' in text
    assert "In Bearbeitung" in text
    assert "seit 21.11.2026; der Kunde wird nicht gemahnt" in text
    assert "solange wird der Kunde nicht gemahnt" in text


def test_a_case_is_opened_by_hand_from_the_page(clerk):
    order = closed_order()

    assert "Inkassofall anlegen" in text_of(clerk.get(page_of(order)))
    response = clerk.post(f"/auftraege/{order.pk}/inkassofall/")

    made = CollectionCase.objects.get(order=order)
    assert response.url == f"/inkasso/{made.pk}/"
    assert made.trigger == CollectionCase.Trigger.MANUAL
    assert "Inkassofall anlegen" not in text_of(clerk.get(page_of(order)))


@pytest.mark.parametrize(
    ("due_on", "status"),
    [
        pytest.param(TODAY + timedelta(days=5), "noch nicht überfällig", id="not due"),
        pytest.param(OLD, "hat schon den Inkassofall", id="has one"),
    ],
)
def test_no_case_is_opened_where_none_can_be(clerk, due_on, status):
    order = factories.order(due_on=due_on)
    if due_on == OLD:
        case(order)

    response = clerk.post(f"/auftraege/{order.pk}/inkassofall/", follow=True)

    assert status in messages_of(response)[0]
    assert "Inkassofall anlegen" not in text_of(response)


def test_who_may_not_change_cases_opens_none(client, today):
    order = closed_order()
    client.force_login(
        factories.user("ines", "orders.view_order", "collections.view_collectioncase")
    )

    assert "Inkassofall anlegen" not in text_of(client.get(page_of(order)))
    assert client.post(f"/auftraege/{order.pk}/inkassofall/").status_code == 403


def test_without_the_right_to_see_cases_the_page_has_no_card(reader):
    made = case()

    assert "collection-heading" not in text_of(reader.get(page_of(made.order)))


@pytest.mark.parametrize(
    ("tab", "is_offered"),
    [
        pytest.param("abgeschlossen", True, id="closed"),
        pytest.param("1", False, id="level 1"),
        pytest.param("", False, id="all open"),
    ],
)
def test_the_list_hands_over_only_under_abgeschlossen(clerk, tab, is_offered):
    closed_order()
    factories.order()

    response = clerk.get("/auftraege/", {"stufe": tab})

    labels = [action["label"] for action in response.context["bulk_actions"]]
    assert ("An Inkasso übergeben" in labels) == is_offered
    assert ('name="order"' in text_of(response)) == is_offered


def test_chosen_orders_get_cases_and_lead_to_the_check(clerk):
    first, second = closed_order(), closed_order()

    response = clerk.post(HAND_OVER, {**CLOSED, "order": [first.pk, second.pk]})

    handover = Handover.objects.get()
    assert response.url == f"/inkasso/uebergaben/{handover.pk}/pruefen/"
    assert {item.case.order_id for item in handover.items.all()} == {first.pk, second.pk}
    assert handover.selection == "Aufträge, Abgeschlossen"


def test_all_hits_are_those_of_the_filter(clerk):
    wanted = closed_order(last_name="Sommer")
    closed_order(last_name="Herbst")

    clerk.post(
        HAND_OVER, {"filters": "stufe=abgeschlossen&suche=Sommer", "all_hits": "1", "order": []}
    )

    assert list(CollectionCase.objects.values_list("order", flat=True)) == [wanted.pk]


def test_an_order_that_gets_no_case_is_told_with_its_reason(clerk):
    wanted = closed_order()
    paid = closed_order()
    Order.objects.filter(pk=paid.pk).update(open_amount=0)

    response = clerk.post(HAND_OVER, {**CLOSED, "order": [wanted.pk, paid.pk]}, follow=True)

    assert f"Auf dem Auftrag {paid} ist nichts offen." in messages_of(response)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        pytest.param("stufe=1", "nur unter „Abgeschlossen“", id="another tab"),
        pytest.param("stufe=abgeschlossen", ANY, id="nothing chosen"),
    ],
)
def test_what_cannot_be_handed_over_leads_back_to_the_list(clerk, filters, words):
    order = closed_order()
    chosen = [order.pk] if "1" in filters else []

    response = clerk.post(HAND_OVER, {"filters": filters, "order": chosen}, follow=True)

    assert response.redirect_chain[-1][0] == f"/auftraege/?{filters}"
    assert words is ANY or words in messages_of(response)[0]
    assert not Handover.objects.exists()


def test_handing_over_needs_its_right(client, today):
    client.force_login(factories.user("ines", "orders.view_order"))

    assert client.post(HAND_OVER, CLOSED).status_code == 403
