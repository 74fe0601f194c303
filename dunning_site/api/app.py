"""The interface as django-ninja knows it: its errors, its answers, its description."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from dunning_site.api.answers import ProblemOut
from dunning_site.api.description import described
from dunning_site.api.faults import faults_of
from dunning_site.api.json_parser import NotJson, StrictParser
from dunning_site.api.problems import Problem, invalid, plain_problem, to_response

DESCRIPTION = """\
Shops melden hier Bestellungen, Zahlungen, Stornos, Erstattungen und Rückbuchungen und lesen, wie
es um einen Auftrag steht. Jeder Token gilt für einen Verkaufsaccount.

Beträge sind Texte mit zwei Stellen nach dem Punkt, Tage stehen als JJJJ-MM-TT."""
READING = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
ALWAYS = (
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WRITING = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
READ_PROBLEMS = {frozenset(map(int, (*READING, *ALWAYS))): ProblemOut}
WRITE_PROBLEMS = {frozenset(map(int, (*READING, *ALWAYS, *WRITING))): ProblemOut}


class ShopApi(NinjaAPI):
    """The interface; its description says what every answer carries."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: Mapping[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description in OpenAPI 3.1."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return described(schema)


def make_api() -> ShopApi:
    """The interface without its addresses."""
    api = ShopApi(
        title="Mahnwerk für Shops",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        parser=StrictParser(),
    )
    api.add_exception_handler(Problem, _on_problem)
    api.add_exception_handler(ValidationError, _on_invalid)
    api.add_exception_handler(HttpError, _on_http_error)
    api.add_exception_handler(OperationalError, _on_busy_database)
    return api


def _on_problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return to_response(problem)


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return to_response(invalid(faults_of(error.errors)))


def _on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """What django-ninja itself refuses; of a body that is no JSON we know why."""
    if isinstance(error.__cause__, NotJson):
        detail = str(error.__cause__)
        return to_response(Problem(HTTPStatus.BAD_REQUEST, "not-json", detail))
    return to_response(plain_problem(error.status_code, {}))


def _on_busy_database(request: HttpRequest, error: Any) -> HttpResponse:
    """Somebody else holds the row too long: nothing was done, so the caller may try again."""
    return to_response(
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "busy",
            "Der Auftrag wird gerade bearbeitet; es wurde nichts gebucht. "
            "Wiederholen Sie die Anfrage mit demselben Idempotency-Key.",
            headers={"Retry-After": "1"},
        )
    )
