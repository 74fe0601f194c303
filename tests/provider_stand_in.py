"""A stand-in for Stripe on loopback: checkouts, the page that takes the money, signed reports.

    with provider_stand_in() as provider:
        settings.PROVIDER_STRIPE_URL = provider.url
        provider.reports_to(address, secret)

Its page has the buttons "Bezahlen", "Per Lastschrift bezahlen" and "Abbrechen", so that a browser
can walk the whole way; tests without one press them with provider.pay(…) and the like.
"""

import html
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import stripe

API_KEY = "sk_test_stellvertreter"
WEBHOOK_SECRET = "whsec_stellvertreter"
# Who gets no answer waits for this long; longer than the tests let the adapter wait.
SILENCE_SECONDS = 1.0


@dataclass
class Report:
    """An event as it went out, and what was answered; status 0: nobody took it."""

    event: dict[str, Any]
    status: int = 0


@dataclass
class ProviderStandIn:
    """What the provider has, and what goes wrong next."""

    url: str
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Each request of the program: method, path, headers, form.
    calls: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    # Each fault hits one request: a status, "drop" or "silent".
    faults: list[str | int] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    # "lost": nobody is told; "twice": everything is told two times.
    delivery: str = "once"
    webhook_url: str = ""
    webhook_secret: str = WEBHOOK_SECRET
    by_key: dict[str, str] = field(default_factory=dict)
    counter: int = 0

    def reports_to(self, address: str, secret: str = WEBHOOK_SECRET) -> None:
        """Send the events of the page there from now on."""
        self.webhook_url, self.webhook_secret = address, secret

    def only_session(self) -> dict[str, Any]:
        """The one checkout there is."""
        (session,) = self.sessions.values()
        return session

    def pay(self, reference: str, *, amount: int | None = None, currency: str = "") -> None:
        """The debtor pays by card, perhaps something else than was asked (in cents)."""
        session = self._ended(reference, payment_status="paid")
        session["amount_total"] = session["amount_total"] if amount is None else amount
        session["currency"] = currency or session["currency"]
        self.tell("checkout.session.completed", session)

    def pay_by_debit(self, reference: str) -> None:
        """The debtor agrees to a direct debit; the money comes days later, or not."""
        self.tell("checkout.session.completed", self._ended(reference, payment_status="unpaid"))

    def debit_arrives(self, reference: str) -> None:
        """The bank has paid."""
        session = self.sessions[reference]
        session["payment_status"] = "paid"
        self.tell("checkout.session.async_payment_succeeded", session)

    def debit_fails(self, reference: str) -> None:
        """The bank does not pay."""
        self.tell("checkout.session.async_payment_failed", self.sessions[reference])

    def expire(self, reference: str) -> None:
        """Nobody paid in time."""
        self.sessions[reference].update(status="expired", url=None)
        self.tell("checkout.session.expired", self.sessions[reference])

    def refund(self, reference: str, cents: int) -> None:
        """The seller gives back so much of it in all."""
        self.tell("charge.refunded", charge_of(self.sessions[reference], cents))

    def dispute(self, reference: str, *, reason: str = "fraudulent") -> None:
        """The payer's bank takes everything back."""
        self.tell("charge.dispute.created", dispute_of(self.sessions[reference], reason))

    def tell(self, name: str, thing: dict[str, Any]) -> dict[str, Any]:
        """Report an event as the provider does, unless reports get lost."""
        self.counter += 1
        event = event_of(name, thing, number=self.counter)
        if self.delivery == "lost" or not self.webhook_url:
            self.reports.append(Report(event))
        for _ in range({"lost": 0, "twice": 2}.get(self.delivery, 1) if self.webhook_url else 0):
            self.reports.append(Report(event, self.send(event)))
        return event

    def send(self, event: dict[str, Any]) -> int:
        """Deliver one event to the program; its status."""
        body = json.dumps(event)
        headers = {"Content-Type": "application/json", **signed(body, self.webhook_secret)}
        answer = requests.post(self.webhook_url, body.encode(), headers=headers, timeout=30)
        return answer.status_code

    def created(self, form: dict[str, str], key: str) -> dict[str, Any]:
        """A checkout for the form; the same key gives the same one."""
        if key and key in self.by_key:
            return self.sessions[self.by_key[key]]
        reference = f"cs_test_{len(self.sessions) + 1:04d}"
        session = session_of(reference, form)
        session["url"] = f"{self.url}/c/pay/{reference}"
        self.sessions[reference] = session
        self.by_key[key] = reference
        return session

    def _ended(self, reference: str, **changes: Any) -> dict[str, Any]:
        session = self.sessions[reference]
        money = f"pi_{reference.removeprefix('cs_')}"
        session.update(status="complete", url=None, payment_intent=money, **changes)
        return session


def signed(body: str, secret: str, *, at: int | None = None) -> dict[str, str]:
    """The header of a genuine report."""
    header = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return {"Stripe-Signature": header}


def event_of(name: str, thing: dict[str, Any], *, number: int = 1) -> dict[str, Any]:
    """An event as the provider reports it, about a thing as it is now."""
    return {
        "id": f"evt_test_{number:04d}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "type": name,
        "data": {"object": dict(thing)},
    }


def session_of(reference: str, form: dict[str, str]) -> dict[str, Any]:
    """A checkout as the provider answers it."""
    price = "line_items[0][price_data]"
    return {
        "id": reference,
        "object": "checkout.session",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": int(form[f"{price}[unit_amount]"]),
        "currency": form[f"{price}[currency]"],
        "client_reference_id": form.get("client_reference_id"),
        "payment_intent": None,
        "success_url": form["success_url"],
        "cancel_url": form["cancel_url"],
        "expires_at": int(form["expires_at"]),
        "description": form[f"{price}[product_data][name]"],
    }


def charge_of(session: dict[str, Any], refunded: int) -> dict[str, Any]:
    """The money of a paid checkout with what was given back of it."""
    return {
        "id": "ch_test",
        "object": "charge",
        "amount": session["amount_total"],
        "amount_refunded": refunded,
        "currency": session["currency"],
        "payment_intent": session["payment_intent"],
    }


def dispute_of(session: dict[str, Any], reason: str = "fraudulent") -> dict[str, Any]:
    """A dispute about the money of a paid checkout."""
    return {
        "id": f"dp_{session['payment_intent']}",
        "object": "dispute",
        "amount": session["amount_total"],
        "currency": session["currency"],
        "payment_intent": session["payment_intent"],
        "reason": reason,
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet: lines are cut on purpose."""


@contextmanager
def provider_stand_in(port: int = 0) -> Iterator[ProviderStandIn]:
    """The provider until the end of the block."""
    httpd = _Server(("127.0.0.1", port), _Handler)
    state = ProviderStandIn(f"http://127.0.0.1:{httpd.server_port}")
    httpd.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield state
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Quiet."""

    @property
    def state(self) -> ProviderStandIn:
        return self.server.state  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/c/pay/"):
            self._page(path.removeprefix("/c/pay/"))
        elif path == "/favicon.ico":
            self._send(204, b"", {})
        else:
            self._serve({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        path = urlsplit(self.path).path
        if path.startswith("/c/pay/"):
            self._press(path.removeprefix("/c/pay/"), form.get("button", ""))
        else:
            self._serve(form)

    def _serve(self, form: dict[str, str]) -> None:
        path = urlsplit(self.path).path
        self.state.calls.append((self.command, path, dict(self.headers), form))
        fault = self.state.faults.pop(0) if self.state.faults else None
        if fault == "drop":
            self.connection.close()
        elif fault == "silent":
            time.sleep(SILENCE_SECONDS)
            self.connection.close()
        elif isinstance(fault, int):
            self._json(fault, _error("Störung mit Absicht", "api_error"))
        else:
            self._json(*self._answer(path, form))

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            return 401, _error("Invalid API Key provided", "invalid_request_error")
        match self.command, path.strip("/").split("/"):
            case "POST", ["v1", "checkout", "sessions"]:
                return 200, self.state.created(form, self.headers.get("Idempotency-Key", ""))
            case "GET", ["v1", "checkout", "sessions"]:
                return 200, {"object": "list", "data": [], "has_more": False}
            case "GET", ["v1", "checkout", "sessions", reference]:
                if reference in self.state.sessions:
                    return 200, self.state.sessions[reference]
        return 404, _error("No such thing", "invalid_request_error", code="resource_missing")

    def _page(self, reference: str) -> None:
        """What the debtor sees of the provider."""
        session = self.state.sessions[reference]
        amount = f"{session['amount_total'] / 100:.2f}".replace(".", ",")
        buttons = "".join(
            f'<p><button name="button" value="{value}">{words}</button></p>'
            for value, words in _BUTTONS.items()
        )
        content = (
            '<!doctype html><html lang="de"><meta charset="utf-8"><title>Zahlungsanbieter</title>'
            f"<h1>{html.escape(session['description'])}</h1><p>{amount} Euro</p>"
            f'<form method="post">{buttons}</form></html>'
        )
        self._send(200, content.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _press(self, reference: str, button: str) -> None:
        session = self.state.sessions[reference]
        if button == "pay":
            self.state.pay(reference)
        elif button == "debit":
            self.state.pay_by_debit(reference)
        target = session["cancel_url"] if button == "cancel" else session["success_url"]
        self._send(303, b"", {"Location": target})

    def _json(self, status: int, content: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "Request-Id": "req_test"}
        self._send(status, json.dumps(content).encode(), headers)

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


_BUTTONS = {"pay": "Bezahlen", "debit": "Per Lastschrift bezahlen", "cancel": "Abbrechen"}


def _error(message: str, kind: str, *, code: str = "") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, **({"code": code} if code else {})}}
