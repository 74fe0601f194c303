"""What every answer of the site carries, the way to the login and back, and out of dead ends."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from common.web.content_security import HEADER, page_policy
from dunning_site.api.middleware import is_for_programs
from dunning_site.debtor.middleware import is_for_debtors

_POLICY = page_policy()
# Set when a sent form is lost to an ended session; the login tells the person (views/login.py).
LOST_FORM = "lost_form"
# Where an address that only takes forms leads when it is opened or reloaded: view, and whether
# that page is of the same row.
_PAGES_OF_FORMS = {
    "order-list-notify": ("order-list", False),
    "order-payment": ("order-page", True),
    "order-block": ("order-page", True),
    "order-unblock": ("order-page", True),
    "orders:import-apply": ("orders:import-detail", True),
    "orders:import-discard": ("orders:import-detail", True),
    "reminders:run-release": ("reminders:run-detail", True),
    "reminders:run-discard": ("reminders:run-detail", True),
    "reminders:run-hold": ("reminders:run-detail", True),
    "reminders:run-retry": ("reminders:run-detail", True),
    "reminders:block-lift": ("reminders:block-list", False),
}


class ContentSecurityPolicyMiddleware:
    """Give every page the strict policy unless the view has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Browsers apply the policy of a PDF to their own viewer, which then stays empty.
        is_pdf = response.get("Content-Type", "") == "application/pdf"
        if not is_pdf and not is_for_debtors(request):
            response.headers.setdefault(HEADER, _POLICY)
        return response


class ReturningLoginMiddleware(LoginRequiredMiddleware):
    """Ask for a login everywhere; a form sent after the session ended leads back to its page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        """Send to the login; the address of a POST would answer the way back with "405"."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if request.resolver_match.view_name != "logout":
            request.session[LOST_FORM] = True
        return redirect_to_login(_page_of_form(request), self.get_login_url(view_func))


class FormAddressMiddleware:
    """Lead who opens the address of a form to its page; without one, explain in words.

    An id that no database holds names nothing: that is a page not found, not a fault.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_for_programs(request):
            return response
        match = request.resolver_match
        if request.method in ("GET", "HEAD") and match and match.view_name in _PAGES_OF_FORMS:
            page, is_same_row = _PAGES_OF_FORMS[match.view_name]
            return redirect(page, **(match.kwargs if is_same_row else {}))
        shown = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        shown.headers["Allow"] = response.headers.get("Allow", "")
        return shown

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What SQLite cannot look for because the number is too long does not exist."""
        if not isinstance(exception, OverflowError) or is_for_programs(request):
            return None
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def _page_of_form(request: HttpRequest) -> str:
    """The page of this site that the form stood on, or the start page."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return "/"
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
