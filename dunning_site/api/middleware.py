"""Answers to programs are never pages: what Django says in HTML becomes "problem+json"."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dunning_site.api.problems import MEDIA_TYPE, plain_problem, to_response

# The interface of shops, and where agencies and payment providers call with their reports.
PREFIXES = ("/api/", "/inkasso/webhook/", "/zahlung/webhook/")
# The one page below them, for people.
REFERENCE = "/api/v1/"
FIRST_ERROR = 400


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, and not a person in a browser."""
    return request.path.startswith(PREFIXES) and request.path != REFERENCE


class ApiAnswersMiddleware:
    """Outside of all others, so that nothing Django refuses gets past it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_for_programs(request):
            return response
        is_error = response.status_code >= FIRST_ERROR
        if is_error and response.headers.get("Content-Type") != MEDIA_TYPE:
            response = to_response(plain_problem(response.status_code, response.headers))
        # Names, addresses and debts: no cache on the way may keep them.
        response.headers["Cache-Control"] = "no-store"
        return response
