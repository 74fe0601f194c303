"""Erinnerung verfassen: one reminder for one order, written by a clerk."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.web.permissions import needs_rights
from orders.models import Order
from reminders.models import Channel
from reminders.rules.placeholders import PLACEHOLDERS, TextTooLong, UnknownPlaceholder
from reminders.rules.reasons import step_name
from reminders.rules.states import ReminderState
from reminders.services.by_hand import (
    Handwriting,
    Occasion,
    WritingRefused,
    occasion,
    preview_writing,
    write_reminder,
)
from reminders.text_forms import HandwrittenForm
from reminders.views.template_preview import answer_preview

RIGHTS = ("orders.view_order", "reminders.add_dunningrun", "reminders.release_dunningrun")
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(*RIGHTS)
def reminder_write(request: HttpRequest, order_id: int) -> HttpResponse:
    """The page with the texts of the step that is reached, or of a free payment reminder."""
    get_object_or_404(Order, pk=order_id)
    try:
        one = occasion(order_id, _level(request), today=timezone.localdate())
    except WritingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("order-page", order_id)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid():
        answer = _send(request, one, form)
        if answer is not None:
            return answer
    return render(
        request,
        "reminders/texts/reminder_write.html",
        _context(one, form),
        status=UNPROCESSABLE if form.errors else None,
    )


@require_POST
@needs_rights(*RIGHTS)
def reminder_write_preview(request: HttpRequest, order_id: int, part: str) -> HttpResponse:
    """What is typed, as mail or letter; nothing is stored."""
    get_object_or_404(Order, pk=order_id)
    today = timezone.localdate()
    try:
        one = occasion(order_id, _level(request), today=today)
    except WritingRefused as refusal:
        return render(request, "reminders/texts/preview.html", {"faults": [str(refusal)]})
    form = _form(request, one)
    return answer_preview(
        request, form, part, lambda: preview_writing(one, _written(form), today=today)
    )


def _level(request: HttpRequest) -> int | None:
    """The level that the address asks for (?stufe=0), None for the one that is reached."""
    asked = request.POST.get("stufe") or request.GET.get("stufe", "")
    return int(asked) if asked in ("0", "1", "2", "3") else None


def _form(request: HttpRequest, one: Occasion) -> HandwrittenForm:
    initial = {**one.start.texts, "pay_by": one.start.pay_by, "channel": one.start.channel.value}
    return HandwrittenForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        channels=list(one.channels),
        earliest=timezone.localdate() + timedelta(days=1),
        state=one.order.customer.state,
    )


def _written(form: HandwrittenForm) -> Handwriting:
    data = form.cleaned_data
    return Handwriting(Channel(data["channel"]), data["pay_by"], form.texts)


def _send(request: HttpRequest, one: Occasion, form: HandwrittenForm) -> HttpResponse | None:
    """Send it and go on; None when the page must be shown again with what is wrong."""
    try:
        reminder = write_reminder(
            one.order.pk,
            level=one.level,
            written=_written(form),
            actor=request.user,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except (WritingRefused, UnknownPlaceholder, TextTooLong) as refusal:
        form.add_error(None, str(refusal))
        return None
    if reminder.state == ReminderState.PROPOSED:
        messages.warning(
            request, "Die Forderung liegt über dem Limit. Eine zweite Person gibt sie frei."
        )
        return redirect("reminders:run-review", reminder.run_id)
    way = "wartet auf den Druck" if reminder.channel == Channel.LETTER else "wird versendet"
    messages.success(request, f"{reminder} an {reminder.recipient} {way}.")
    return redirect("order-page", one.order.pk)


def _context(one: Occasion, form: HandwrittenForm) -> dict[str, Any]:
    address = reverse("reminders:reminder-write", args=[one.order.pk])
    return {
        "form": form,
        "order": one.order,
        "level": one.level,
        "tabs": [
            {
                "label": step_name(level),
                "count": None,
                "url": f"{address}?stufe={level}",
                "is_current": level == one.level,
            }
            for level in one.levels
        ],
        "warnings": one.warnings,
        "placeholders": PLACEHOLDERS,
    }
