"""Every error of the interface as "problem+json" (RFC 9457), in German sentences."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    HTTPStatus.BAD_REQUEST: "Anfrage nicht lesbar",
    HTTPStatus.UNAUTHORIZED: "Anmeldung fehlt",
    HTTPStatus.FORBIDDEN: "Recht fehlt",
    HTTPStatus.NOT_FOUND: "Nicht gefunden",
    HTTPStatus.METHOD_NOT_ALLOWED: "Methode nicht erlaubt",
    HTTPStatus.CONFLICT: "Stand passt nicht",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Anfrage zu groß",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Falsches Format",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Angaben nicht annehmbar",
    HTTPStatus.TOO_MANY_REQUESTS: "Zu viele Anfragen",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Fehler in Mahnwerk",
    HTTPStatus.SERVICE_UNAVAILABLE: "Gerade ausgelastet",
}
_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "Die Anfrage ist nicht lesbar.",
    HTTPStatus.NOT_FOUND: "Unter dieser Adresse gibt es nichts.",
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Diese Adresse kennt die Methode der Anfrage nicht. Welche sie kennt, steht in Allow."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "In Mahnwerk ist ein Fehler aufgetreten; es wurde nichts gebucht. Wiederholen Sie die "
        "Anfrage mit demselben Idempotency-Key."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; place: "pointer" into the body, or "parameter", and its name."""

    detail: str
    place: str
    name: str


@dataclass(slots=True)
class Problem(Exception):
    """A refusal that is answered as it stands; `type` is what programs tell it by."""

    status: int
    type: str
    detail: str
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def title_of(status: int) -> str:
    """The heading of a status in German."""
    return _TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)


def urn(name: str) -> str:
    """The identifier of a kind of problem."""
    return f"urn:mahnwerk:problem:{name}"


def to_response(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    content: dict[str, Any] = {
        "type": urn(problem.type),
        "title": title_of(problem.status),
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.faults:
        content["errors"] = [{"detail": one.detail, one.place: one.name} for one in problem.faults]
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), content_type=MEDIA_TYPE, status=problem.status
    )
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def plain_problem(status: int, headers: Mapping[str, str]) -> Problem:
    """The problem for an error that Django itself answered, with the headers that belong to it."""
    sentence = _SENTENCES.get(HTTPStatus(status), f"{title_of(status)}.")
    name = HTTPStatus(status).phrase.lower().replace(" ", "-")
    kept = {name: value for name, value in headers.items() if name in ("Allow", "Retry-After")}
    return Problem(status, name, sentence, headers=kept)


def invalid(faults: Iterable[Fault]) -> Problem:
    """The problem of a request with one or more unacceptable values."""
    found = tuple(faults)
    count = "Eine Angabe ist" if len(found) == 1 else f"{len(found)} Angaben sind"
    detail = f"{count} nicht annehmbar; es wurde nichts übernommen."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-values", detail, found)
