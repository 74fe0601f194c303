"""Who may come in, how often, and with what: checked before anything of a request is read."""

from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from dunning_site.api.problems import Problem
from orders.models import ApiToken
from orders.services.api_tokens import count_request, find_token

MAX_BODY = 1024 * 1024
Scope = ApiToken.Scope


class Bearer(HttpBearer):
    """Lets active tokens in that have the scope, as often as the limit allows."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken:
        """The token of the request. Raises Problem: 401, 403, 413, 415, 429."""
        token = super().__call__(request)
        if token is None:
            raise unauthorized()
        if self.scope not in token.scopes:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                "missing-scope",
                f"Dem Token „{token.name}“ fehlt das Recht „{self.scope.label}“.",
            )
        _check_body(request)
        return cast(ApiToken, token)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The active token of this secret, its use counted. Raises Problem over the limit."""
        found = find_token(token)
        if found is None:
            return None
        limit = settings.API_REQUESTS_PER_MINUTE
        usage = count_request(found, limit=limit, now=timezone.now())
        if not usage.is_allowed:
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS,
                "rate-limit",
                f"Mehr als {limit} Anfragen in einer Minute. "
                f"Die nächste ist in {usage.wait_seconds} Sekunden möglich.",
                headers={"Retry-After": str(usage.wait_seconds)},
            )
        return found


def entry(scope: Scope) -> dict[str, Any]:
    """What an operation that needs the scope is registered with."""
    return {"auth": Bearer(scope), "openapi_extra": {"x-scope": scope.value}}


def unauthorized() -> Problem:
    """The same for no token, an unknown one and a revoked one: nobody learns which."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "unauthorized",
        "Senden Sie einen gültigen Token im Kopf: Authorization: Bearer mw_…",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _check_body(request: HttpRequest) -> None:
    if request.method not in ("POST", "PUT"):
        return
    if request.content_type != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "Senden Sie JSON mit dem Kopf Content-Type: application/json.",
        )
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too-large",
            "Die Anfrage ist größer als 1 MB. Senden Sie weniger auf einmal.",
        )
