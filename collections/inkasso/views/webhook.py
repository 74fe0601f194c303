"""Where agencies call with their reports: signed, taken once, answered in JSON.

A call carries the neutral report as JSON, in Mahnwerk-Timestamp the seconds since 1970, and in
Mahnwerk-Signature the HMAC-SHA256 over timestamp, point and body with the agency's secret.
"""

import json
import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.models import AgencyReport, CollectionAgency, ReportEntry
from inkasso.rules.webhook_signature import is_genuine
from inkasso.services.agencies import agency_secrets
from inkasso.services.reports import (
    EventRepeated,
    TakenReport,
    receive_report,
    report_counts,
)

logger = logging.getLogger(__name__)
MAX_BODY = 1_000_000
TIMESTAMP, SIGNATURE = "Mahnwerk-Timestamp", "Mahnwerk-Signature"
_TITLES = {
    HTTPStatus.UNAUTHORIZED: "Nicht angemeldet",
    HTTPStatus.CONFLICT: "Widerspruch",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Zu groß",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Falsches Format",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Angaben nicht annehmbar",
}
State = ReportEntry.State


@csrf_exempt
@login_not_required
@require_POST
def agency_webhook(request: HttpRequest, webhook_key: str) -> HttpResponse:
    """Take the report of a genuine call and say what became of its lines."""
    if refusal := _refuse_body(request):
        return refusal
    agency = _caller(request, webhook_key)
    if agency is None:
        # The same for an unknown address, a wrong signature and an old time: nobody learns which.
        return _problem(
            HTTPStatus.UNAUTHORIZED,
            "unauthorized",
            f"Senden Sie {TIMESTAMP} mit der aktuellen Zeit und {SIGNATURE} mit der Unterschrift.",
        )
    try:
        taken = receive_report(
            agency,
            request.body,
            file_name="",
            source=AgencyReport.Source.WEBHOOK,
            received_at=timezone.now(),
            actor=None,
        )
    except EventRepeated as refusal:
        return _problem(HTTPStatus.CONFLICT, "event-repeated", str(refusal))
    if taken.report.problem:
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "not-readable", taken.report.problem)
    return JsonResponse(_answer(taken))


def _refuse_body(request: HttpRequest) -> HttpResponse | None:
    """What is refused before anything of the body is read."""
    if request.content_type != "application/json":
        return _problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "Senden Sie JSON mit dem Kopf Content-Type: application/json.",
        )
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        return _problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "too-large",
            "Die Meldung ist größer als 1 MB. Senden Sie mehrere kleinere.",
        )
    return None


def _caller(request: HttpRequest, webhook_key: str) -> CollectionAgency | None:
    """The agency of a genuine call; an unknown one takes as long to refuse as a wrong one."""
    agency = CollectionAgency.objects.filter(webhook_key=webhook_key).first()
    is_known = is_genuine(
        _secret(agency),
        request.headers.get(TIMESTAMP, ""),
        request.body,
        request.headers.get(SIGNATURE, ""),
        now=timezone.now(),
    )
    return agency if is_known else None


def _secret(agency: CollectionAgency | None) -> str:
    """The agency's secret, "" where there is none."""
    if agency is None:
        return ""
    try:
        return agency_secrets(agency).webhook_secret
    except ChannelRefused:
        # The clerk finds out at the agency's page; the caller must not learn that it is known.
        logger.error("The secrets of agency %s cannot be read.", agency.pk)
        return ""


def _answer(taken: TakenReport) -> dict[str, object]:
    """How many lines were applied, wait for a clerk, or were known from earlier reports."""
    counts = report_counts(taken.report)
    return {
        "report": taken.report.pk,
        "is_new": taken.is_new,
        "applied": counts[State.APPLIED],
        "to_clarify": counts[State.TO_CLARIFY],
        "set_aside": counts[State.SET_ASIDE],
        "known": taken.known_lines,
    }


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
