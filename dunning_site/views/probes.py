"""What machines ask: a load balancer, a watchdog, Prometheus. No login, no session, no words."""

from http import HTTPStatus
from secrets import compare_digest

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dunning_site.adapters.prometheus import CONTENT_TYPE, exposition
from dunning_site.services.health import database_answers, health
from dunning_site.services.metrics import metrics as figures

PLAIN = "text/plain; charset=utf-8"
# Strangers may ask as often as they like; the checks ask the database a dozen questions.
READY, READY_SECONDS = "readyz", 5


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve pages: for load balancers."""
    if database_answers():
        return HttpResponse("ok\n", content_type=PLAIN)
    return HttpResponse("away\n", content_type=PLAIN, status=HTTPStatus.SERVICE_UNAVAILABLE)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the installation gets its work done: for alarms. Names and yes or no, no more.

    The answer is up to five seconds old.
    """
    shown = cache.get(READY)
    if shown is None:
        shown = _fine_checks()
        cache.set(READY, shown, READY_SECONDS)
    is_ready = all(shown.values())
    return JsonResponse(shown, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _fine_checks() -> dict[str, bool]:
    """Which check is fine, by name."""
    try:
        checks = health(timezone.now(), timezone.localdate())
    except DatabaseError:
        # It went away between two questions, or its tables are being changed.
        return {"database": False}
    return {check.name: check.is_fine for check in checks}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever has the token; to others there is no such page."""
    if not _has_token(request):
        return HttpResponse("", content_type=PLAIN, status=HTTPStatus.NOT_FOUND)
    try:
        text = exposition(figures(timezone.now(), timezone.localdate()))
    except DatabaseError:
        return HttpResponse("", content_type=PLAIN, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(text, content_type=CONTENT_TYPE)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    is_same = compare_digest(given.encode(), wanted.encode())
    return bool(settings.METRICS_TOKEN) and is_same
