"""The order list: tabs, columns, empty states, and who may see it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from orders.models import Order
from orders.rules.drafts import ShopState
from reminders.models import DunningBlock, DunningProcedure, Standing
from reminders.services.blocks import set_block
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

LIST = "/auftraege/"
# Session, user, two for the permissions, the counts in the menu; one for all tab counts; number of
# rows, rows, and for their assessments orders, lines, levels, blocks, plans, preferences, rules of
# the accounts and live reminders; the choices of two filters; the person's views and columns.
QUERIES = 32


def _due(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def _numbers(response) -> list[str]:
    return [row.record.number for row in response.context["table"].paginated_rows]


def _counts(response) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


def _cell(response, column: str) -> str:
    """What the only row of the list shows in a column."""
    (row,) = response.context["table"].paginated_rows
    return row.get_cell(column)


def _move(order: Order, **standing: object) -> Order:
    """Put an order elsewhere on its ladder, as sent notices would."""
    Standing.objects.filter(order=order).update(**standing)
    return order


def _one_in_each_tab() -> None:
    factories.order(number="STUFE-1", due_on=_due(7))
    _move(
        factories.order(number="STUFE-2", due_on=_due(30)),
        levels_sent=1,
        next_level=2,
        next_level_on=_due(1),
    )
    _move(
        factories.order(number="STUFE-3", due_on=_due(50)),
        levels_sent=2,
        next_level=3,
        next_level_on=TODAY,
    )
    _move(
        factories.order(number="FERTIG", due_on=_due(90)),
        levels_sent=3,
        next_level=None,
        next_level_on=None,
        is_closed=True,
    )
    _move(
        factories.order(number="WARTET", due_on=_due(20)),
        levels_sent=1,
        next_level=2,
        next_level_on=TODAY + timedelta(days=4),
    )
    blocked = factories.order(number="GESPERRT", due_on=_due(1))
    set_block(
        blocked.pk,
        reason=DunningBlock.Reason.CLARIFICATION,
        until_on=date(2026, 12, 5),
        actor=None,
        today=TODAY,
    )
    factories.order(number="BEZAHLT", shop_state=ShopState.PAID)


@pytest.mark.parametrize(
    ("tab", "numbers"),
    [
        ("offen", ["FERTIG", "STUFE-3", "STUFE-2", "WARTET", "STUFE-1", "GESPERRT"]),
        ("1", ["STUFE-1"]),
        ("2", ["STUFE-2"]),
        ("3", ["STUFE-3"]),
        ("abgeschlossen", ["FERTIG"]),
        ("wartet", ["WARTET"]),
        ("mahnsperre", ["GESPERRT"]),
    ],
)
def test_it_shows_in_each_tab_what_belongs_there(desk, tab, numbers):
    _one_in_each_tab()

    response = desk.get(LIST, {"stufe": tab})

    assert _numbers(response) == numbers
    assert _counts(response) == {
        "Alle offenen": 6,
        "Erinnerung": 0,
        "Mahnstufe 1": 1,
        "Mahnstufe 2": 1,
        "Mahnstufe 3": 1,
        "Abgeschlossen": 1,
        "Wartet": 1,
        "Mahnsperre": 1,
    }


def test_it_describes_an_order_in_one_line(desk):
    order = factories.order(number="EF-1", due_on=_due(7), total="1234.50", last_name="Winter")

    response = desk.get(LIST, {"stufe": "1"})

    page = response.content.decode()
    assert f'<a href="/auftraege/{order.pk}/">EF-1</a>' in page
    assert 'aria-label="Auftrag EF-1 auswählen"' in page
    assert 'title="Zoë Winter"' in page
    assert _cell(response, "due_on") == "14.11.2026"
    assert _cell(response, "days_overdue") == "7"
    assert _cell(response, "open_amount") == "1.234,50\u00a0€"
    assert "Mahnstufe 1" in _cell(response, "level")
    assert _cell(response, "notices_sent") == "0 von 3"
    assert ">Bereit<" in _cell(response, "status")


def test_it_says_from_when_a_waiting_order_moves_on(desk):
    order = factories.order(due_on=_due(20))
    _move(order, levels_sent=1, next_level=2, next_level_on=date(2026, 12, 2))

    response = desk.get(LIST, {"stufe": "wartet"})

    assert "Stufe 2 ab 02.12.2026" in _cell(response, "level")
    assert _cell(response, "notices_sent") == "1 von 3"
    assert ">Wartet<" in _cell(response, "status")


def test_it_says_why_an_order_is_not_ready(desk):
    without_mail = factories.order(number="MAIL", email="")
    set_block(
        without_mail.pk,
        reason=DunningBlock.Reason.DISPUTED,
        until_on=date(2026, 12, 5),
        actor=None,
        today=TODAY,
    )

    response = desk.get(LIST, {"suche": "MAIL"})

    assert "Gesperrt bis 05.12.2026, Keine E-Mail" in _cell(response, "status")


def test_it_gives_reason_and_end_of_a_block_in_its_tab(desk):
    order = factories.order()
    set_block(order.pk, reason=DunningBlock.Reason.DISPUTED, until_on=None, actor=None, today=TODAY)

    response = desk.get(LIST, {"stufe": "mahnsperre"})

    assert "ohne Ende: Bestritten" in _cell(response, "status")


@pytest.mark.parametrize(
    ("days_ago", "words"), [(-3, "Noch nicht überfällig"), (0, "Noch nicht"), (2, "Karenzzeit")]
)
def test_it_says_that_no_level_is_reached_yet(desk, days_ago, words):
    factories.order(due_on=_due(days_ago))

    response = desk.get(LIST)

    assert words in _cell(response, "status")


def test_it_says_that_the_procedure_is_off(desk):
    factories.order()
    DunningProcedure.objects.update(is_active=False)

    response = desk.get(LIST)

    assert "Mahnverfahren aus" in _cell(response, "status")


def test_it_asks_to_import_when_there_is_nothing_yet(desk):
    response = desk.get(LIST)

    page = response.content.decode()
    assert "Noch keine Aufträge." in page
    assert f'href="{reverse("orders:import-start")}"' in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"suche": "unbekannt"}, "Keine Aufträge gefunden. Prüfen Sie die Filter"),
        ({"stufe": "2"}, "In Mahnstufe 2 ist heute nichts zu tun."),
        ({"stufe": "mahnsperre"}, "Kein offener Auftrag hat eine Mahnsperre."),
    ],
)
def test_it_says_why_a_list_is_empty(desk, address, sentence):
    factories.order()

    response = desk.get(LIST, address)

    assert sentence in response.content.decode()


def test_it_locks_the_button_with_a_sentence_outside_the_levels(desk):
    factories.order()

    everything = desk.get(LIST).content.decode()
    level_1 = desk.get(LIST, {"stufe": "1"}).content.decode()

    assert "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen." in everything
    assert 'name="order"' not in everything
    assert "Zum Benachrichtigen Mahnstufe" not in level_1
    assert 'name="order"' in level_1


def test_it_hides_actions_from_those_who_may_only_look(reader):
    factories.order()

    page = reader.get(LIST, {"stufe": "1"}).content.decode()

    assert "Benachrichtigen" not in page
    assert 'name="order"' not in page


def test_it_is_closed_to_strangers_and_to_users_without_the_right(client):
    assert client.get(LIST).url == f"/anmelden/?next={LIST}"

    client.force_login(factories.user("neu"))

    assert client.get(LIST).status_code == 403


def test_it_needs_a_fixed_number_of_queries(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    account = factories.sales_account()
    for _ in range(5):
        factories.order(account)
    with django_assert_max_num_queries(QUERIES) as few:
        desk.get(LIST, {"stufe": "1", "per_page": "100"})
    for _ in range(55):
        factories.order(account)

    with django_assert_num_queries(len(few)):
        response = desk.get(LIST, {"stufe": "1", "per_page": "100"})

    assert len(_numbers(response)) == 60
