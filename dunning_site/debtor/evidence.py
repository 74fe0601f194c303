"""That a debtor opened his page: told by a browser that came back with its cookie."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from orders.models import Order
from orders.services.access import note_opening

# Browsers and mail programs that fetch a page before anybody asked for it say so in one of these.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_WORDS = ("prefetch", "prerender", "preview")


def note_page_opened(request: HttpRequest, order: Order, *, now: datetime) -> None:
    """Keep as evidence that the page is shown to somebody; once a day, and never for robots.

    Called by the page itself: a mail scanner follows the link, but brings no cookie back.
    """
    if request.method == "GET" and not _is_ahead(request):
        note_opening(order, now=now, today=timezone.localdate(now))


def _is_ahead(request: HttpRequest) -> bool:
    said = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return any(word in said for word in _WORDS)
