"""When too many wrong links of payment pages were tried, and what that means."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from orders.services.access_misses import TOTALS_KEPT_FOR, WINDOW, alarms

MINUTES = WINDOW // timedelta(minutes=1)


@require_safe
@needs_rights("orders.view_accessmiss")
def access_alarms(request: HttpRequest) -> HttpResponse:
    """The stretches of time with an alarm that are still kept, newest first."""
    context = {
        "rows": [
            {"from": _clock(one.window_start), "count": one.count}
            for one in alarms(since=timezone.now() - TOTALS_KEPT_FOR)
        ],
        "minutes": MINUTES,
        "limit": settings.ACCESS_MISSES_TOTAL,
        "days": TOTALS_KEPT_FOR.days,
    }
    return render(request, "orders/access_alarms.html", context)


def _clock(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d.%m.%Y %H:%M} Uhr"
