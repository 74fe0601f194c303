"""The order list as files: the columns of the list, and those that newsletter programs know."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from common.models import ExportLog
from orders.models import Customer, Order
from orders.rules.drafts import LineDraft
from orders.services.access import token_of
from reminders.services.blocks import set_block
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/auftraege/"


@pytest.fixture
def clerk(desk: Client, settings) -> Client:
    """A clerk who may export; the payment page has an address."""
    settings.PUBLIC_URL = "https://zahlen.lindgruen.example"
    rights = Permission.objects.filter(codename__in=["add_exportlog", "change_order"])
    User.objects.get(username="petra").user_permissions.add(*rights)
    return desk


def rows(clerk: Client, query: str) -> list[dict[str, str]]:
    text = b"".join(clerk.get(f"{LIST}?{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def order(**of_draft: object) -> Order:
    lines = tuple(
        LineDraft(product=name, sku="", quantity=Decimal(1), unit_price=Decimal("79.90"))
        for name in ("Stativ", "Tasche", "Filter")
    )
    return factories.order(lines=lines, due_on=TODAY - timedelta(days=9), **of_draft)


def test_the_newsletter_file_has_exactly_its_columns(clerk):
    made = order(email="zoe@kunde.example")

    (row,) = rows(clerk, "export=newsletter")

    token = token_of(made)
    assert row == {
        "E-Mail": "zoe@kunde.example",
        "Name": "Zoë",
        "Nachname": "Winter",
        "Bestell-ID": made.number,
        "Produktname": "Stativ und 2 weitere",
        "offener Betrag": f"{made.open_amount:.2f}".replace(".", ","),
        "bezahlter Betrag": "0,00",
        "Fälligkeitsdatum": "12.11.2026",
        "TOKEN": token,
        "Zahlungslink": f"https://zahlen.lindgruen.example/z/{token}",
    }
    log = ExportLog.objects.get()
    assert (log.format, log.page, log.row_count) == ("newsletter", "Aufträge", 1)


def test_customers_without_an_address_are_left_out_and_closed_pages_have_no_token(clerk):
    silent, closed = order(), order(email="ada@kunde.example")
    Customer.objects.filter(pk=silent.customer_id).update(email="")
    Order.objects.filter(pk=closed.pk).update(access_revoked_on=TODAY)

    (row,) = rows(clerk, "export=newsletter")

    assert (row["Bestell-ID"], row["TOKEN"], row["Zahlungslink"]) == (closed.number, "", "")


@pytest.mark.parametrize(
    "held",
    [
        {"collection_since": TODAY},
        {"stop_reason": "disputed"},
    ],
)
def test_nobody_who_must_not_be_dunned_is_reminded_by_a_newsletter(clerk, held):
    free, stopped = order(), order()
    Order.objects.filter(pk=stopped.pk).update(**held)

    assert [row["Bestell-ID"] for row in rows(clerk, "export=newsletter")] == [free.number]


def test_a_blocked_order_is_in_no_newsletter(clerk):
    blocked = order()
    set_block(
        blocked.pk, reason="deferred", until_on=TODAY + timedelta(days=3), actor=None, today=TODAY
    )

    assert rows(clerk, "export=newsletter") == []


def test_reminders_go_to_the_address_that_is_meant_for_them(clerk):
    made = order()
    Customer.objects.filter(pk=made.customer_id).update(email="", reminder_email="b@kunde.example")

    (row,) = rows(clerk, "export=newsletter")

    assert row["E-Mail"] == "b@kunde.example"


def test_without_the_right_to_links_there_is_no_such_file(clerk):
    order()
    right = Permission.objects.get(codename="change_order")
    User.objects.get(username="petra").user_permissions.remove(right)

    assert "Enthält Zugangslinks" not in text_of(clerk.get(LIST))


def test_the_page_warns_of_the_links_in_the_file(clerk):
    order()

    assert "Enthält Zugangslinks" in text_of(clerk.get(LIST))


def test_the_list_goes_out_as_filtered_sorted_and_with_all_its_columns(clerk):
    cheap, dear = order(total="10.00"), order(total="900.00")
    factories.order(due_on=TODAY + timedelta(days=30))

    found = rows(clerk, "zahlungsstatus=ueberfaellig&sort=-open_amount&export=csv")

    assert [row["Bestellnummer"] for row in found] == [dear.number, cheap.number]
    assert found[0]["Produkt"] == "Stativ und 2 weitere"
    assert (found[0]["Preis"], found[0]["Offener Betrag"]) == ("900,00", "900,00")
    assert (found[0]["Tage überfällig"], found[0]["Waehrung"]) == ("9", "EUR")
    assert ExportLog.objects.get().filters == "Alle offenen, Zahlungsstatus: überfällig"


def test_chosen_columns_are_those_of_the_file(clerk):
    order()

    (row,) = rows(clerk, "spalten=-status,-customer,product&export=csv")

    assert not {"Status", "Kunde", "Preis"} & set(row)
    assert "Produkt" in row


def test_a_file_needs_no_query_for_each_row(clerk, django_assert_max_num_queries):
    for _ in range(2):
        order()
    with django_assert_max_num_queries(60) as few:
        rows(clerk, "export=csv")
        rows(clerk, "export=newsletter")
    for _ in range(8):
        order()

    with django_assert_max_num_queries(len(few)):
        rows(clerk, "export=csv")
        rows(clerk, "export=newsletter")


def test_who_may_not_export_sees_no_files_and_gets_none(desk):
    order()

    assert "export=csv" not in text_of(desk.get(LIST))
    assert desk.get(f"{LIST}?export=csv").status_code == 403


def test_the_record_of_exports_is_for_those_with_the_right(desk, client):
    ExportLog.objects.create(
        page="Aufträge", format="xlsx", filters="Suche: Müller", row_count=None
    )

    assert desk.get("/exporte/").status_code == 403
    client.force_login(factories.user("chefin", "common.view_exportlog"))
    page = text_of(client.get("/exporte/"))
    assert "Suche: Müller" in page
    assert "abgebrochen" in page
