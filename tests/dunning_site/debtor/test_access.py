"""How a debtor gets in: nobody guesses, nothing is told, reading changes nothing."""

import secrets
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from django.test import Client
from django.utils import timezone

from common.web.content_security import HEADER
from orders.models import AccessMiss, HistoryEntry, LinkOpening, Order
from orders.rules.access_tokens import is_signed, sign
from orders.services.access import order_of_token, renew_access, revoke_access, token_of
from orders.services.payments import record_payment
from reminders.models import DebtorPageSettings
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY
OPENED = "Link der Zahlungsseite geöffnet."
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    HEADER: POLICY,
}


@pytest.fixture
def order() -> Order:
    return factories.order()


def random_token() -> str:
    return f"{secrets.token_hex(8)}.{secrets.token_urlsafe(32)}"


def one_bit_changed(token: str, place: int) -> str:
    """The token with the lowest fitting bit of one character changed, so that it stays a token."""
    fitting = string.ascii_letters + string.digits + "-_"
    changed = next(
        other for bit in range(7) if (other := chr(ord(token[place]) ^ 1 << bit)) in fitting
    )
    return f"{token[:place]}{changed}{token[place + 1 :]}"


def changed_tokens(token: str) -> list[str]:
    """Every one of its characters but the point changed by a bit."""
    places = [place for place, character in enumerate(token) if character != "."]
    return [one_bit_changed(token, place) for place in places]


def answer(response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


def test_none_of_twenty_thousand_guesses_is_signed():
    key, name = b"k" * 32, "0123456789abcdef"
    real = sign(key, name, 1)
    # 256 bits of signature, each changed about forty times over different names.
    names = [f"{number:016x}" for number in range(40)]
    changed = [
        (sign(key, one, 1)[:17] + _flipped(sign(key, one, 1)[17:], bit), one)
        for one in names
        for bit in range(256)
    ]

    hits = [token for token, one in changed if is_signed(token, [key], one, 1)]
    hits += [token for token in (random_token() for _ in range(10_000)) if token == real]

    assert len(changed) > 10_000
    assert hits == []


def _flipped(signature: str, bit: int) -> str:
    """The signature with one of its 256 bits changed."""
    raw = bytearray(urlsafe_b64decode(signature + "="))
    raw[bit // 8] ^= 1 << bit % 8
    return urlsafe_b64encode(bytes(raw)).decode().rstrip("=")


def test_no_changed_token_opens_an_order(order):
    token = token_of(order)

    opened = [one for one in changed_tokens(token) if order_of_token(one)]

    assert order_of_token(token) == order
    assert opened == []


def test_a_known_name_takes_no_longer_than_an_unknown_one(order):
    known = [one_bit_changed(token_of(order), 30)] * 150
    unknown = [random_token() for _ in known]
    seconds: dict[str, list[float]] = {"known": [], "unknown": []}

    for right_name, wrong_name in zip(known, unknown, strict=True):
        for name, token in (("known", right_name), ("unknown", wrong_name)):
            start = perf_counter()
            order_of_token(token)
            seconds[name].append(perf_counter() - start)

    # A row that is read costs a little; guessing is by names of 64 bits, all as long.
    assert 1 / 3 < median(seconds["known"]) / median(seconds["unknown"]) < 3


def test_every_wrong_link_gets_the_same_answer(order, client, settings):
    settings.ACCESS_MISSES_PER_NETWORK = 1000
    wrong = [*(random_token() for _ in range(20)), *changed_tokens(token_of(order))[::2]]
    wrong += ["x", "a.b", "%00", f"{token_of(order)}x", "ä" * 40]

    answers = [answer(client.get(f"/z/{token}")) for token in wrong]

    assert len(answers) >= 50
    assert answers[0][0] == 404
    assert all(one == answers[0] for one in answers)
    assert not client.cookies


def test_a_slash_behind_the_link_does_no_harm(order, client):
    right = client.get(f"/z/{token_of(order)}/")
    wrong = client.get(f"/z/{random_token()}/")

    assert right.headers["Location"] == f"/z/{order.public_id}/"
    assert wrong.status_code == 404
    assert AccessMiss.objects.get(source="").count == 1


def _renew(order: Order) -> None:
    renew_access(order.pk, actor=None)


def _revoke(order: Order) -> None:
    revoke_access(order.pk, actor=None, today=TODAY)


def _pay(order: Order) -> None:
    record_payment(order.pk, amount=order.total, paid_on=TODAY, actor=None, today=TODAY)


def _hand_over(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(collection_since=TODAY)


def _switch_off(order: Order) -> None:
    DebtorPageSettings.objects.create(sales_account=order.sales_account, is_active=False)


@pytest.mark.parametrize("end", [_renew, _revoke, _pay, _hand_over, _switch_off])
def test_a_link_that_has_ended_answers_like_a_wrong_one(order, client, end: Callable):
    link = f"/z/{token_of(order)}"
    wrong = answer(client.get(f"/z/{random_token()}"))
    assert client.get(link).status_code == 302

    end(order)

    assert answer(Client().get(link)) == wrong
    assert wrong[2]["Cache-Control"] == "no-store"


def test_a_visit_that_is_over_answers_like_a_wrong_link(order, client):
    wrong = answer(client.get(f"/z/{random_token()}"))

    assert answer(client.get(f"/z/{order.public_id}/")) == wrong
    assert answer(client.get("/z/0123456789abcdef/")) == wrong
    assert answer(client.get("/z/no/such/page")) == wrong


def test_the_entrance_leads_to_an_address_without_the_token(order, client):
    response = client.get(f"/z/{token_of(order)}")

    assert (response.status_code, response.content) == (302, b"")
    assert response.headers["Location"] == f"/z/{order.public_id}/"
    assert token_of(order).partition(".")[2] not in str(response.headers)


@pytest.mark.parametrize("path", ["/z/{token}", "/z/{id}/", "/z/wrong", "/z/{id}/sprache/"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_every_answer_carries_the_headers(order, client, path, method):
    client.get(f"/z/{token_of(order)}")

    response = getattr(client, method)(path.format(token=token_of(order), id=order.public_id))

    found = {name: response.headers.get(name) for name in HEADERS}
    assert found == HEADERS


def test_an_error_is_told_in_the_words_of_the_debtors_pages(order):
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/z/{token_of(order)}")

    forged = strict.post(f"/z/{order.public_id}/sprache/", {"language": "en"})
    misused = strict.put(f"/z/{token_of(order)}")

    assert forged.status_code == 403
    assert "This did not work" in forged.content.decode()
    assert "<script" not in forged.content.decode()
    assert misused.status_code in (403, 405)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303, id="own form"),
        pytest.param({"Origin": "null"}, 303, id="own form of an old browser"),
        pytest.param({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403, id="sandbox"),
        pytest.param({"Origin": "https://evil.example"}, 403, id="another site"),
    ],
)
def test_own_forms_pass_though_their_pages_hide_their_address(order, headers, status):
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/z/{token_of(order)}", secure=True)
    browser.get(f"/z/{order.public_id}/", secure=True)
    sent = {"language": "en", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}

    response = browser.post(f"/z/{order.public_id}/sprache/", sent, secure=True, headers=headers)

    assert response.status_code == status


def test_too_many_misses_of_a_network_close_the_entrance_to_it(order, client, settings, caplog):
    settings.ACCESS_MISSES_PER_NETWORK = 3
    settings.ACCESS_MISSES_TOTAL = 3
    for number in range(3):
        client.get(f"/z/{random_token()}", headers={"X-Forwarded-For": f"198.51.100.{number}"})

    refused = client.get(f"/z/{token_of(order)}")
    wrong = client.get(f"/z/{random_token()}")
    elsewhere = client.get(f"/z/{token_of(order)}", REMOTE_ADDR="203.0.113.9")

    assert (refused.status_code, elsewhere.status_code) == (429, 302)
    assert refused.content == wrong.content
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert "Too many attempts" in refused.content.decode()
    assert refused.headers["Cache-Control"] == "no-store"
    assert [one.levelname for one in caplog.records if "falsche Links" in one.message] == ["ERROR"]


def test_behind_our_own_proxy_the_client_it_heard_counts(order, client, settings):
    settings.ACCESS_MISSES_PER_NETWORK, settings.PROXY_COUNT = 1, 1
    client.get(f"/z/{random_token()}", headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.1"})

    same = client.get("/z/x", headers={"X-Forwarded-For": "192.0.2.2, 198.51.100.1"})
    other = client.get("/z/x", headers={"X-Forwarded-For": "198.51.100.1, 198.51.100.2"})

    assert (same.status_code, other.status_code) == (429, 404)


def test_scanners_change_nothing_however_often_they_come(order):
    link, page = f"/z/{token_of(order)}", f"/z/{order.public_id}/"
    ahead = [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
    visitor = Client()
    visitor.get(link)
    before = Order.objects.values().get()

    for _ in range(25):
        Client().get(link)
        Client().head(link)
        Client().get(page)
        visitor.head(page)
    for headers in ahead:
        visitor.get(page, headers=headers)

    assert Order.objects.values().get() == before
    assert not LinkOpening.objects.exists()
    assert not AccessMiss.objects.exists()
    assert not HistoryEntry.objects.filter(text=OPENED).exists()


def test_the_first_look_of_a_day_is_evidence(order, client):
    client.get(f"/z/{token_of(order)}")

    for _ in range(3):
        client.get(f"/z/{order.public_id}/")

    assert [one.opened_on for one in LinkOpening.objects.all()] == [timezone.localdate()]
    assert HistoryEntry.objects.filter(order=order, text=OPENED).count() == 1
