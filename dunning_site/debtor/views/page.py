"""The payment page itself: all of one order on one page, its colour, logo and code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.rules.colours import carries_white_text
from dunning_site.debtor.asked import asked_now
from dunning_site.debtor.evidence import note_page_opened
from dunning_site.debtor.frame import frame_of
from dunning_site.debtor.page_facts import page_facts
from dunning_site.debtor.visits import visit_required
from orders.models import Order
from reminders.services.debtor_page import settings_of_page
from reminders.services.debtor_pictures import girocode_picture, logo_picture
from reminders.services.debtor_speech import speech_of

__all__ = ["colour", "girocode", "logo", "page"]


@require_safe
@visit_required
def page(request: HttpRequest, order: Order) -> HttpResponse:
    """How the order stands, how to pay it, and all that was written about it."""
    note_page_opened(request, order, now=timezone.now())
    frame, today = frame_of(request, order), timezone.localdate()
    speech = speech_of(order, frame.language)
    context = {
        "frame": frame,
        "letter": speech.words,
        "as_of": speech.long_day(today),
        "facts": page_facts(order, frame.words, speech, today=today),
    }
    return render(request, "debtor/page.html", context)


@require_safe
@visit_required
def colour(request: HttpRequest, order: Order) -> HttpResponse:
    """The sales account's colour as a stylesheet, only one that carries white text."""
    accent = settings_of_page(order.sales_account).accent
    if not carries_white_text(accent):
        raise Http404
    return HttpResponse(f":root {{ --accent: {accent.lower()}; }}\n", content_type="text/css")


@require_safe
@visit_required
def logo(request: HttpRequest, order: Order) -> HttpResponse:
    """The creditor's logo."""
    return _picture(logo_picture(order.sales_account.creditor), "image/jpeg")


@require_safe
@visit_required
def girocode(request: HttpRequest, order: Order) -> HttpResponse:
    """The code of what is to be paid today."""
    if not order.is_open:
        raise Http404
    amount = asked_now(order, timezone.localdate()).amount
    return _picture(girocode_picture(order, amount), "image/png")


def _picture(data: bytes | None, media_type: str) -> HttpResponse:
    if data is None:
        raise Http404
    return HttpResponse(data, content_type=media_type)
