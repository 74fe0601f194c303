"""Übersicht: what is due, how much of it, and where each number leads."""

from datetime import timedelta

import pytest

from orders.models import Order
from reminders.models import DunningBlock
from reminders.services.blocks import set_block
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of

HOME = "/"
# The frame of the page with its menu, and all figures.
QUERIES = 60
RIGHTS = (
    "orders.view_order",
    "orders.change_customer",
    "orders.view_banktransaction",
    "reminders.add_dunningrun",
    "reminders.view_reminder",
    "reminders.view_recovery",
)


def _due(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def clerk(client, db, today):
    client.force_login(factories.user("petra", *RIGHTS))
    return client


@pytest.fixture
def busy_day(db):
    """Orders of several ages, one of them blocked, one with an amount changed in the shop."""
    for days in (3, 8, 9, 40, 100):
        factories.order(due_on=_due(days))
    factories.order(due_on=TODAY + timedelta(days=5), email="", street="")
    blocked = factories.order(due_on=_due(20))
    set_block(
        blocked.pk,
        reason=DunningBlock.Reason.DEFERRED,
        note="",
        until_on=None,
        actor=None,
        today=TODAY,
    )
    Order.objects.filter(pk=factories.order(due_on=_due(70)).pk).update(reported_total=5)


def _hits(client, url):
    """How many rows a list finds."""
    context = client.get(url).context
    return context["hits"] if "hits" in context else context["table"].paginator.count


def test_every_number_of_orders_leads_to_a_list_of_as_many(clerk, busy_day):
    context = clerk.get(HOME).context
    open_tile, due_tile, *_ = context["tiles"]

    counted = {part.url: int(part.words.split(": ")[1]) for part in due_tile.notes if part.url}
    assert counted == {url: _hits(clerk, url) for url in counted}
    assert sum(counted.values()) == int(due_tile.value.words) > 0
    assert open_tile.notes[0].words == f"{_hits(clerk, open_tile.value.url)} Aufträge"


def test_every_age_leads_to_a_list_of_as_many(clerk, busy_day):
    table = clerk.get(HOME).context["ageing"].table

    counted = {row[1].url: int(row[1].words) for row in table.shown_rows}
    assert counted == {url: _hits(clerk, url) for url in counted}
    assert sum(counted.values()) == int(table.shown_total[1].words) == 7


def test_every_task_leads_to_a_list_of_as_many(clerk, busy_day):
    tasks = clerk.get(HOME).context["tasks"]

    assert {task.label for task in tasks} >= {"Auftrag mit geändertem Betrag im Shop"}
    assert {task.url: task.count for task in tasks} == {
        task.url: _hits(clerk, task.url) for task in tasks
    }


def test_it_says_how_new_it_is(clerk, busy_day):
    page = text_of(clerk.get(HOME))

    assert "Uhr · noch kein Kontoauszug" in page
    assert "Eingänge nach Mahnung gezählt" in page


def test_without_the_right_to_the_evaluations_nothing_leads_there(reader, busy_day):
    page = text_of(reader.get(HOME))

    assert "Erfolgsquote" in page
    assert "/auswertungen/" not in page


def test_who_may_not_see_orders_reads_what_else_there_is(client, db, today):
    client.force_login(factories.user("kasse", "orders.view_banktransaction"))

    page = text_of(client.get(HOME))

    assert "Was Sie hier tun können" in page
    assert page.count('href="/zahlungseingaenge/"') == 2
    assert "Offene Forderungen" not in page


def test_who_has_no_right_at_all_reads_who_gives_them(client, db, today):
    client.force_login(factories.user("neu"))

    assert "Ihr Zugang hat noch keine Rechte." in text_of(client.get(HOME))


def test_it_is_closed_to_strangers(client, db):
    assert client.get(HOME).url == "/anmelden/?next=/"


def test_a_new_installation_reads_what_to_set_up(desk):
    factories.sales_account(has_procedure=False)

    page = text_of(desk.get(HOME))

    assert "So richten Sie Mahnwerk ein" in page
    assert page.count("erledigt") == 2
    assert 'href="/import/"' in page
    assert "/admin/orders/creditor/" not in page


def test_it_needs_a_fixed_number_of_queries(
    clerk, busy_day, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(QUERIES) as few:
        clerk.get(HOME)
    for days in range(1, 20):
        factories.order(due_on=_due(days))

    with django_assert_num_queries(len(few)):
        clerk.get(HOME)
