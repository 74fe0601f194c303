"""What every answer of the site carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from common.web.content_security import HEADER, page_policy

_POLICY = page_policy()


class ContentSecurityPolicyMiddleware:
    """Give every page the strict policy unless the view has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Browsers apply the policy of a PDF to their own viewer, which then stays empty.
        if response.get("Content-Type", "") != "application/pdf":
            response.headers.setdefault(HEADER, _POLICY)
        return response
