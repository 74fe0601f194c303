"""One careful HTTP call: checked address, TLS, no redirects, small answers, short waits."""

import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from inkasso.adapters.agencies.base import ChannelRefused, ChannelUnavailable, ChannelUnreachable

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10, 60, 300
LARGEST_ANSWER = 20_000_000
LONGEST_DETAIL = 200
_PIECE = 65_536
# The server is there but does not take it now.
_LATER = frozenset({408, 421, 423, 425, 429})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class WebAccess:
    """Where the agency's server is, and the token that lets us in."""

    url: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """What a server answered, as far as we read it."""

    status: int
    content: bytes = field(default=b"", repr=False)
    location: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it did what it was asked."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The answer's object. Raises ChannelUnavailable if it is none."""
        try:
            found = json.loads(self.content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ChannelUnavailable("Die Antwort des Servers ist kein JSON-Objekt.")
        return found


def check_address(url: str) -> None:
    """Raises ChannelRefused for an address that nothing may be sent to."""
    parts = _parts(url)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host:
        raise ChannelRefused("Die Adresse beginnt mit https:// und nennt einen Server.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ChannelRefused(
            "Die Adresse muss mit https:// beginnen: Die Daten gehen nur verschlüsselt hinaus."
        )
    if parts.username or parts.password or parts.fragment:
        raise ChannelRefused(
            "In der Adresse stehen keine Zugangsdaten und kein #. Der Token hat ein eigenes Feld."
        )
    if _is_no_server(host):
        raise ChannelRefused("Diese Adresse gehört keinem Server, an den Fälle gehen können.")


def call(
    access: WebAccess,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    query: Mapping[str, str] | None = None,
) -> Answer:
    """One request with our token; the answer of any status below 500 except "later".

    Raises ChannelUnavailable if nobody answers properly, ChannelRefused if the server is not who
    it should be, sends us elsewhere or lets us not in.
    """
    check_address(url)
    host = _parts(url).hostname or url
    try:
        answer = _asked(access, method, url, dict(headers or {}), body, dict(query or {}))
    except requests.exceptions.SSLError as fault:
        if "CERTIFICATE_VERIFY_FAILED" in str(fault):
            raise ChannelRefused(
                f"Das Zertifikat von {host} gilt nicht. Fragen Sie das Inkassobüro; "
                "bis dahin geht nichts dorthin."
            ) from fault
        raise _silent(host, fault) from fault
    except (requests.exceptions.RequestException, HTTPError, OSError) as fault:
        raise _silent(host, fault) from fault
    return _checked(answer, host)


def detail(answer: Answer) -> str:
    """What the server says of its refusal, short and on one line; "" if nothing readable."""
    try:
        told = answer.json()
    except ChannelUnavailable:
        return ""
    words = told.get("detail") or told.get("title") or told.get("error") or ""
    line = " ".join(str(words).split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_DETAIL]


def refusal(answer: Answer, host: str) -> ChannelRefused:
    """The definite no of a server, with its own words."""
    told = detail(answer)
    reason = f": {told}" if told else "."
    return ChannelRefused(f"{host} lehnt ab (Status {answer.status}){reason}")


def _asked(
    access: WebAccess,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, str],
) -> Answer:
    with requests.Session() as session:
        # No proxy and no .netrc of this computer: only what is set up for the agency.
        session.trust_env = False
        if access.token:
            headers["Authorization"] = f"Bearer {access.token}"
        with session.request(
            method,
            url,
            params=query,
            data=body or None,
            headers={"User-Agent": "Mahnwerk", "Accept": "application/json", **headers},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            location = response.headers.get("Location", "")
            return Answer(response.status_code, _read(response), location)


def _read(response: requests.Response) -> bytes:
    """The answer's body. Raises ChannelUnavailable if it is too big or never ends."""
    content, until = bytearray(), time.monotonic() + WHOLE_SECONDS
    # What is there now, not whole pieces: a server that drips would never be noticed.
    while piece := response.raw.read1(_PIECE, decode_content=True):
        content += piece
        if len(content) > LARGEST_ANSWER or time.monotonic() > until:
            raise ChannelUnavailable("Die Antwort des Servers ist zu groß oder zu langsam.")
    return bytes(content)


def _checked(answer: Answer, host: str) -> Answer:
    if answer.status >= 500 or answer.status in _LATER:
        raise ChannelUnavailable(f"{host} hat gerade eine Störung (Status {answer.status}).")
    if 300 <= answer.status < 400:
        target = urlsplit(answer.location).hostname or "eine andere Adresse"
        raise ChannelRefused(
            f"{host} leitet weiter an {target}. Weiterleitungen wird nicht gefolgt: Tragen Sie "
            "die richtige Adresse ein, wenn das Inkassobüro sie bestätigt."
        )
    if answer.status in {401, 403}:
        raise ChannelRefused(
            f"{host} lehnt den Token ab (Status {answer.status}). "
            "Prüfen Sie ihn beim Inkassopartner."
        )
    return answer


def _silent(host: str, fault: Exception) -> ChannelUnavailable:
    if _never_connected(fault):
        return ChannelUnreachable(f"{host} ist nicht zu erreichen.")
    return ChannelUnavailable(f"{host} antwortet nicht oder brach ab ({type(fault).__name__}).")


def _never_connected(fault: Exception) -> bool:
    """Whether it is sure that nothing was sent."""
    if isinstance(fault, requests.exceptions.ConnectTimeout):
        return True
    cause = fault.args[0] if fault.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as fault:
        raise ChannelRefused("Die Adresse ist nicht lesbar.") from fault
    return parts


def _is_no_server(host: str) -> bool:
    """Addresses within one cable, of groups and of nobody: cloud machines keep secrets there."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_link_local or address.is_multicast or address.is_unspecified
