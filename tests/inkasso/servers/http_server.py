"""An HTTP server on loopback: takes files and speaks our schema for agencies, with faults."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ein-token"


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class AgencyServer:
    """What the agency has, and what goes wrong next."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: dict[str, dict[str, bytes]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    # Key → digest of the body and the answer, for repetitions.
    answered: dict[str, tuple[bytes, int, bytes]] = field(default_factory=dict)
    # Each fault hits one request: a status, "drop" before, "drop_after", "slow", "redirect".
    faults: list[str | int | None] = field(default_factory=list)
    refused_references: dict[str, str] = field(default_factory=dict)
    knows_try_out: bool = True
    page_size: int = 2


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet: lines are cut on purpose."""


@contextmanager
def agency_server() -> Iterator[AgencyServer]:
    """A server until the end of the block."""
    httpd = _Server(("127.0.0.1", 0), _Handler)
    state = AgencyServer(f"http://127.0.0.1:{httpd.server_port}/")
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

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_OPTIONS(self) -> None:
        self._serve()

    @property
    def state(self) -> AgencyServer:
        return self.server.state  # type: ignore[attr-defined,no-any-return]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        call = Call(self.command, parts.path, parse_qs(parts.query), dict(self.headers), body)
        self.state.calls.append(call)
        fault = self.state.faults.pop(0) if self.state.faults else None
        if fault == "drop":
            self.connection.close()
            return
        if fault == "slow":
            time.sleep(1.5)
        if fault == "redirect":
            self._answer(302, b"", {"Location": "https://anderswo.example/cases"})
        elif isinstance(fault, int):
            self._answer(fault, json.dumps({"detail": "Störung mit Absicht"}).encode())
        else:
            status, content = self._known(call)
            if fault == "drop_after":
                self.connection.close()
                return
            self._answer(status, content)

    def _known(self, call: Call) -> tuple[int, bytes]:
        """The answer, the same again for a repetition, 409 for a key with other content."""
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, b"{}"
        key = call.headers.get("Idempotency-Key", "")
        if key in self.state.answered:
            body, status, content = self.state.answered[key]
            return (status, content) if body == call.body else (409, b"{}")
        status, content = self._done(call)
        if key and status < 300:
            self.state.answered[key] = (call.body, status, content)
        return status, content

    def _done(self, call: Call) -> tuple[int, bytes]:
        state, steps = self.state, call.path.strip("/").split("/")
        match call.method, steps:
            case "OPTIONS", _:
                return 204, b""
            case "POST", ["cases"]:
                return _case(state, call)
            case "POST", ["cases", reference, "documents"]:
                name = call.headers["Content-Disposition"].rpartition("''")[2]
                state.documents.setdefault(reference, {})[name] = call.body
                return 201, b"{}"
            case "POST", ["notices"]:
                state.notices.append(json.loads(call.body))
                return 201, b"{}"
            case "GET", ["reports"]:
                return 200, _reports(state, call.query.get("after", [""])[0])
            case (("PUT" | "POST"), _):
                name = call.headers["Content-Disposition"].rpartition("''")[2]
                state.files[name] = call.body
                return 201, b""
        return 404, b"{}"

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _case(state: AgencyServer, call: Call) -> tuple[int, bytes]:
    told = json.loads(call.body)
    reference = told["reference"]
    if state.knows_try_out and call.query.get("try_out") == ["true"]:
        return 200, json.dumps({"try_out": True}).encode()
    if reference in state.refused_references:
        return 422, json.dumps({"detail": state.refused_references[reference]}).encode()
    state.cases[reference] = told
    return 201, json.dumps({"agency_reference": f"NW-{reference}"}).encode()


def _reports(state: AgencyServer, after: str) -> bytes:
    ids = [one["id"] for one in state.reports]
    start = ids.index(after) + 1 if after and after in ids else 0
    page = state.reports[start : start + state.page_size]
    has_more = start + len(page) < len(state.reports)
    return json.dumps({"reports": page, "has_more": has_more}).encode()
