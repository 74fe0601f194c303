"""Calls of payment providers: only genuine ones count, and each counts once."""

import json
import time

import pytest
import stripe as stripe_package
from django.test import Client

from orders.models import LedgerEntry, OnlinePayment, Order, ProviderEvent
from orders.services.payment_providers import keep_provider_keys
from reminders.models import DunningBlock
from tests import factories
from tests.provider_payments import begun, provider_account
from tests.provider_stand_in import (
    WEBHOOK_SECRET,
    charge_of,
    event_of,
    provider_stand_in,
    session_of,
    signed,
)

pytestmark = pytest.mark.django_db
FORM = {
    "line_items[0][price_data][unit_amount]": "7990",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][product_data][name]": "Bestellung",
    "success_url": "https://zahlen.example",
    "cancel_url": "https://zahlen.example",
    "expires_at": "1800000000",
}


@pytest.fixture
def payment():
    return begun(factories.order(total="79.90"), provider_account())


def session(payment: OnlinePayment, **changes: str) -> dict:
    content = session_of(payment.provider_reference, FORM)
    money = {"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}
    return {**content, **money, **changes}


def call(payment, event: dict, *, secret: str = WEBHOOK_SECRET, key: str = "", at=None, **more):
    body = json.dumps(event)
    headers = {**signed(body, secret, at=at), **more.pop("headers", {})}
    address = f"/zahlung/webhook/{key or payment.provider_account.webhook_key}/"
    client = Client(enforce_csrf_checks=True)
    return client.post(
        address, body, content_type="application/json; charset=utf-8", headers=headers, **more
    )


def test_a_genuine_report_is_booked_once(payment):
    event = event_of("checkout.session.completed", session(payment))

    first, again = call(payment, event), call(payment, event)

    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["is_new"], again.json()["is_new"]) == (True, False)
    assert first.headers["Cache-Control"] == "no-store"
    assert not Order.objects.get().is_open
    assert LedgerEntry.objects.filter(source="provider").count() == 1


def test_reports_that_do_not_concern_us_are_noted(payment):
    answer = call(payment, event_of("customer.created", {"id": "cus_1"}))

    assert answer.status_code == 200
    assert ProviderEvent.objects.get().kind == "customer.created"


NOW = int(time.time())


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "whsec_falsch"},
        {"at": NOW - 3600},
        {"at": NOW + 3600},
        {"headers": {"Stripe-Signature": ""}},
        {"headers": {"Stripe-Signature": "t=1,v1=äöü"}},
    ],
)
def test_forged_and_old_reports_are_refused_and_leave_nothing(payment, forged):
    answer = call(payment, event_of("checkout.session.completed", session(payment)), **forged)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not ProviderEvent.objects.exists()
    assert Order.objects.get().is_open


def test_an_address_nobody_has_is_not_found(payment):
    answer = call(payment, event_of("charge.refunded", {}), key="0" * 32)

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:mahnwerk:problem:unknown"


def test_a_large_body_is_refused_unread(payment):
    answer = call(payment, {"filling": "x" * 260_000})

    assert answer.status_code == 413


def test_only_posts_are_taken(payment, client):
    answer = client.get(f"/zahlung/webhook/{payment.provider_account.webhook_key}/")

    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_provider_that_is_switched_off_still_reports(payment):
    payment.provider_account.is_active = False
    payment.provider_account.save()

    call(payment, event_of("checkout.session.completed", session(payment)))

    assert not Order.objects.get().is_open


def test_without_readable_keys_the_provider_is_asked_to_repeat(payment):
    keep_provider_keys(payment.provider_account_id, api_key="")

    answer = call(payment, event_of("checkout.session.completed", session(payment)))

    assert answer.status_code == 503
    assert not ProviderEvent.objects.exists()


def test_a_refund_waits_until_its_payment_is_known(payment, settings, monkeypatch):
    monkeypatch.setattr(stripe_package.HTTPClient, "INITIAL_DELAY", 0.01)
    refund = event_of("charge.refunded", charge_of(session(payment), 7990), number=2)

    with provider_stand_in() as stand_in:
        settings.PROVIDER_STRIPE_URL = stand_in.url
        stand_in.faults = [500, 500]
        early = call(payment, refund)
        stand_in.sessions[payment.provider_reference] = session(payment)
        later = call(payment, refund)

    assert (early.status_code, later.status_code) == (503, 200)
    kinds = list(Order.objects.get().ledger_entries.values_list("kind", flat=True))
    assert kinds.count("payment") == kinds.count("refund") == 1


def test_nobody_is_dunned_while_a_bank_confirms_and_the_pause_ends_with_it(payment):
    waiting = session(payment, payment_status="unpaid")
    call(payment, event_of("checkout.session.completed", waiting))
    block = DunningBlock.objects.get()
    paused = (block.lifted_on, (block.until_on - block.set_on).days)

    call(payment, event_of("checkout.session.async_payment_failed", waiting, number=2))

    block.refresh_from_db()
    assert paused == (None, 30)
    assert block.lifted_on is not None


def test_a_block_that_a_clerk_set_stays(payment):
    DunningBlock.objects.create(
        order=payment.order, reason="goodwill", set_on=payment.order.ordered_on
    )

    for name in ("checkout.session.completed", "checkout.session.async_payment_failed"):
        call(payment, event_of(name, session(payment, payment_status="unpaid"), number=len(name)))

    assert DunningBlock.objects.get().lifted_on is None
