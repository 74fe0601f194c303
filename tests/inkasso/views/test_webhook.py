"""Calls of agencies: only genuine ones count, and each counts once."""

import json
import time

import pytest
from django.test import Client
from django.urls import reverse

from inkasso.models import AgencyReport, ReportEntry
from inkasso.rules.webhook_signature import signature
from inkasso.services.agencies import keep_secrets
from orders.models import LedgerEntry
from tests.inkasso.services.test_reports import a_case

pytestmark = pytest.mark.django_db
SECRET = "geheim-und-lang-genug"


@pytest.fixture
def case():
    case = a_case()
    keep_secrets(case.agency_id, webhook_secret=SECRET)
    case.agency.refresh_from_db()
    return case


def body_of(case, *, event: str = "E-1", amount: str = "30.00") -> bytes:
    line = {
        "kind": "payment",
        "id": f"L-{event}",
        "reference": case.reference,
        "date": case.handed_over_on.isoformat(),
        "amount": amount,
    }
    return json.dumps({"event_id": event, "lines": [line]}).encode()


def call(case, body: bytes, *, secret: str = SECRET, key: str = "", at: int | None = None, **more):
    timestamp = str(at if at is not None else int(time.time()))
    headers = {
        "Mahnwerk-Timestamp": timestamp,
        "Mahnwerk-Signature": signature(secret, timestamp, body),
        **more.pop("headers", {}),
    }
    address = reverse("collections:agency-webhook", args=[key or case.agency.webhook_key])
    options = {"content_type": "application/json", "headers": headers, **more}
    return Client(enforce_csrf_checks=True).post(address, body, **options)


def test_it_books_a_genuine_call_once(case):
    first = call(case, body_of(case))
    again = call(case, body_of(case))

    assert first.status_code == again.status_code == 200
    assert first.json()["applied"] == 1
    assert (first.json()["is_new"], again.json()["is_new"]) == (True, False)
    assert LedgerEntry.objects.filter(source="agency").count() == 1
    assert AgencyReport.objects.get().source == AgencyReport.Source.WEBHOOK
    assert first.headers["Cache-Control"] == "no-store"


def test_it_tells_what_waits_for_a_clerk_and_what_was_known(case):
    call(case, body_of(case))
    both = json.loads(body_of(case))
    both["event_id"] = "E-2"
    both["lines"].append({"kind": "status", "reference": "IK-999999", "word": "x"})

    answer = call(case, json.dumps(both).encode()).json()

    assert (answer["applied"], answer["to_clarify"], answer["known"]) == (0, 1, 1)


def test_it_gives_strangers_and_forgers_the_same_answer(case):
    body, now = body_of(case), int(time.time())
    refused = [
        call(case, body, secret="falsch"),
        call(case, body, key="gibt-es-nicht"),
        call(case, body, at=now - 301),
        call(case, body, at=now + 302),
        call(case, body, headers={"Mahnwerk-Timestamp": "gestern"}),
        call(case, body, headers={"Mahnwerk-Signature": ""}),
        call(case, body, headers={"Mahnwerk-Signature": "sha256=äöü"}),
    ]
    keep_secrets(case.agency_id, webhook_secret="")
    refused.append(call(case, body, secret=""))

    assert {one.status_code for one in refused} == {401}
    assert len({one.content for one in refused}) == 1
    assert refused[0].headers["Content-Type"] == "application/problem+json"
    assert not AgencyReport.objects.exists()


def test_it_takes_no_body_that_was_changed_on_the_way(case):
    timestamp = str(int(time.time()))
    signed = signature(SECRET, timestamp, body_of(case))

    answer = call(
        case,
        body_of(case, amount="3000.00"),
        headers={"Mahnwerk-Timestamp": timestamp, "Mahnwerk-Signature": signed},
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "options", "status", "name"),
    [
        (b"x" * 1_000_001, {}, 413, "too-large"),
        (b"{}", {"content_type": "text/plain"}, 415, "not-json"),
        (b"{", {}, 422, "not-readable"),
        (b'{"lines": []}', {}, 422, "not-readable"),
        (b'{"lines": [' + b",".join([b"{}"] * 501) + b"]}", {}, 422, "not-readable"),
    ],
)
def test_it_refuses_as_programs_read_it(case, body, options, status, name):
    answer = call(case, body, **options)

    assert answer.status_code == status
    assert answer.json()["type"] == f"urn:mahnwerk:problem:{name}"
    assert not ReportEntry.objects.exists()


def test_it_refuses_another_content_under_the_same_event(case):
    call(case, body_of(case))

    answer = call(case, body_of(case, amount="31.00"))

    assert answer.status_code == 409
    assert LedgerEntry.objects.filter(source="agency").count() == 1


def test_it_only_takes_posts(client, case):
    address = reverse("collections:agency-webhook", args=[case.agency.webhook_key])

    answer = client.get(address)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json()["status"] == 405
