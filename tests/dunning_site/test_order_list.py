"""The order list: tabs, filters, columns, and Benachrichtigen on a selection."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Order, PaymentMethod, SalesAccount
from orders.rules.drafts import ShopState
from orders.services.payments import record_payment
from reminders.models import DunningBlock, DunningProcedure, DunningRun, Standing
from reminders.services.blocks import set_block
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

LIST = "/auftraege/"
NOTIFY = "/auftraege/benachrichtigen/"
# Session, user, two for the permissions, the count in the menu; one for all tab counts; number of
# rows, rows, and for their assessments orders, lines, levels, blocks and live reminders; the
# choices of two filters.
QUERIES = 15


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    return TODAY


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of a clerk."""
    clerk = factories.user(
        "petra", "orders.view_order", "orders.add_orderimport", "reminders.add_dunningrun"
    )
    client.force_login(clerk)
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    """The browser of somebody who may only look."""
    client.force_login(factories.user("ines", "orders.view_order"))
    return client


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
        "Mahnstufe 1": 1,
        "Mahnstufe 2": 1,
        "Mahnstufe 3": 1,
        "Abgeschlossen": 1,
        "Wartet": 1,
        "Mahnsperre": 1,
    }


def test_it_counts_tabs_within_the_other_filters(desk):
    factories.order(factories.sales_account("Foto-Shop"), total="10.00")
    factories.order(factories.sales_account("Marktplatz"), total="20.00")
    account = SalesAccount.objects.get(name="Marktplatz")

    response = desk.get(LIST, {"stufe": "1", "verkaufsaccount": account.pk})

    assert _counts(response)["Mahnstufe 1"] == _counts(response)["Alle offenen"] == 1
    assert response.context["bulk_summary"] == "1 Auftrag, offen 20,00\u00a0€"
    assert f"stufe=2&amp;verkaufsaccount={account.pk}" in response.content.decode()


@pytest.mark.parametrize("text", ["müller", "MUELLER", "m-77", "zoë müller", "mueller@kunden"])
def test_it_finds_number_name_and_mail_in_any_spelling(desk, text):
    factories.order(number="M-77", last_name="Müller", email="zoe.mueller@kunden.example")
    factories.order(number="W-12", last_name="Weiß")

    response = desk.get(LIST, {"suche": text})

    assert _numbers(response) == ["M-77"]


def test_it_filters_by_payment_method_and_status(desk):
    factories.order(number="RECHNUNG")
    factories.order(number="PAYPAL", payment_method="PayPal")
    factories.order(number="ANGEZAHLT", payment_method="PayPal", total="80.00", open_amount="30.00")
    paypal = PaymentMethod.objects.get(name="PayPal")

    response = desk.get(LIST, {"zahlungsart": paypal.pk, "zahlungsstatus": "partially_paid"})

    assert _numbers(response) == ["ANGEZAHLT"]


@pytest.mark.parametrize(("first", "last"), [("2026-11-01", "2026-11-10"), ("1.11.26", "10112026")])
def test_it_takes_days_in_german_and_iso_both_ends_included(desk, first, last):
    for number, due_on in (("VOR", 31), ("ERSTER", 1), ("LETZTER", 10), ("NACH", 11)):
        month = 10 if number == "VOR" else 11
        factories.order(number=number, due_on=date(2026, month, due_on))

    response = desk.get(LIST, {"faellig_von": first, "faellig_bis": last})

    assert _numbers(response) == ["ERSTER", "LETZTER"]
    assert 'value="2026-11-01"' in response.content.decode()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ({"faellig_von": "31.02.2026"}, "kein gültiges Datum"),
        ({"faellig_von": "2026-11-10", "faellig_bis": "2026-11-01"}, "Das liegt vor dem"),
        ({"verkaufsaccount": "99999"}, "gültige Auswahl"),
        ({"suche": "x" * 101}, "höchstens 100 Zeichen"),
    ],
)
def test_it_shows_what_is_wrong_with_a_filter_and_lists_nothing(desk, address, message):
    factories.order()

    response = desk.get(LIST, address)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert _numbers(response) == []


@pytest.mark.parametrize(
    "address",
    [
        {"page": "abc"},
        {"page": "-3"},
        {"page": "9" * 5000},
        {"sort": "; DROP TABLE orders_order"},
        {"sort": "status"},
        {"stufe": "9"},
        {"per_page": "100000"},
        {"per_page": "0"},
        {"suche": "' OR 1=1 --"},
        {"suche": "%_\\"},
    ],
)
def test_it_survives_a_crafted_address(desk, address):
    factories.order()

    response = desk.get(LIST, address)

    assert response.status_code == 200
    assert response.context["table"].paginator.per_page == 25


@pytest.mark.parametrize(
    "column",
    ["number", "customer", "sales_account", "payment_method", "due_on", "days_overdue"]
    + ["open_amount", "level", "notices_sent"],
)
def test_it_sorts_by_every_column_both_ways(desk, column):
    factories.order(
        factories.sales_account("A"),
        number="A",
        payment_method="Aconto",
        last_name="Ahrens",
        due_on=_due(6),
        total="1.00",
    )
    last = factories.order(
        factories.sales_account("B"),
        number="B",
        payment_method="Bar",
        last_name="Berg",
        due_on=_due(5),
        total="2.00",
    )
    _move(last, next_level=2, levels_sent=1)

    upwards = _numbers(desk.get(LIST, {"sort": column}))
    downwards = _numbers(desk.get(LIST, {"sort": f"-{column}"}))

    assert upwards == (["B", "A"] if column == "days_overdue" else ["A", "B"])
    assert downwards == upwards[::-1]


def test_it_cuts_the_list_into_pages(desk):
    for _ in range(26):
        factories.order()

    first, second = desk.get(LIST), desk.get(LIST, {"page": "2"})

    assert (len(_numbers(first)), len(_numbers(second))) == (25, 1)
    assert len(_numbers(desk.get(LIST, {"per_page": "50"}))) == 26


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

    assert "Mahnsperre bis 05.12.2026, Keine E-Mail" in _cell(response, "status")


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


def test_it_offers_settled_orders_that_a_search_finds(desk):
    paid = factories.order(number="EF-9", shop_state=ShopState.PAID)

    response = desk.get(LIST, {"suche": "EF-9"})

    page = response.content.decode()
    assert "Außerdem gefunden: bezahlt oder storniert" in page
    assert reverse("order-page", args=[paid.pk]) in page


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


def test_home_leads_to_the_list(desk):
    assert desk.get("/").url == LIST


def test_it_needs_a_fixed_number_of_queries(desk, django_assert_num_queries):
    account = factories.sales_account()
    for _ in range(5):
        factories.order(account)
    with django_assert_num_queries(QUERIES):
        desk.get(LIST, {"stufe": "1", "per_page": "100"})
    for _ in range(55):
        factories.order(account)

    with django_assert_num_queries(QUERIES):
        response = desk.get(LIST, {"stufe": "1", "per_page": "100"})

    assert len(_numbers(response)) == 60


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
    factories.order(account, last_name="Müller", due_on=_due(1))
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


def test_it_refuses_to_notify_without_the_right(reader):
    order = factories.order()

    response = reader.post(NOTIFY, {"filters": "stufe=1", "order": [order.pk]})

    assert response.status_code == 403
    assert not DunningRun.objects.exists()


def test_it_never_notifies_by_get(desk):
    assert desk.get(NOTIFY).status_code == 405
