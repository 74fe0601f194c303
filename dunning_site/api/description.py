"""What django-ninja's description of the interface lacks: kinds of answers and their headers."""

from http import HTTPStatus

from ninja.openapi.schema import OpenAPISchema

from dunning_site.api.problems import MEDIA_TYPE, title_of

FIRST_ERROR = 400
_SUCCESS = {"200": "In Ordnung", "201": "Angelegt"}
_HEADERS = {
    str(int(HTTPStatus.UNAUTHORIZED)): ("WWW-Authenticate", "Bearer", "string"),
    str(int(HTTPStatus.TOO_MANY_REQUESTS)): ("Retry-After", "Sekunden bis zur nächsten", "integer"),
    str(int(HTTPStatus.SERVICE_UNAVAILABLE)): ("Retry-After", "Sekunden", "integer"),
}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """The schema with German words, "problem+json" and the headers of each answer."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"] = {
                str(int(status)): _answer(str(int(status)), answer)
                for status, answer in sorted(operation["responses"].items())
            }
    return schema


def _answer(status: str, answer: dict[str, object]) -> dict[str, object]:
    if int(status) < FIRST_ERROR:
        return {**answer, "description": _SUCCESS[status]}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
    described: dict[str, object] = {"description": title_of(int(status)), "content": content}
    if status in _HEADERS:
        name, words, kind = _HEADERS[status]
        described["headers"] = {name: {"description": words, "schema": {"type": kind}}}
    return described
