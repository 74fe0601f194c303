"""Filtering, sorting and paging the order list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Order, PaymentMethod, SalesAccount
from orders.rules.drafts import ShopState
from orders.services.payments import record_payment
from reminders.models import DunningRun, Reminder, Standing
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of

pytestmark = pytest.mark.django_db

LIST = "/auftraege/"


def _due(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def _numbers(response) -> list[str]:
    return [row.record.number for row in response.context["table"].paginated_rows]


def _counts(response) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


def _move(order: Order, **standing: object) -> Order:
    """Put an order elsewhere on its ladder, as sent notices would."""
    Standing.objects.filter(order=order).update(**standing)
    return order


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


def test_it_offers_settled_orders_that_a_search_finds(desk):
    paid = factories.order(number="EF-9", shop_state=ShopState.PAID)

    response = desk.get(LIST, {"suche": "EF-9"})

    page = response.content.decode()
    assert "Außerdem gefunden: bezahlt oder storniert" in page
    assert reverse("order-page", args=[paid.pk]) in page
    assert "siehe unten" in page
    assert "Keine Aufträge gefunden" not in page


@pytest.mark.parametrize("text", ["M-000120", "m-120", " M-0120 "])
def test_it_finds_the_order_of_a_reminder_by_its_number(desk, text):
    dunned, paid = factories.order(number="EF-1"), factories.order(number="EF-2")
    factories.order(number="EF-3")
    run = _proposed(dunned, paid)
    Reminder.objects.filter(run=run, items__order=dunned).update(number=120)
    Reminder.objects.filter(run=run, items__order=paid).update(number=121)

    assert _numbers(desk.get(LIST, {"suche": text})) == ["EF-1"]


def test_it_finds_the_settled_order_of_a_reminder(desk):
    paid = factories.order(number="EF-2", total="50.00")
    Reminder.objects.filter(run=_proposed(paid)).update(number=121)
    record_payment(
        paid.pk, amount=Decimal("50.00"), paid_on=TODAY, reference="", actor=None, today=TODAY
    )

    response = desk.get(LIST, {"suche": "M-121"})

    assert [order.number for order in response.context["settled_orders"]] == ["EF-2"]


def _proposed(*orders: Order) -> DunningRun:
    return propose_run(
        [order.pk for order in orders],
        level=1,
        day=TODAY,
        written_on=TODAY,
        selection="Test",
        actor=None,
    )


def test_it_filters_by_the_reason_and_counts_each(desk):
    for number, reason in (("EF-1", "rejected"), ("EF-2", "rejected"), ("EF-3", "")):
        order = factories.order(number=number)
        Order.objects.filter(pk=order.pk).update(unpaid_reason=reason)

    response = desk.get(reverse("order-list"), {"grund": "rejected"})

    page = text_of(response)
    assert '<option value="rejected" selected>Zahlung zurückgewiesen (2)</option>' in page
    assert "nicht bekannt (1)</option>" in page
    assert "EF-1" in page
    assert "EF-3" not in page
    not_known = text_of(desk.get(reverse("order-list"), {"grund": "unbekannt"}))
    assert ">EF-3</a>" in not_known
    assert ">EF-1</a>" not in not_known


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("betrag", "EF-1"), ("bestritten", "EF-2"), ("verstorben", "EF-3"), ("rueckgabe", "EF-4")],
)
def test_it_finds_what_has_to_be_cleared_up(desk, wanted, found):
    facts = (
        ("EF-1", {"reported_total": 5}),
        ("EF-2", {"stop_reason": "disputed"}),
        ("EF-3", {"stop_reason": "deceased"}),
        ("EF-4", {"stop_reason": "to_clarify"}),
    )
    for number, fact in facts:
        Order.objects.filter(pk=factories.order(number=number).pk).update(**fact)

    page = text_of(desk.get(reverse("order-list"), {"klaerung": wanted}))

    assert [number for number, _ in facts if f">{number}</a>" in page] == [found]
    assert '<details class="filter-rare" open>' in page


def test_a_settled_order_whose_total_changed_is_found_too(desk):
    order = factories.order(number="EF-1", total="80.00", open_amount="0.00")
    Order.objects.filter(pk=order.pk).update(reported_total=95)

    page = text_of(desk.get(reverse("order-list"), {"klaerung": "betrag"}))

    assert "Außerdem gefunden: bezahlt oder storniert" in page
    assert ">EF-1</a>" in page


def test_rarer_filters_are_folded_away(desk):
    factories.order()

    page = text_of(desk.get(reverse("order-list")))

    assert '<details class="filter-rare">' in page
    assert page.index('name="grund"') < page.index("Weitere Filter") < page.index("zahlungsart")
