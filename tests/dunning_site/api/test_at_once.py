"""The same report many times at once, and a connection that breaks before the answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from dunning_site.api.views import bookings
from orders.models import IdempotentRequest, LedgerEntry, Order
from tests import factories
from tests.dunning_site.api.conftest import Shop, order_body, shop_of

PATH = "orders/EF-20417"
PAYMENT = {"amount": "9.90", "paid_on": "2026-11-20"}
CALLS = 100
AT_ONCE = 10


def at_once(secret: str, calls: int, call: Callable[[Shop, int], HttpResponse]) -> list[Any]:
    """The answers of as many shops with the same token, each in a thread of its own."""

    def work(number: int) -> HttpResponse:
        try:
            return call(Shop(secret), number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(work, range(calls)))


only_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="tests/journeys/test_at_once.py asks a real server"
)


@pytest.fixture
def committed_shop(transactional_db, django_db_serialized_rollback, today) -> Shop:
    return shop_of(factories.sales_account())


@only_postgresql
def test_the_same_key_at_once_has_one_effect(committed_shop):
    committed_shop.put(PATH, order_body())

    answers = at_once(
        committed_shop.secret, CALLS, lambda one, _: one.post(f"{PATH}/payments", PAYMENT, key="a1")
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
    assert IdempotentRequest.objects.count() == 1


@only_postgresql
def test_different_keys_at_once_are_all_booked(committed_shop):
    committed_shop.put(PATH, order_body(total="200.00", open_amount="200.00"))

    answers = at_once(
        committed_shop.secret,
        20,
        lambda one, number: one.post(f"{PATH}/payments", PAYMENT, key=f"k{number}"),
    )

    assert {answer.status_code for answer in answers} == {201}
    assert str(Order.objects.get().open_amount) == "2.00"


@only_postgresql
def test_an_order_told_many_times_at_once_is_created_once(committed_shop):
    answers = at_once(committed_shop.secret, 20, lambda one, _: one.put(PATH, order_body()))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert Order.objects.get().history.count() == 1


def test_a_lost_answer_is_given_again(shop, monkeypatch):
    shop.put(PATH, order_body())
    answered_once = bookings.answered_once

    def breaks_down(*args: Any) -> HttpResponse:
        answered_once(*args)
        raise ConnectionResetError

    monkeypatch.setattr(bookings, "answered_once", breaks_down)
    shop.client.raise_request_exception = False
    lost = shop.post(f"{PATH}/payments", PAYMENT, key="a1")
    monkeypatch.setattr(bookings, "answered_once", answered_once)

    again = shop.post(f"{PATH}/payments", PAYMENT, key="a1")

    assert (lost.status_code, again.status_code) == (500, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert LedgerEntry.objects.filter(kind="payment").count() == 1
