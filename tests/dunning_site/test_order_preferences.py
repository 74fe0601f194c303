"""Another procedure on the order page, and taking older claims in."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from reminders.models import DunningPreference, DunningProcedure, Standing
from reminders.profiles import profile_of
from reminders.services.procedures import create_from_profile
from tests.factories import order, procedure, sales_account, user
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
CLERK = ("orders.view_order", "reminders.add_dunningrun", "reminders.change_dunningpreference")


@pytest.fixture
def clerk(client):
    client.force_login(user("petra", *CLERK))
    return client


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def due(today) -> Order:
    return order(today=today, due_on=today - timedelta(days=20))


@pytest.fixture
def letters() -> DunningProcedure:
    """A procedure that holds only where it was chosen."""
    return create_from_profile(
        profile_of("erinnerung-zwei-briefe"),
        sales_account(),
        payment_method=None,
        is_assigned=False,
        actor=None,
    )


def page(clerk, due: Order) -> str:
    return text_of(clerk.get(reverse("order-page", args=[due.pk])))


def test_the_page_says_which_procedure_holds(clerk, due):
    said = page(clerk, due)

    assert "Shop 5/15/30" in said
    assert "(wie üblich)" in said


def test_another_procedure_is_chosen_for_the_order(clerk, due, letters):
    response = clerk.post(
        reverse("order-preference", args=[due.pk]),
        {"order-procedure": letters.pk, "order-note": "will Briefe"},
        follow=True,
    )

    assert messages_of(response) == ["Mahnverfahren des Auftrags gespeichert."]
    assert "(für diesen Auftrag gewählt, ausgeschaltet)" in text_of(response)
    assert "Auftrag: will Briefe" in text_of(response)
    assert Standing.objects.get(order=due).procedure == letters


def test_the_customer_is_never_dunned_by_the_schedule(clerk, due):
    response = clerk.post(
        reverse("order-customer-preference", args=[due.pk]),
        {"customer-is_manual_only": "on", "customer-procedure": ""},
        follow=True,
    )

    assert "Kunde: nie automatisch mahnen" in text_of(response)
    assert DunningPreference.objects.get().customer == due.customer


def test_a_procedure_of_another_account_is_refused(clerk, due):
    foreign = procedure(sales_account("Zweiter Shop"))

    clerk.post(reverse("order-preference", args=[due.pk]), {"order-procedure": foreign.pk})

    assert not DunningPreference.objects.exists()


def test_an_older_claim_is_taken_in_on_its_page(clerk, due, today):
    DunningProcedure.objects.update(starts_on=today - timedelta(days=5))
    assert "In das Mahnverfahren aufnehmen" in page(clerk, due)

    response = clerk.post(reverse("order-take-in", args=[due.pk]), follow=True)

    assert messages_of(response) == ["1 Auftrag in das Mahnverfahren aufgenommen."]
    assert "In das Mahnverfahren aufnehmen" not in text_of(response)


def test_all_that_a_filter_shows_is_taken_in(clerk, due, today):
    other = order(today=today, due_on=today - timedelta(days=20))
    DunningProcedure.objects.update(starts_on=today - timedelta(days=5))
    assert "In das Mahnverfahren aufnehmen" in text_of(
        clerk.get(reverse("order-list"), {"stufe": "1"})
    )

    clerk.post(reverse("order-list-take-in"), {"all_hits": "1", "filters": "stufe=1"})

    taken = {preference.order for preference in DunningPreference.objects.all()}
    assert taken == {due, other}


def test_only_the_ticked_ones_are_taken_in(clerk, due, today):
    order(today=today, due_on=today - timedelta(days=20))
    DunningProcedure.objects.update(starts_on=today - timedelta(days=5))

    clerk.post(reverse("order-list-take-in"), {"order": [due.pk], "filters": "stufe=1"})

    assert [one.order for one in DunningPreference.objects.all()] == [due]


def test_without_a_start_day_there_is_nothing_to_take_in(clerk, due):
    assert "In das Mahnverfahren aufnehmen" not in text_of(
        clerk.get(reverse("order-list"), {"stufe": "1"})
    )


@pytest.mark.parametrize("name", ["order-preference", "order-customer-preference", "order-take-in"])
def test_without_the_right_nothing_changes(client, due, name):
    client.force_login(user("jonas", "orders.view_order"))

    assert client.post(reverse(name, args=[due.pk])).status_code == 403
