from decimal import Decimal

import pytest

from orders.models import IdempotentRequest, LedgerEntry, Order
from tests.dunning_site.api.conftest import order_body

PATH = "orders/EF-20417"
PAYMENT = {"amount": "79.90", "paid_on": "2026-11-20", "reference": "PAYPAL-4711"}


@pytest.fixture
def order(shop) -> Order:
    shop.put(PATH, order_body())
    return Order.objects.get(number="EF-20417")


@pytest.fixture
def paid_order(shop, order) -> Order:
    shop.post(f"{PATH}/payments", PAYMENT)
    return order


def kinds(order):
    entries = order.ledger_entries.order_by("pk")
    return [(entry.kind, entry.amount) for entry in entries if entry.kind != "charge"]


def test_it_books_a_payment(shop, order):
    response = shop.post(f"{PATH}/payments", PAYMENT)

    entry = LedgerEntry.objects.get(kind="payment")
    assert response.status_code == 201
    assert response.json()["bookings"] == [entry.pk]
    assert response.json()["standing"]["payment_status"] == "paid"
    assert (entry.source, entry.reference) == ("api", "PAYPAL-4711")
    assert "über die Schnittstelle gemeldet" in order.history.first().text


def test_a_payment_beyond_the_open_amount_stays_as_credit(shop, order):
    response = shop.post(f"{PATH}/payments", PAYMENT | {"amount": "100.00"})

    assert response.json()["standing"]["credit_amount"] == "20.10"


def test_a_payment_settles_the_rate_it_names(shop):
    rates = [
        {"due_on": "2026-11-01", "amount": "40.00"},
        {"due_on": "2026-12-01", "amount": "39.90"},
    ]
    shop.put(PATH, order_body(installments=rates, payment_plan="rates"))

    response = shop.post(f"{PATH}/payments", PAYMENT | {"amount": "39.90", "installment": 2})

    shown = response.json()["standing"]["installments"]
    assert [one["open_amount"] for one in shown] == ["40.00", "0.00"]


@pytest.mark.parametrize(
    ("changes", "pointer", "sentence"),
    [
        ({"paid_on": "2026-11-22"}, "/paid_on", "liegt in der Zukunft"),
        ({"paid_on": "2026-10-31"}, "/paid_on", "liegt vor dem Tag der Bestellung"),
        ({"installment": 2}, "/installment", "Der Auftrag hat keine Rate 2."),
        ({"installment": "1"}, "/installment", "Hier wird eine ganze Zahl erwartet."),
        ({"amount": "0.00"}, "/amount", "größer als 0.00"),
        ({"paid_cents": 1}, "/paid_cents", "Diese Angabe gibt es nicht."),
    ],
)
def test_it_refuses_a_payment_that_cannot_be(shop, order, changes, pointer, sentence):
    response = shop.post(f"{PATH}/payments", PAYMENT | changes)

    fault = response.json()["errors"][0]
    assert response.status_code == 422
    assert fault["pointer"] == pointer
    assert sentence in fault["detail"]
    assert kinds(order) == []


def test_a_chargeback_opens_the_rate_again_with_its_cost(shop, paid_order):
    body = {"amount": "79.90", "returned_on": "2026-11-21", "reason": "AM04", "bank_cost": "3.00"}

    response = shop.post(f"{PATH}/chargebacks", body)

    standing = response.json()["standing"]
    assert (standing["open_amount"], standing["due_on"]) == ("82.90", "2026-11-15")
    assert len(response.json()["bookings"]) == 2
    assert Order.objects.get().unpaid_reason == "insufficient_funds"


def test_a_disputed_chargeback_stops_the_dunning(shop, paid_order):
    body = {"amount": "79.90", "returned_on": "2026-11-21", "reason": "MD01"}

    shop.post(f"{PATH}/chargebacks", body)

    assert Order.objects.get().stop_reason == "disputed"


def test_a_chargeback_names_a_known_reason(shop, paid_order):
    body = {"amount": "79.90", "returned_on": "2026-11-21", "reason": "XX99"}

    response = shop.post(f"{PATH}/chargebacks", body)

    assert response.status_code == 422
    assert "AM04" in response.json()["errors"][0]["detail"]


def test_more_than_was_paid_cannot_be_charged_back(shop, order):
    response = shop.post(f"{PATH}/chargebacks", {"amount": "1.00", "returned_on": "2026-11-21"})

    assert response.status_code == 409
    assert response.json()["type"] == "urn:mahnwerk:problem:not-bookable"


def test_a_refund_is_not_owed_again(shop, paid_order):
    response = shop.post(f"{PATH}/refunds", {"amount": "20.00", "refunded_on": "2026-11-21"})

    assert response.json()["standing"]["open_amount"] == "0.00"
    assert kinds(paid_order)[1:] == [
        ("credit_note", Decimal("-20.00")),
        ("refund", Decimal("20.00")),
    ]


def test_a_refund_comes_out_of_the_credit_first(shop, paid_order):
    shop.post(f"{PATH}/cancellation", {"cancelled_on": "2026-11-20"})

    response = shop.post(f"{PATH}/refunds", {"amount": "79.90", "refunded_on": "2026-11-21"})

    standing = response.json()["standing"]
    assert (standing["open_amount"], standing["credit_amount"]) == ("0.00", "0.00")
    assert [kind for kind, _ in kinds(paid_order)] == ["payment", "credit_note", "refund"]


def test_a_refund_is_at_most_what_was_paid(shop, paid_order):
    response = shop.post(f"{PATH}/refunds", {"amount": "79.91", "refunded_on": "2026-11-21"})

    assert response.status_code == 409


def test_a_refund_told_twice_in_two_ways_is_booked_once(shop, order):
    shop.put(PATH, order_body(open_amount="0.00"))
    shop.post(f"{PATH}/refunds", {"amount": "20.00", "refunded_on": "2026-11-21"})

    response = shop.put(PATH, order_body(open_amount="0.00", credited_amount="20.00"))

    assert (response.json()["paid"], response.json()["open_amount"]) == ("59.90", "0.00")


def test_a_chargeback_told_twice_in_two_ways_is_booked_once(shop, order):
    shop.put(PATH, order_body(open_amount="0.00"))
    shop.post(f"{PATH}/chargebacks", {"amount": "79.90", "returned_on": "2026-11-21"})

    response = shop.put(PATH, order_body())

    assert response.json()["open_amount"] == "79.90"


def test_a_cancellation_leaves_what_was_paid_as_credit(shop, paid_order):
    body = {"cancelled_on": "2026-11-20", "reason": "Widerruf"}

    response = shop.post(f"{PATH}/cancellation", body)

    standing = response.json()["standing"]
    assert (standing["payment_status"], standing["credit_amount"]) == ("cancelled", "79.90")
    assert "Widerruf" in paid_order.history.first().text


def test_an_order_is_cancelled_once(shop, order):
    shop.post(f"{PATH}/cancellation", {"cancelled_on": "2026-11-20"})

    response = shop.post(f"{PATH}/cancellation", {"cancelled_on": "2026-11-20"})

    assert response.status_code == 409
    assert response.json()["detail"] == "Der Auftrag ist schon storniert."


def test_a_report_needs_a_key(shop, order):
    response = shop.send("post", f"{PATH}/payments", "{}")

    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "Idempotency-Key"


def test_the_same_key_books_once_and_answers_the_same(shop, order):
    first = shop.post(f"{PATH}/payments", PAYMENT, key="a1")

    second = shop.post(f"{PATH}/payments", PAYMENT, key="a1")

    assert second.content == first.content
    assert second.status_code == 201
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert LedgerEntry.objects.filter(kind="payment").count() == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("payments", PAYMENT | {"amount": "9.00"}, id="another amount"),
        pytest.param(
            "refunds", {"amount": "1.00", "refunded_on": "2026-11-21"}, id="another report"
        ),
    ],
)
def test_a_key_belongs_to_one_request(shop, order, path, body):
    shop.post(f"{PATH}/payments", PAYMENT, key="a1")

    response = shop.post(f"{PATH}/{path}", body, key="a1")

    assert response.status_code == 422
    assert response.json()["type"] == "urn:mahnwerk:problem:idempotency-key-reused"


def test_a_refused_report_leaves_its_key_free(shop, order):
    shop.post(f"{PATH}/payments", PAYMENT | {"paid_on": "2026-11-22"}, key="a1")

    response = shop.post(f"{PATH}/payments", PAYMENT, key="a1")

    assert response.status_code == 201
    assert IdempotentRequest.objects.count() == 1
