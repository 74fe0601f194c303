from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from dunning_site.api.urls import api
from dunning_site.api.views import bookings
from orders.models import ApiToken, LedgerEntry
from orders.services.api_tokens import revoke_token
from tests import factories
from tests.dunning_site.api.conftest import Shop, order_body, shop_of

PATH = "orders/EF-20417"
PAYMENT = {"amount": "79.90", "paid_on": "2026-11-20"}


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert set(response.json()) >= {"type", "title", "status", "detail"}
    assert response.json()["status"] == response.status_code
    return response.status_code, response.json()["type"].rpartition(":")[2]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer mw_falsch", "Basic cnV0aDpnZWhlaW0=", "Bearer mw_" + "x" * 5000],
)
def test_nobody_comes_in_without_a_token(db, header):
    response = Client().get(f"/api/v1/{PATH}", headers={"Authorization": header})

    assert problem(response) == (401, "unauthorized")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_login_of_the_site_is_no_token(db):
    client = Client()
    client.force_login(factories.user("ruth", "orders.view_order"))

    assert client.get(f"/api/v1/{PATH}").status_code == 401


def test_every_operation_asks_for_a_token(db):
    operations = [
        (method, path.replace("{number}", "1"))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    ]

    answers = [getattr(Client(), method)(path).status_code for method, path in operations]

    assert answers == [401] * 7


def test_only_the_digest_of_a_token_is_kept(shop):
    stored = ApiToken.objects.values().get()

    assert len(shop.secret) >= 43
    assert shop.secret not in str(stored)
    assert shop.secret.startswith(stored["prefix"])


def test_a_revoked_token_is_as_good_as_none(shop):
    unknown = Shop("mw_unbekannt").get(PATH)
    actor = factories.user("petra")
    revoke_token(shop.token.pk, actor=actor, now=timezone.now())

    response = shop.get(PATH)

    assert problem(response) == (401, "unauthorized")
    assert response.content == unknown.content


def test_a_token_revoked_under_way_has_no_effect(shop, monkeypatch):
    shop.put(PATH, order_body())
    find = bookings.find_order

    def find_and_revoke(request, number):
        revoke_token(shop.token.pk, actor=factories.user("petra"), now=timezone.now())
        return find(request, number)

    monkeypatch.setattr(bookings, "find_order", find_and_revoke)

    response = shop.post(f"{PATH}/payments", PAYMENT)

    assert problem(response) == (401, "unauthorized")
    assert not LedgerEntry.objects.filter(kind="payment").exists()


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["read"], {"get", "reminders"}),
        (["orders"], {"put", "cancellation"}),
        (["payments"], {"payments", "chargebacks", "refunds"}),
    ],
)
def test_a_token_may_do_what_its_scopes_say(account, today, scopes, allowed):
    shop = shop_of(account, *scopes)
    answers = {
        "get": shop.get(PATH),
        "reminders": shop.get(f"{PATH}/reminders"),
        "put": shop.put(PATH, {}),
        **{
            name: shop.post(f"{PATH}/{name}", {})
            for name in ("cancellation", "payments", "chargebacks", "refunds")
        },
    }

    forbidden = {name for name, answer in answers.items() if answer.status_code == 403}

    assert forbidden == set(answers) - allowed
    assert all(problem(answers[name]) == (403, "missing-scope") for name in forbidden)


@pytest.mark.parametrize("path", ["", "/reminders"])
def test_the_orders_of_others_do_not_exist(shop, path):
    other = shop_of(factories.sales_account("Kalenderladen"))
    other.put(PATH, order_body())

    response = shop.get(f"{PATH}{path}")

    assert problem(response) == (404, "unknown-order")
    assert response.content == shop.get(f"orders/GIBT-ES-NICHT{path}").content


@pytest.mark.parametrize("report", ["payments", "chargebacks", "refunds", "cancellation"])
def test_nothing_is_booked_on_the_orders_of_others(shop, report):
    other = shop_of(factories.sales_account("Kalenderladen"))
    other.put(PATH, order_body())
    bodies = {
        "payments": PAYMENT,
        "chargebacks": {"amount": "1.00", "returned_on": "2026-11-20"},
        "refunds": {"amount": "1.00", "refunded_on": "2026-11-20"},
        "cancellation": {"cancelled_on": "2026-11-20"},
    }

    response = shop.post(f"{PATH}/{report}", bodies[report])

    assert problem(response) == (404, "unknown-order")
    assert LedgerEntry.objects.exclude(kind="charge").count() == 0


def test_a_minute_has_room_for_so_many_requests(shop, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    answers = [shop.get(PATH) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert problem(answers[-1]) == (429, "rate-limit")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61


def test_the_next_minute_has_room_again(shop, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 1
    shop.get(PATH)
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert shop.get(PATH).status_code == 404


def test_each_token_has_a_limit_of_its_own(shop, account, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    shop.get(PATH)

    assert shop_of(account, name="Buchhaltung").get(PATH).status_code == 404


def test_the_last_use_is_kept(shop):
    shop.get(PATH)

    shop.token.refresh_from_db()
    assert timezone.now() - shop.token.last_used_at < timedelta(minutes=1)


@pytest.mark.parametrize("path", ["gibt-es-nicht", "orders", "orders/", "orders/a/b", "orders/%00"])
def test_an_unknown_address_is_a_problem_and_no_page(shop, path):
    assert problem(shop.get(path))[0] in (404, 422)


@pytest.mark.parametrize(
    ("method", "path", "allow"), [("delete", PATH, "GET, PUT"), ("get", f"{PATH}/payments", "POST")]
)
def test_another_method_is_told_which_there_are(shop, method, path, allow):
    response = getattr(shop.client, method)(f"/api/v1/{path}")

    assert problem(response)[0] == 405
    assert set(response.headers["Allow"].split(", ")) == set(allow.split(", "))


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; b=1"]
)
def test_it_takes_only_json(shop, content_type):
    response = shop.send("put", PATH, "a=1", content_type=content_type)

    assert problem(response) == (415, "not-json")


def test_a_request_has_a_size_limit(shop):
    response = shop.send("put", PATH, b'"' + b"x" * 1024 * 1024 + b'"')

    assert problem(response) == (413, "too-large")


def test_a_busy_database_asks_to_try_again(shop, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("lock timeout")

    monkeypatch.setattr(bookings, "find_order", busy)

    response = shop.post(f"{PATH}/payments", PAYMENT)

    assert problem(response) == (503, "busy")
    assert response.headers["Retry-After"] == "1"


def test_a_fault_of_ours_is_a_problem_without_our_secrets(shop, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("geheim")

    monkeypatch.setattr(bookings, "find_order", broken)
    shop.client.raise_request_exception = False

    response = shop.post(f"{PATH}/payments", PAYMENT)

    assert problem(response)[0] == 500
    assert "geheim" not in response.content.decode()


def test_a_strange_host_gets_a_problem_too(shop):
    response = shop.client.get(f"/api/v1/{PATH}", headers={"Host": "fremd.example"})

    assert problem(response)[0] == 400


def test_it_sets_no_cookie(shop):
    response = shop.put(PATH, order_body())

    assert not response.cookies
