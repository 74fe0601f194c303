"""Payments that came before their order, and the import that brings it."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from orders.models import BankTransaction, Order, OrderImport
from orders.services.import_apply import apply_import, matched_sentence
from orders.services.import_files import in_memory
from orders.services.import_reading import upload_import
from orders.services.order_import import start_import
from orders.views.import_pages import import_page
from tests import factories
from tests.factories import TODAY, sales_account

pytestmark = pytest.mark.django_db
OWED = {"#HK-1001": "49.70", "#HK-1002": "60.00"}


def waiting(number: str) -> BankTransaction:
    return factories.movement(OWED[number], remittance_text=f"Bestellung {number}")


def applied(data: bytes) -> OrderImport:
    order_import = upload_import(
        sales_account(),
        file_name="a.csv",
        source=in_memory(data),
        format="auto",
        actor=factories.user("clerk"),
    )
    start_import(order_import.pk, now=timezone.now())
    return apply_import(order_import.pk, today=TODAY, clock=timezone.now)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], ""),
        (["#HK-1001"], "1 wartende Zahlung hat ihren Auftrag gefunden und ist gebucht."),
        (
            ["#HK-1001", "#HK-1002"],
            "2 wartende Zahlungen haben ihren Auftrag gefunden und sind gebucht.",
        ),
    ],
)
def test_it_says_how_many_waiting_payments_found_their_order(numbers, sentence, data_file):
    for number in numbers:
        waiting(number)

    order_import = applied(data_file("shops/shopify_orders.csv"))

    _template, context = import_page(order_import)
    assert matched_sentence(order_import) == sentence
    assert context["result"].endswith(sentence or "geändert.")
    assert order_import.matched_count == len(numbers)


def test_a_payment_that_waited_is_booked_by_the_program_itself(data_file):
    waiting("#HK-1001")

    applied(data_file("shops/shopify_orders.csv"))

    booked, imported = Order.objects.get(number="HK-1001").history.all()
    assert (booked.actor, imported.actor.username) == (None, "clerk")


def test_the_command_says_it_too(data_file, tmp_path, capsys):
    sales_account("Hafenkante")
    waiting("#HK-1001")
    path = tmp_path / "orders.csv"
    path.write_bytes(data_file("shops/shopify_orders.csv"))

    call_command("import_orders", str(path), "--sales-account", "Hafenkante")

    assert "1 wartende Zahlung hat ihren Auftrag gefunden" in capsys.readouterr().out
