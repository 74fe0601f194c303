"""The adapter for Stripe against our stand-in: checkouts, states, signed reports."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import stripe as stripe_package

from orders.adapters.payment_providers import stripe
from orders.adapters.payment_providers.base import (
    EventKind,
    ProviderKeys,
    ProviderRefused,
    ProviderUnavailable,
    Purchase,
    WebhookRefused,
)
from orders.adapters.payment_providers.stripe import StripeProvider
from tests.provider_stand_in import (
    API_KEY,
    WEBHOOK_SECRET,
    charge_of,
    dispute_of,
    event_of,
    provider_stand_in,
    session_of,
    signed,
)

KEYS = ProviderKeys(API_KEY, WEBHOOK_SECRET)
PURCHASE = Purchase(
    key="mahnwerk-1",
    amount=Decimal("79.90"),
    currency="EUR",
    description="Bestellung EF-10001",
    success_url="https://zahlen.example/zurueck",
    cancel_url="https://zahlen.example/abbruch",
    expires_at=datetime.now(UTC) + timedelta(hours=1),
)


@pytest.fixture
def stand_in():
    with provider_stand_in() as provider:
        yield provider


@pytest.fixture
def adapter(stand_in, monkeypatch):
    monkeypatch.setattr(stripe, "READ_SECONDS", 0.2)
    monkeypatch.setattr(stripe_package.HTTPClient, "INITIAL_DELAY", 0.01)
    return StripeProvider(KEYS, stand_in.url)


def test_it_opens_a_page_for_the_purchase(adapter, stand_in):
    checkout = adapter.start(PURCHASE)

    method, path, headers, form = stand_in.calls[0]
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert checkout.reference in stand_in.sessions
    assert checkout.url.startswith(f"{stand_in.url}/c/pay/")
    assert headers["Stripe-Version"] == stripe.API_VERSION
    assert headers["Idempotency-Key"] == "mahnwerk-1"
    assert form["line_items[0][price_data][unit_amount]"] == "7990"
    assert form["line_items[0][price_data][currency]"] == "eur"
    assert form["adaptive_pricing[enabled]"] == "false"
    assert "X-Stripe-Client-Telemetry" not in headers


def test_the_same_key_opens_the_same_page(adapter, stand_in):
    first, again = adapter.start(PURCHASE), adapter.start(PURCHASE)

    assert first == again
    assert len(stand_in.sessions) == 1


@pytest.mark.parametrize("fault", ["drop", "silent", 500, 503])
def test_a_fault_that_passes_is_not_noticed(adapter, stand_in, fault):
    stand_in.faults = [fault]

    checkout = adapter.start(PURCHASE)

    assert checkout.reference in stand_in.sessions


@pytest.mark.parametrize("fault", ["drop", "silent", 500, 429])
def test_a_fault_that_stays_asks_to_try_later(adapter, stand_in, fault):
    stand_in.faults = [fault, fault]

    with pytest.raises(ProviderUnavailable, match="Stripe"):
        adapter.start(PURCHASE)


def test_a_wrong_key_is_a_definite_no_that_does_not_name_it(stand_in):
    adapter = StripeProvider(ProviderKeys("sk_test_falsch"), stand_in.url)

    with pytest.raises(ProviderRefused, match="lehnt den Schlüssel ab") as refusal:
        adapter.start(PURCHASE)

    assert "sk_test_falsch" not in str(refusal.value)


def test_what_nobody_knows_is_refused(adapter):
    with pytest.raises(ProviderRefused, match="resource_missing"):
        adapter.state_of("cs_test_gibt_es_nicht", now=datetime.now(UTC))


def test_keys_leave_by_https_only():
    adapter = StripeProvider(KEYS, "http://stripe.example")

    with pytest.raises(ProviderRefused, match="https"):
        adapter.start(PURCHASE)


@pytest.mark.parametrize(
    ("press", "kind"),
    [
        (lambda provider, one: None, EventKind.OPEN),
        (lambda provider, one: provider.pay(one), EventKind.PAID),
        (lambda provider, one: provider.pay_by_debit(one), EventKind.PENDING),
        (lambda provider, one: provider.expire(one), EventKind.EXPIRED),
    ],
)
def test_it_tells_how_a_checkout_stands(adapter, stand_in, press, kind):
    reference = adapter.start(PURCHASE).reference
    press(stand_in, reference)

    event = adapter.state_of(reference, now=datetime.now(UTC))

    assert (event.kind, event.reference) == (kind, reference)
    assert (event.amount, event.currency) == (Decimal("79.90"), "EUR")


FORM = {
    "line_items[0][price_data][unit_amount]": "5000",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][product_data][name]": "Bestellung 1",
    "success_url": "https://a.example",
    "cancel_url": "https://a.example",
    "expires_at": "1800000000",
}
SESSION = {**session_of("cs_1", FORM), "payment_intent": "pi_1", "status": "complete"}
PAID = {**SESSION, "payment_status": "paid"}


def read(body: str, headers: dict[str, str]):
    return StripeProvider(KEYS).read_webhook(body.encode(), headers, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("name", "thing", "kind"),
    [
        ("checkout.session.completed", PAID, EventKind.PAID),
        ("checkout.session.completed", SESSION, EventKind.PENDING),
        ("checkout.session.async_payment_succeeded", PAID, EventKind.PAID),
        ("checkout.session.async_payment_failed", SESSION, EventKind.FAILED),
        ("checkout.session.expired", SESSION, EventKind.EXPIRED),
        ("charge.refunded", charge_of(PAID, 5000), EventKind.REFUNDED),
        ("charge.dispute.created", dispute_of(PAID), EventKind.DISPUTED),
        (
            "charge.dispute.created",
            {**dispute_of(PAID), "status": "warning_needs_response"},
            EventKind.INQUIRY,
        ),
        (
            "charge.dispute.created",
            {**dispute_of(PAID), "status": "prevented"},
            EventKind.INQUIRY,
        ),
        ("charge.dispute.funds_withdrawn", dispute_of(PAID), EventKind.DISPUTED),
        ("charge.dispute.funds_reinstated", dispute_of(PAID), EventKind.DISPUTE_WON),
    ],
)
def test_it_reads_the_reports_that_concern_us(name, thing, kind):
    body = json.dumps(event_of(name, thing))

    event = read(body, signed(body, WEBHOOK_SECRET))

    assert (event.kind, event.id, event.name) == (kind, "evt_test_0001", name)
    assert (event.amount, event.currency) == (Decimal("50.00"), "EUR")
    assert event.money_reference == "pi_1"


@pytest.mark.parametrize(
    ("reason", "code"),
    [("insufficient_funds", "AM04"), ("debit_not_authorized", "MD01"), ("fraudulent", "MD06")],
)
def test_it_reads_why_a_bank_took_money_back(reason, code):
    body = json.dumps(event_of("charge.dispute.created", dispute_of(PAID, reason)))

    assert read(body, signed(body, WEBHOOK_SECRET)).reason_code == code


def test_other_reports_are_other():
    body = json.dumps(event_of("customer.created", {"id": "cus_1"}))

    assert read(body, signed(body, WEBHOOK_SECRET)).kind == EventKind.OTHER


BODY = json.dumps(event_of("checkout.session.completed", PAID))
NOW = int(datetime.now(UTC).timestamp())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (BODY, {"Stripe-Signature": "unlesbar"}),
        (BODY, {"Stripe-Signature": "t=1,v1=äöü"}),
        (BODY, signed(BODY, "whsec_falsch")),
        (BODY, signed(BODY, WEBHOOK_SECRET, at=NOW - 400)),
        (BODY, signed(BODY, WEBHOOK_SECRET, at=NOW + 90_000)),
        (BODY + " ", signed(BODY, WEBHOOK_SECRET)),
        ("kein JSON", signed("kein JSON", WEBHOOK_SECRET)),
        ("[]", signed("[]", WEBHOOK_SECRET)),
        ("{}", signed("{}", WEBHOOK_SECRET)),
    ],
)
def test_it_refuses_what_is_not_genuine_or_not_readable(body, headers):
    with pytest.raises(WebhookRefused):
        read(body, headers)


def test_without_a_secret_no_report_is_genuine():
    with pytest.raises(WebhookRefused):
        StripeProvider(ProviderKeys(API_KEY)).read_webhook(
            BODY.encode(), signed(BODY, ""), now=datetime.now(UTC)
        )
