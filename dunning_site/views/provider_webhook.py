"""Where payment providers call with their reports: signed, taken once, answered in JSON."""

import json
import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dunning_site.services.online_payment_pauses import follow_reports
from orders.models import ProviderAccount
from orders.services.payment_providers import ProviderRefused, ProviderUnavailable
from orders.services.provider_reports import WebhookRefused, take_report

logger = logging.getLogger(__name__)
MAX_BODY = 256_000
_TITLES = {
    HTTPStatus.BAD_REQUEST: "Nicht annehmbar",
    HTTPStatus.NOT_FOUND: "Nicht gefunden",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Zu groß",
    HTTPStatus.SERVICE_UNAVAILABLE: "Später noch einmal",
}


@csrf_exempt
@login_not_required
@require_POST
def provider_webhook(request: HttpRequest, webhook_key: str) -> HttpResponse:
    """Take the report of a genuine call; one that came before is answered the same way."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "Mehr als 256 kB.")
    # One that is switched off still reports what was paid before.
    account = ProviderAccount.objects.filter(webhook_key=webhook_key).first()
    if account is None:
        return _problem(HTTPStatus.NOT_FOUND, "unknown", "Diese Adresse gibt es nicht.")
    now = timezone.now()
    try:
        taken = take_report(account, request.body, request.headers, now=now)
    except WebhookRefused as refusal:
        return _problem(HTTPStatus.BAD_REQUEST, "not-genuine", str(refusal))
    except (ProviderRefused, ProviderUnavailable) as fault:
        # The provider repeats it; by then a clerk may have put the keys right.
        logger.error("A report to provider account %s has to wait: %s", account.pk, fault)
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "later", "Bitte später wiederholen.")
    follow_reports(taken, today=timezone.localdate(now))
    return JsonResponse({"is_new": taken[-1].is_new, "effect": taken[-1].effect})


def _problem(status: HTTPStatus, name: str, detail: str) -> HttpResponse:
    """A refusal as programs read it (RFC 9457)."""
    content = {
        "type": f"urn:mahnwerk:problem:{name}",
        "title": _TITLES[status],
        "status": status.value,
        "detail": detail,
    }
    return HttpResponse(
        json.dumps(content, ensure_ascii=False),
        content_type="application/problem+json",
        status=status,
    )
