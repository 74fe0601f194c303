"""Versand: whether mail goes out, in words; stopping it and letting it go on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import plural
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from reminders.models import Channel, Reminder, SendingStop
from reminders.rules.states import ReminderState
from reminders.sending_list import ReleaseForm, StopForm, StopHistoryTable
from reminders.services.mail_channel import channel_state
from reminders.services.sending_stops import (
    StopRefused,
    open_stops,
    release_sending,
    stop_sending,
)

UNPROCESSABLE = 422
LOOK, OPERATE = "reminders.view_reminder", "reminders.operate_sending"
EVERYTHING = "Der Versand"


@never_cache
@require_safe
@needs_rights(LOOK)
def sending_page(request: HttpRequest) -> HttpResponseBase:
    """The state of the mail server, what is stopped and what waits, and all stops there were."""
    return _page(request, StopForm())


@require_POST
@needs_rights(LOOK, OPERATE)
def sending_stop(request: HttpRequest) -> HttpResponseBase:
    """Stop everything or one account, at once."""
    form = StopForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    account, now = form.cleaned_data["sales_account"], timezone.now()
    stop = stop_sending(
        account.pk if account else None,
        reason=form.cleaned_data["reason"],
        actor=request.user,
        now=now,
    )
    what = _what(stop)
    if stop.stopped_at != now:
        messages.info(request, f"{what} war schon angehalten: {stop.reason}")
    else:
        messages.success(request, f"{what} ist angehalten. Ab jetzt geht keine E-Mail hinaus.")
    return redirect("reminders:sending")


@require_POST
@needs_rights(LOOK, OPERATE)
def sending_release(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let go on what was stopped."""
    stop = get_object_or_404(SendingStop.objects.select_related("sales_account"), pk=pk)
    form = ReleaseForm(request.POST, prefix=f"stop-{pk}")
    if not form.is_valid():
        return _page(request, StopForm(), refused=form, refused_pk=pk, status=UNPROCESSABLE)
    try:
        release_sending(
            pk, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now()
        )
    except StopRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{_what(stop)} ist wieder freigegeben.")
    return redirect("reminders:sending")


def _page(
    request: HttpRequest,
    form: StopForm,
    *,
    refused: ReleaseForm | None = None,
    refused_pk: int | None = None,
    status: int | None = None,
) -> HttpResponseBase:
    table = StopHistoryTable(
        SendingStop.objects.select_related("sales_account", "stopped_by", "lifted_by")
    )
    show_page(request, table)
    may_operate = request.user.has_perm(OPERATE)
    stops = open_stops().select_related("sales_account", "stopped_by")
    context: dict[str, Any] = {
        "state": channel_state(timezone.now()),
        "waiting": _waiting_words(),
        "stops": [
            (
                stop,
                _what(stop),
                refused if refused_pk == stop.pk else ReleaseForm(prefix=f"stop-{stop.pk}"),
            )
            for stop in stops
        ],
        "form": form if may_operate else None,
        "refused": refused,
        "table": table,
    }
    return list_answer(request, "reminders/sending.html", context, status=status)


def _what(stop: SendingStop) -> str:
    return f"{EVERYTHING} für {stop.sales_account}" if stop.sales_account else EVERYTHING


def _waiting_words() -> str:
    """How many released mails are still here."""
    queued = Reminder.objects.filter(state=ReminderState.QUEUED)
    count = queued.exclude(channel=Channel.LETTER).count()
    return f"{plural(count, 'Mahnung', 'Mahnungen')}" if count else "keine"
