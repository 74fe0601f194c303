"""What every answer under a debtor's address carries, and what errors say there."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from common.web.content_security import HEADER

PREFIX = "/z/"
# More than the largest file of a form, which tells in words of its own what is too large.
MOST_BYTES = 25_000_000
_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
}
# What middlewares inside of this one gave an answer that is replaced here.
_KEPT = (
    "Allow",
    "Cross-Origin-Opener-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
)
# What Django or our own shell would answer on a clerk's page.
_REFUSALS = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)


def debtor_policy(*, form_targets: str = "") -> str:
    """The policy of reliability 4.2; form_targets: origins that a form may lead to besides us."""
    sources = f"'self' {form_targets}".strip()
    return "; ".join(f"{name} {it}" for name, it in {**_POLICY, "form-action": sources}.items())


def is_for_debtors(request: HttpRequest) -> bool:
    """Whether a debtor asks, by a link or on the page behind it."""
    return request.path.startswith(PREFIX)


def not_found(request: HttpRequest) -> HttpResponse:
    """The same answer to the last byte, whatever is wrong with a link or a visit."""
    return HttpResponse(render_to_string("debtor/not_found.html"), status=HTTPStatus.NOT_FOUND)


class DebtorAnswersMiddleware:
    """Outside of all others, so that redirects and errors carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_for_debtors(request):
            return self.get_response(request)
        _name_own_origin(request)
        response = _too_large() if _is_too_large(request) else self.get_response(request)
        response = _in_plain_words(request, response)
        if response.get("Content-Type", "") != "application/pdf":
            response.headers.setdefault(HEADER, debtor_policy())
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response


def _is_too_large(request: HttpRequest) -> bool:
    """Whether more is sent than any form takes; nobody reads it, so that no disk is filled."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) > MOST_BYTES


def _too_large() -> HttpResponse:
    page = render_to_string("debtor/refused.html")
    return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _in_plain_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or the debtor's page of an error in the place of the clerk's."""
    if response.status_code == HTTPStatus.NOT_FOUND:
        shown = not_found(request)
    elif response.status_code in _REFUSALS:
        page = render_to_string("debtor/refused.html")
        shown = HttpResponse(page, status=response.status_code)
    else:
        return response
    for name in _KEPT:
        if name in response.headers:
            shown.headers[name] = response.headers[name]
    shown.headers["Content-Length"] = str(len(shown.content))
    return shown


def _name_own_origin(request: HttpRequest) -> None:
    """Let our own forms pass the check for forgeries, though their page hides its address.

    Under "no-referrer" browsers send the origin "null" with every form, also to its own site.
    Sec-Fetch-Site cannot be forged by a page; browsers without it still bring the visit's cookie
    to nobody else's form (SameSite) and must know the form's own token.
    """
    is_own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if request.headers.get("Origin") == "null" and is_own:
        request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
