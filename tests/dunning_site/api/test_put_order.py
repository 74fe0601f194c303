from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.reminded import mark_reminded
from tests import factories
from tests.dunning_site.api.conftest import order_body, shop_of

PATH = "orders/EF-20417"


def errors(response):
    return {one["pointer"]: one["detail"] for one in response.json()["errors"]}


def test_it_creates_an_order(shop):
    response = shop.put(PATH, order_body())

    order = Order.objects.get(number="EF-20417")
    assert response.status_code == 201
    assert response.json()["open_amount"] == "79.90"
    assert response.json()["due_on"] == "2026-11-15"
    assert order.sales_account == shop.token.sales_account
    assert order.customer.full_name == "Zoë Winter"
    assert order.lines.get().product == "Fotobuch A4"


def test_the_same_report_again_changes_nothing(shop):
    shop.put(PATH, order_body())

    response = shop.put(PATH, order_body())

    assert response.status_code == 200
    assert Order.objects.get().history.count() == 1


def test_it_takes_over_a_payment(shop):
    shop.put(PATH, order_body())

    response = shop.put(PATH, order_body(open_amount="29.90"))

    assert response.status_code == 200
    assert response.json()["paid"] == "50.00"
    assert response.json()["payment_status"] == "partially_paid"


def test_it_takes_over_a_cancellation(shop):
    shop.put(PATH, order_body())
    cancelled = order_body(state="cancelled", cancelled_on="2026-11-10", open_amount=None)

    response = shop.put(PATH, cancelled)

    assert response.json()["payment_status"] == "cancelled"
    assert response.json()["open_amount"] == "0.00"


def test_it_knows_rates(shop):
    rates = [
        {"due_on": "2026-12-01", "amount": "39.90"},
        {"due_on": "2026-11-01", "amount": "40.00"},
    ]

    response = shop.put(PATH, order_body(installments=rates, payment_plan="rates"))

    shown = response.json()["installments"]
    assert [(one["due_on"], one["open_amount"]) for one in shown] == [
        ("2026-11-01", "40.00"),
        ("2026-12-01", "39.90"),
    ]
    assert response.json()["overdue_amount"] == "40.00"


def test_a_shop_that_knows_no_payments_leaves_them_alone(shop):
    shop.put(PATH, order_body())
    shop.post(f"{PATH}/payments", {"amount": "79.90", "paid_on": "2026-11-20"})

    response = shop.put(PATH, order_body(open_amount=None, payment_method="PayPal"))

    assert response.json()["payment_status"] == "paid"


def test_another_total_of_a_reminded_order_is_only_reported(shop):
    shop.put(PATH, order_body())
    order = Order.objects.get()
    mark_reminded(order, sent_on=factories.TODAY, is_first=True)

    response = shop.put(PATH, order_body(total="99.90", open_amount="99.90"))

    assert response.json()["reported_total"] == "99.90"
    assert response.json()["open_amount"] == "79.90"


def test_the_number_is_kept_as_imports_keep_it(shop):
    shop.put("orders/%23EF%20%201", order_body())

    assert Order.objects.get().number == "EF 1"


def test_the_same_number_of_another_account_is_another_order(shop, account):
    other = shop_of(factories.sales_account("Kalenderladen"))
    shop.put(PATH, order_body())

    response = other.put(PATH, order_body(total="10.00", open_amount="10.00"))

    assert response.status_code == 201
    assert Order.objects.get(sales_account=account).total == Decimal("79.90")


@pytest.mark.parametrize(
    ("changes", "pointer", "sentence"),
    [
        ({"total": 79.9}, "/total", 'Ein Betrag steht in Anführungszeichen, zum Beispiel "79.90".'),
        ({"total": "79,90"}, "/total", "Ein Betrag"),
        ({"total": "1E400"}, "/total", "Ein Betrag"),
        ({"total": "NaN"}, "/total", "Ein Betrag"),
        ({"total": "1_000.00"}, "/total", "Ein Betrag"),
        ({"total": "-1.00"}, "/total", "Ein Betrag"),
        ({"total": "٧٩.٩٠"}, "/total", "Ein Betrag"),
        ({"total": "79.90\n"}, "/total", "Ein Betrag"),
        ({"total": "999999999.00"}, "/total", "Ein Betrag"),
        ({"currency": "USD"}, "/currency", 'Erlaubt sind nur: "EUR".'),
        ({"ordered_on": "2026-02-31"}, "/ordered_on", "Diesen Tag gibt es nicht."),
        ({"ordered_on": "21.11.2026"}, "/ordered_on", "Ein Tag steht in Anführungszeichen"),
        ({"ordered_on": 1763000000}, "/ordered_on", "Ein Tag steht in Anführungszeichen"),
        ({"ordered_on": "0001-01-01"}, "/ordered_on", "Das Jahr liegt zwischen 1990 und 2199."),
        ({"open_amount": "80.00"}, "/open_amount", "Mehr als der Bestellbetrag"),
        ({"state": "paid"}, "/open_amount", 'Bei state "paid" ist nichts mehr offen.'),
        ({"credited_amount": "80.00"}, "/credited_amount", "Mehr als der Bestellbetrag"),
        (
            {"credited_amount": "9.00", "open_amount": None},
            "/open_amount",
            "Zu einer Gutschrift gehört, was danach noch offen ist.",
        ),
        ({"kept_amount": "1.00"}, "/kept_amount", "Einen einbehaltenen Betrag"),
        ({"cancelled_on": "2026-11-02"}, "/cancelled_on", "Ein Tag des Stornos gehört nur"),
        ({"lines": []}, "/lines", "Die Liste ist leer."),
        ({"lines": {}}, "/lines", "Hier wird eine Liste erwartet."),
        ({"customer": None}, "/customer", "Hier wird ein Objekt"),
        ({"payment_method": " "}, "/payment_method", "Der Text ist leer."),
        ({"invoice_number": "RE\u0000"}, "/invoice_number", "unsichtbares Steuerzeichen (U+0000)"),
        ({"shop_token": "\ud800"}, "/shop_token", "Der Text enthält ungültige Zeichen."),
        ({"invoice_number": "R" * 65}, "/invoice_number", "erlaubt sind 64 Zeichen"),
        ({"level": 3}, "/level", "Diese Angabe gibt es nicht."),
        ({"is_staff": True}, "/is_staff", "Diese Angabe gibt es nicht."),
        (
            {"installments": [{"due_on": "2026-12-01", "amount": "1.00"}]},
            "/installments",
            "Die Raten ergeben 1,00\u00a0€, die Bestellung 79,90\u00a0€.",
        ),
    ],
)
def test_it_names_what_it_cannot_take(shop, changes, pointer, sentence):
    response = shop.put(PATH, order_body(**changes))

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert sentence in errors(response)[pointer]
    assert not Order.objects.exists()


def test_it_names_every_fault_at_its_place(shop):
    line = {"product": "", "quantity": "0,5", "unit_price": "1", "price/tax": "1.00"}

    response = shop.put(PATH, order_body(lines=[line]))

    assert set(errors(response)) == {
        "/lines/0/product",
        "/lines/0/quantity",
        "/lines/0/unit_price",
        "/lines/0/price~1tax",
    }


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "Der Inhalt ist kein JSON (Zeile 1, Spalte 2)."),
        (b'{"total": NaN}', "„NaN“ ist kein JSON."),
        (b'{"total": "1.00", "total": "9.00"}', "Ein Name steht in einem Objekt zweimal."),
        (b"[" * 100_000, "Der Inhalt ist zu tief verschachtelt."),
        (b'{"a": ' + b"9" * 5000 + b"}", "Der Inhalt enthält eine zu lange Zahl."),
        ("{}".encode("utf-16"), "Der Inhalt ist kein UTF-8."),
    ],
)
def test_it_reads_only_json_that_means_one_thing(shop, data, sentence):
    response = shop.send("put", PATH, data)

    assert response.status_code == 400
    assert response.json()["detail"] == sentence


def test_it_asks_for_a_body(shop):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {shop.secret}"}

    response = shop.client.put(f"/api/v1/{PATH}", headers=headers)

    assert response.status_code == 422
    assert "Die Anfrage hat keinen Inhalt" in errors(response)[""]
