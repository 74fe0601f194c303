"""Was passiert am …?: the page that foretells a run and writes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.rules.german import day as german_day
from reminders.models import DunningRun, Reminder
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/mahnlaeufe/vorschau/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def figures_of(response) -> dict[str, str]:
    return {figure["label"]: figure["value"] for figure in response.context["figures"]}


def test_it_shows_today_without_an_answer(page, due_order):
    due_order(total="100.00")
    due_order(email="")

    response = page.get(PAGE)

    assert figures_of(response) == {
        "Mahnungen": "1",
        "Summe offen": "100,00\u00a0€",
        "Neue Zinsen": "0,00\u00a0€",
        "Neue Gebühren": "0,00\u00a0€",
        "Ausgeschlossen": "1",
    }
    assert [group.label for group in response.context["exclusions"].groups] == [
        "Keine E-Mail-Adresse"
    ]
    assert not DunningRun.objects.exists()
    assert not Reminder.objects.exists()


def test_it_shows_a_day_to_come(page, due_order, today):
    order = due_order(due_on=today)
    day = today + timedelta(days=5)

    response = page.get(PAGE, {"tag": german_day(day)})

    assert order.number in text_of(response)
    assert response.context["steps"][0]["step"] == "Mahnstufe 1"
    assert f"bis zum {german_day(day)} niemand zahlt" in text_of(response)


def test_it_shows_what_the_daily_run_would_leave_out(page, due_order, today):
    due_order()

    response = page.get(PAGE, {"tag": german_day(today), "art": "automatisch"})

    assert figures_of(response)["Mahnungen"] == "0"
    assert [group.label for group in response.context["exclusions"].groups] == ["Nicht automatisch"]


def test_it_can_be_asked_for_one_account(page, due_order, today):
    due_order()
    other = factories.sales_account("eBay")

    response = page.get(PAGE, {"tag": german_day(today), "verkaufsaccount": other.pk})

    assert figures_of(response)["Mahnungen"] == "0"


@pytest.mark.parametrize("day", ["31.02.2026", "gestern", "", "01.01.1950", "01.01.2200"])
def test_a_mistyped_day_is_said_at_its_field(page, due_order, day):
    due_order()

    response = page.get(PAGE, {"tag": day})

    assert response.status_code == 200
    assert "field-error" in text_of(response)
    assert "planned" not in response.context


def test_the_list_of_runs_leads_there(page):
    assert PAGE in text_of(page.get(reverse("reminders:run-list")))


def test_it_is_not_for_everybody(browser_of):
    assert browser_of("reminders.view_dunningrun").get(PAGE).status_code == 403


def test_the_number_of_queries_does_not_grow(page, queries_of, due_order):
    for _ in range(3):
        due_order()
    few = queries_of(lambda: page.get(PAGE))
    for _ in range(12):
        due_order()

    assert queries_of(lambda: page.get(PAGE)) == few
