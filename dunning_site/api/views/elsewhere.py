"""Addresses below /api/v1/ that do not exist."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from dunning_site.api.problems import plain_problem, to_response


@csrf_exempt
@login_not_required
def not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """404 for whatever program asks; the login page would only puzzle it."""
    return to_response(plain_problem(HTTPStatus.NOT_FOUND, {}))
