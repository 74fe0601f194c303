"""Stripe Checkout: a page of Stripe for one payment, and what Stripe reports of it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
import stripe

from orders.adapters.payment_providers.base import (
    Checkout,
    Event,
    EventKind,
    ProviderKeys,
    ProviderRefused,
    ProviderUnavailable,
    Purchase,
    WebhookRefused,
)

# The answers that this module reads have this form; a newer package must not change it unseen.
API_VERSION = "2026-10-28.endive"
SIGNATURE = "Stripe-Signature"
TOLERANCE_SECONDS = 300
CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TIME = re.compile(r"(?:^|,)t=([0-9]{1,12})(?:,|$)")
# Why a bank took a direct debit back, as Stripe and as banks say it; cards are always asked back.
_RETURN_REASONS = {
    "insufficient_funds": "AM04",
    "incorrect_account_details": "AC01",
    "bank_cannot_process": "MS03",
    "debit_not_authorized": "MD01",
}
_ASKED_BACK = "MD06"

# It would write an id of this computer into the home folder and send it along.
stripe.enable_telemetry = False


class StripeProvider:
    """A Stripe account; every call brings its own connection, so threads do not meet."""

    def __init__(self, keys: ProviderKeys, base_url: str = "") -> None:
        self._keys = keys
        self._base_url = base_url.rstrip("/") or stripe.DEFAULT_API_BASE

    def start(self, purchase: Purchase) -> Checkout:
        """Open a page for the purchase. Raises ProviderRefused or ProviderUnavailable."""
        try:
            session = self._client().v1.checkout.sessions.create(
                _parameters(purchase),  # type: ignore[arg-type]
                {"idempotency_key": purchase.key},
            )
        except stripe.StripeError as fault:
            _refuse(fault)
        url = str(session.url or "")
        _check_address(url)
        return Checkout(str(session.id), url)

    def state_of(self, reference: str, *, now: datetime) -> Event:
        """How a checkout stands, as an event. Raises ProviderRefused or ProviderUnavailable."""
        try:
            session = self._client().v1.checkout.sessions.retrieve(reference)
        except stripe.StripeError as fault:
            _refuse(fault)
        answer = session.to_dict()
        kind = _state(answer)
        # The same answer again is the same event.
        return _session_event(
            answer,
            id=f"state:{reference}:{kind}",
            name=f"checkout.session is {kind}",
            kind=kind,
            happened_at=now,
        )

    def read_webhook(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Event:
        """The event in a genuine call of the last five minutes. Raises WebhookRefused."""
        signature = headers.get(SIGNATURE, "")
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._keys.webhook_secret, tolerance=None
            )
        except (stripe.SignatureVerificationError, UnicodeError, TypeError) as refusal:
            raise WebhookRefused("Die Unterschrift stimmt nicht.") from refusal
        sent = _TIME.search(signature)
        if sent is None or abs(now.timestamp() - int(sent[1])) > TOLERANCE_SECONDS:
            raise WebhookRefused("Die Meldung ist älter als fünf Minuten.")
        try:
            return _event(json.loads(body))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as fault:
            raise WebhookRefused("Die Meldung ist nicht lesbar.") from fault

    def try_out(self) -> None:
        """Whether the key lets us in. Raises ProviderRefused or ProviderUnavailable."""
        try:
            self._client().v1.checkout.sessions.list({"limit": 1})
        except stripe.StripeError as fault:
            _refuse(fault)

    def _client(self) -> stripe.StripeClient:
        _check_address(self._base_url)
        session = requests.Session()
        # No proxy and no .netrc of this computer, and nowhere else than asked for.
        session.trust_env = False
        session.max_redirects = 0
        return stripe.StripeClient(
            self._keys.api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": self._base_url},
            # With the same idempotency key, so that it never counts twice.
            max_network_retries=1,
            http_client=stripe.RequestsClient(
                timeout=(CONNECT_SECONDS, READ_SECONDS), session=session
            ),
        )


def _parameters(purchase: Purchase) -> dict[str, Any]:
    item = {
        "quantity": 1,
        "price_data": {
            "currency": purchase.currency.lower(),
            "unit_amount": int(purchase.amount * 100),
            "product_data": {"name": purchase.description},
        },
    }
    return {
        "mode": "payment",
        "line_items": [item],
        "client_reference_id": purchase.key,
        "success_url": purchase.success_url,
        "cancel_url": purchase.cancel_url,
        "expires_at": int(purchase.expires_at.timestamp()),
        "locale": purchase.language,
        "submit_type": "pay",
        # The claim is in euros: nobody pays a converted amount.
        "adaptive_pricing": {"enabled": False},
        "payment_intent_data": {"description": purchase.description},
    }


def _event(content: dict[str, Any]) -> Event:
    """The event in a report; kinds that do not concern us are OTHER."""
    thing = content["data"]["object"]
    known: dict[str, Any] = {
        "id": str(content["id"]),
        "name": str(content["type"]),
        "happened_at": datetime.fromtimestamp(int(content["created"]), UTC),
    }
    match known["name"]:
        case "checkout.session.completed":
            return _session_event(thing, kind=_state(thing), **known)
        case "checkout.session.async_payment_succeeded":
            return _session_event(thing, kind=EventKind.PAID, **known)
        case "checkout.session.async_payment_failed":
            return _session_event(thing, kind=EventKind.FAILED, **known)
        case "checkout.session.expired":
            return _session_event(thing, kind=EventKind.EXPIRED, **known)
        case "charge.refunded":
            refunded = {**known, "kind": EventKind.REFUNDED}
            return Event(**refunded, **_money(thing, thing["amount_refunded"]))
        case "charge.dispute.created":
            # Banks that only ask, and disputes that Stripe prevented, take no money.
            is_inquiry = str(thing.get("status")).startswith(("warning", "prevented"))
            kind = EventKind.INQUIRY if is_inquiry else EventKind.DISPUTED
            return _dispute_event(thing, kind=kind, **known)
        case "charge.dispute.funds_withdrawn":
            return _dispute_event(thing, kind=EventKind.DISPUTED, **known)
        case "charge.dispute.funds_reinstated":
            return _dispute_event(thing, kind=EventKind.DISPUTE_WON, **known)
    return Event(kind=EventKind.OTHER, **known)


def _state(session: Mapping[str, Any]) -> EventKind:
    """How a session stands: a finished one may still wait for the bank's money."""
    if session["payment_status"] == "paid":
        return EventKind.PAID
    match session["status"]:
        case "complete":
            return EventKind.PENDING
        case "expired":
            return EventKind.EXPIRED
    return EventKind.OPEN


def _session_event(session: Mapping[str, Any], **known: Any) -> Event:
    return Event(reference=str(session["id"]), **_money(session, session["amount_total"]), **known)


def _dispute_event(dispute: Mapping[str, Any], **known: Any) -> Event:
    return Event(
        dispute_reference=str(dispute["id"]),
        reason_code=_RETURN_REASONS.get(str(dispute.get("reason")), _ASKED_BACK),
        **_money(dispute, dispute["amount"]),
        **known,
    )


def _money(thing: Mapping[str, Any], cents: int) -> dict[str, Any]:
    """Amount, currency and Stripe's name of the money (payment intent)."""
    return {
        "amount": Decimal(int(cents)) / 100,
        "currency": str(thing["currency"]).upper(),
        "money_reference": _id(thing.get("payment_intent")),
    }


def _id(thing: Any) -> str:
    """The id of a named thing, whether it came alone or with all that belongs to it."""
    return str(thing["id"]) if isinstance(thing, Mapping) else str(thing or "")


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ProviderRefused("Die Adresse von Stripe muss mit https:// beginnen.")


def _refuse(fault: stripe.StripeError) -> NoReturn:
    """Raise what a fault means for us; Stripe's own words may name keys and stay out."""
    status = fault.http_status or 0
    if isinstance(fault, stripe.AuthenticationError | stripe.PermissionError):
        raise ProviderRefused(
            f"Stripe lehnt den Schlüssel ab (Status {status}). "
            "Prüfen Sie ihn beim Zahlungsanbieter."
        ) from fault
    if isinstance(fault, stripe.InvalidRequestError | stripe.IdempotencyError):
        about = f", {fault.code}" if fault.code else ""
        raise ProviderRefused(f"Stripe lehnt die Anfrage ab (Status {status}{about}).") from fault
    if isinstance(fault, stripe.APIConnectionError):
        raise ProviderUnavailable("Stripe ist nicht zu erreichen oder antwortet nicht.") from fault
    raise ProviderUnavailable(f"Stripe hat gerade eine Störung (Status {status}).") from fault
