"""Where mail providers report what became of a mail; read and checked by django-anymail."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, tracking
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reminders.services.provider_events import take_provider_event

MAX_BODY = 256_000
# What django-anymail raises over a call whose content is not what the provider would send.
_RUBBISH = (ValueError, KeyError, TypeError, AttributeError)


class _RefusingRubbish:
    """Answers 400 to a call that cannot be read, where it would be a failure of ours."""

    def run_validators(self, request: HttpRequest) -> None:
        """Check that the call is genuine."""
        with _refusing_rubbish():
            super().run_validators(request)  # type: ignore[misc]

    def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
        """Read what it tells."""
        with _refusing_rubbish():
            return super().parse_events(request)  # type: ignore[misc,no-any-return]


class _Brevo(_RefusingRubbish, BrevoTrackingWebhookView):
    pass


class _Mailgun(_RefusingRubbish, MailgunTrackingWebhookView):
    pass


class _Postmark(_RefusingRubbish, PostmarkTrackingWebhookView):
    pass


_VIEWS = {"brevo": _Brevo, "mailgun": _Mailgun, "postmark": _Postmark}


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "HEAD"])
def mail_webhook(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take a genuine call of the provider that is set up; there is no address for any other."""
    if not settings.MAIL_PROVIDER or provider != settings.MAIL_PROVIDER:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MAX_BODY:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    answer: HttpResponseBase = _VIEWS[provider].as_view()(request)
    return answer


@contextmanager
def _refusing_rubbish() -> Iterator[None]:
    try:
        yield
    except _RUBBISH as error:
        raise AnymailWebhookValidationFailure("the call cannot be read") from error


@receiver(tracking, dispatch_uid="reminders.delivery_events")
def _take(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    take_provider_event(esp_name.lower(), event, now=timezone.now())
