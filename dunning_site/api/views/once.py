"""A POST that comes twice has its effect once."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Schema

from dunning_site.api.problems import Problem
from dunning_site.api.views.entrance import unauthorized
from orders.services.idempotency import Answer, KeyReused, TokenRevoked, answer_once

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description=(
            "Ein Text, den Sie für jede neue Meldung neu wählen, am besten eine UUID. "
            "Kommt dieselbe Meldung noch einmal, wird nichts doppelt gebucht."
        ),
    ),
]


def answered_once(request: HttpRequest, key: str, act: Callable[[], Schema]) -> HttpResponse:
    """Act unless it was done under this key already; then the stored answer comes again."""
    identity = b"\n".join([request.path.encode(), request.body])
    try:
        answer = answer_once(
            request.auth,  # type: ignore[attr-defined]
            key=key,
            request=identity,
            act=lambda: Answer(HTTPStatus.CREATED, act().model_dump_json()),
        )
    except KeyReused as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise Problem(status, "idempotency-key-reused", str(refusal)) from refusal
    except TokenRevoked as refusal:
        raise unauthorized() from refusal
    response = HttpResponse(answer.body, content_type="application/json", status=answer.status)
    if answer.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return response
