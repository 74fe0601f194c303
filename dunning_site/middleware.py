"""What every answer of the site carries, and the way to the login and back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

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


class ReturningLoginMiddleware(LoginRequiredMiddleware):
    """Ask for a login everywhere; a form sent after the session ended leads back to its page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        """Send to the login; the address of a POST would answer the way back with "405"."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(_page_of_form(request), self.get_login_url(view_func))


def _page_of_form(request: HttpRequest) -> str:
    """The page of this site that the form stood on, or the start page."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return "/"
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
