"""Shops that call: with a token, without one, with too few rights."""

import json
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from orders.models import ApiToken, SalesAccount
from orders.services.api_tokens import create_token
from tests import factories

ALL = [scope.value for scope in ApiToken.Scope]


class Shop:
    """A program with a token; every POST gets a key of its own unless it names one."""

    def __init__(self, secret: str, token: ApiToken | None = None) -> None:
        self.client, self.secret, self.token, self.calls = Client(), secret, token, 0

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", headers=self._headers())

    def put(self, path: str, body: Any) -> HttpResponse:
        return self.send("put", path, json.dumps(body))

    def post(self, path: str, body: Any, *, key: str | None = None) -> HttpResponse:
        self.calls += 1
        return self.send("post", path, json.dumps(body), key=key or f"call-{self.calls}")

    def send(
        self,
        method: str,
        path: str,
        data: str | bytes,
        *,
        key: str | None = None,
        content_type: str = "application/json",
    ) -> HttpResponse:
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", data, content_type=content_type, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


def shop_of(account: SalesAccount, *scopes: str, name: str = "Shop-Anbindung") -> Shop:
    """A shop with a token of the account; by default it may do everything."""
    actor = factories.user(f"ruth-{ApiToken.objects.count()}")
    token, secret = create_token(account, name=name, scopes=scopes or ALL, actor=actor)
    return Shop(secret, token)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock of the views stands on the day of the factories."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: factories.TODAY)
    return factories.TODAY


@pytest.fixture
def account(db: None) -> SalesAccount:
    return factories.sales_account()


@pytest.fixture
def shop(account: SalesAccount, today: date) -> Shop:
    return shop_of(account)


def order_body(**changes: Any) -> dict[str, Any]:
    """An order of 79.90 € as a shop reports it."""
    body = {
        "ordered_on": "2026-11-01",
        "currency": "EUR",
        "total": "79.90",
        "open_amount": "79.90",
        "payment_method": "Rechnung",
        "customer": {
            "first_name": "Zoë",
            "last_name": "Winter",
            "street": "Bäckergasse 12",
            "postcode": "80331",
            "city": "München",
            "state": "BY",
            "country": "DE",
            "email": "zoe.winter@kunden.example",
        },
        "lines": [
            {"product": "Fotobuch A4", "sku": "BUCH-A4", "quantity": "1", "unit_price": "79.90"}
        ],
    }
    return {**body, **changes}
