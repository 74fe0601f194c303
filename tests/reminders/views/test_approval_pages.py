"""Zweite Freigabe: what author and second person see, and what the report keeps."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from reminders.models import DunningRun
from reminders.services.approvals import hand_in
from tests import factories
from tests.reminders.views.conftest import CLERK

pytestmark = pytest.mark.django_db


@pytest.fixture
def large_run(proposed, due_order):
    """Petra's proposal, over the limit of its account."""
    order = due_order(total="150.00")
    factories.dunning_rules(order.sales_account, approval_limit=Decimal("100.00"))
    return proposed(order)


@pytest.fixture
def second_page(db) -> Client:
    """The browser of somebody who may approve."""
    client = Client()
    client.force_login(factories.user("karl", *CLERK, "reminders.approve_dunningrun"))
    return client


def post(page, name, run, **data):
    return page.post(reverse(f"reminders:{name}", args=[run.pk]), data, follow=True)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def review(page, run) -> str:
    return text_of(page.get(reverse("reminders:run-review", args=[run.pk])))


def test_the_author_hands_in_instead_of_sending(page, sink, large_run):
    shown = review(page, large_run)

    assert "Zur Freigabe vorlegen" in shown
    assert "jetzt versenden" not in shown
    assert "über dem Limit" in shown


def test_a_hand_made_release_by_the_author_is_refused_in_words(page, sink, large_run):
    response = post(page, "run-release", large_run)

    assert "Eine zweite Person muss den Mahnlauf freigeben" in text_of(response)
    large_run.refresh_from_db()
    assert large_run.state == DunningRun.State.PROPOSED


def test_what_was_handed_in_stands_in_the_list(page, second_page, large_run):
    post(page, "run-hand-in", large_run)

    shown = text_of(second_page.get(reverse("reminders:run-list")))

    assert "Wartet auf Freigabe (1)" in shown
    assert reverse("reminders:run-review", args=[large_run.pk]) in shown


def test_the_second_person_releases_and_the_report_names_both(
    page, second_page, sink, large_run, clerk
):
    hand_in(large_run.pk, actor=clerk)
    assert "1 Mahnung freigeben und versenden" in review(second_page, large_run)

    response = post(second_page, "run-release", large_run)

    shown = text_of(response)
    assert "von petra" in shown
    assert "Zweite Person" in shown
    assert "von karl" in shown


def test_the_second_person_sends_it_back_with_a_reason(page, second_page, large_run, clerk):
    hand_in(large_run.pk, actor=clerk)

    post(second_page, "run-send-back", large_run, grund="Rechnung prüfen")

    assert "Von karl zurückgegeben: Rechnung prüfen" in review(page, large_run)
    assert "Zur Freigabe vorlegen" in review(page, large_run)


def test_sending_back_needs_the_right(page, large_run, clerk):
    hand_in(large_run.pk, actor=clerk)

    assert post(page, "run-send-back", large_run, grund="x").status_code == 403


def test_a_run_below_the_limit_looks_as_ever(page, sink, proposed, due_order):
    shown = review(page, proposed(due_order()))

    assert "1 Mahnung jetzt versenden" in shown
    assert "Freigabe" not in shown.split("<main", 1)[1]
