import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

DOCUMENT = "/api/v1/openapi.json"


@pytest.fixture
def document(db) -> dict:
    return Client().get(DOCUMENT).json()


@pytest.fixture
def manager(client, db) -> Client:
    client.force_login(factories.user("ruth", "orders.view_apitoken"))
    return client


def operations(document):
    return [one for path in document["paths"].values() for one in path.values()]


def test_programs_read_it_without_a_login(document):
    assert document["openapi"].startswith("3.1")
    assert len(operations(document)) == 7


def test_every_operation_tells_its_refusals(document):
    for operation in operations(document):
        refusals = {
            status: answer
            for status, answer in operation["responses"].items()
            if int(status) >= 400
        }
        assert {"401", "403", "404", "422", "429", "500"} <= set(refusals)
        assert all(
            list(one["content"]) == ["application/problem+json"] for one in refusals.values()
        )
        assert operation["x-scope"] in {"read", "orders", "payments"}


def test_every_value_is_explained_in_words(document):
    unexplained = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if "description" not in described and "$ref" not in json.dumps(described)
    ]

    assert unexplained == []


def test_reports_need_a_key(document):
    parameters = document["paths"]["/api/v1/orders/{number}/payments"]["post"]["parameters"]

    key = next(one for one in parameters if one["name"] == "Idempotency-Key")
    assert key["required"] is True
    assert key["in"] == "header"


def test_the_page_shows_every_operation_and_value(manager, document):
    page = manager.get(reverse("api:api-root")).content.decode()

    assert all(operation["summary"] in page for operation in operations(document))
    assert "lines[].unit_price" in page
    assert (
        "&quot;open&quot; | &quot;paid&quot; | &quot;cancelled&quot; | &quot;refunded&quot;" in page
    )
    assert "Text wie &quot;79.90&quot; oder null" in page
    assert "<script>" not in page
    assert "https://" not in page


def test_the_example_of_the_page_is_accepted(manager, shop, document):
    reference = manager.get(reverse("api:api-root")).context["reference"]
    example = reference.groups[0].operations[0].example

    response = shop.send("put", "orders/EF-1", example)

    assert response.status_code == 201


def test_the_page_is_for_those_who_manage_tokens(client, db):
    client.force_login(factories.user("ines", "orders.view_order"))

    assert client.get(reverse("api:api-root")).status_code == 403


def test_strangers_are_led_to_the_login(client, db):
    response = client.get(reverse("api:api-root"))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/anmelden/")
