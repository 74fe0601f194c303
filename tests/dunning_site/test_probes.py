"""What machines ask: short answers for strangers, whatever host and protocol they come by."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.db.backends.utils import CursorWrapper
from prometheus_client.parser import text_string_to_metric_families

from dunning_site.views.probes import READY
from reminders.models import SendingStop
from tests.factories import order, sales_account

pytestmark = pytest.mark.django_db
TOKEN = "ein-langes-geheimes-wort"
BEHIND_TLS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


@pytest.fixture(autouse=True)
def nothing_answered_yet():
    """No answer of an earlier test is kept."""
    cache.delete(READY)
    yield
    cache.delete(READY)


@pytest.fixture
def no_database(monkeypatch):
    """The database refuses every question."""

    def refuse(*args, **kwargs):
        raise DatabaseError("away: host=db.intern user=mahnwerk")

    monkeypatch.setattr(CursorWrapper, "execute", refuse)


def samples(answer) -> dict[str, float]:
    """The figures of an answer: name and label as Prometheus writes them."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_strangers_are_answered_without_a_session(client, path):
    answer = client.get(path)

    assert answer.status_code in (200, 503)
    assert not answer.cookies
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_comes_by_plain_http_and_by_number(client, settings, path):
    for name, value in BEHIND_TLS.items():
        setattr(settings, name, value)

    answer = client.get(path, headers={"Host": "10.0.0.7:8000"})

    assert answer.status_code in (200, 503)


def test_pages_still_ask_for_a_known_host_and_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/", headers={"Host": "10.0.0.7"}).status_code == 400
    assert client.get("/").status_code == 301


def test_healthz_is_well_with_a_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_healthz_says_no_more_than_away_without_one(client, no_database):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"away\n")


def test_readyz_names_the_checks_and_leaks_nothing(client):
    account = sales_account("Geheimer Shop")
    order(account)
    SendingStop.objects.create(sales_account=account, reason="Streit", stopped_at="2026-11-21T09Z")

    answer = client.get("/readyz")

    shown = answer.json()
    assert answer.status_code == 503
    assert (shown["database"], shown["stops"], shown["sweep"]) == (True, False, False)
    assert all(isinstance(value, bool) for value in shown.values())
    assert b"Geheim" not in answer.content
    assert b"Streit" not in answer.content


def test_readyz_without_a_database_says_so_and_nothing_of_it(client, no_database):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] is False
    assert b"intern" not in answer.content


def test_whoever_asks_readyz_again_at_once_asks_the_database_nothing(
    client, django_assert_num_queries
):
    first = client.get("/readyz")

    with django_assert_num_queries(0):
        again = client.get("/readyz", {"and": "again"})

    assert (again.status_code, again.json()) == (first.status_code, first.json())


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_take_no_forms(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("token", "given"),
    [
        ("", {}),
        ("", bearer("")),
        (TOKEN, {}),
        (TOKEN, bearer("falsch")),
        (TOKEN, {"Authorization": TOKEN}),
        (TOKEN, bearer("ä")),
    ],
)
def test_without_the_token_there_are_no_metrics(client, settings, token, given):
    settings.METRICS_TOKEN = token

    answer = client.get("/metrics", headers=given)

    assert (answer.status_code, answer.content) == (404, b"")


def test_metrics_come_from_the_database(client, settings):
    settings.METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers=bearer(TOKEN))

    figures = samples(answer)
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert figures["mahnwerk_check_ok database"] == 1
    assert figures["mahnwerk_check_ok sweep"] == 0
    assert figures["mahnwerk_reminders uncertain"] == 0
    assert figures["mahnwerk_queue_tasks"] == 0
    assert figures["mahnwerk_free_disk_bytes"] > 0


def test_metrics_without_a_database_are_not_there(client, settings, no_database):
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics", headers=bearer(TOKEN)).status_code == 503
