"""The text of one proposed reminder, changed by a clerk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from common.web.permissions import needs_rights
from reminders.models import Reminder
from reminders.rules.placeholders import PLACEHOLDERS, TextTooLong, UnknownPlaceholder
from reminders.services.edited_texts import (
    TextNotEditable,
    edit_reminder_text,
    editable,
    preview_edit,
    texts_to_edit,
)
from reminders.text_forms import ReminderTextForm
from reminders.views.template_preview import answer_preview

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.add_dunningrun")
def reminder_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and change what this one reminder will say."""
    get_object_or_404(Reminder, pk=pk)
    try:
        reminder = editable(pk)
    except TextNotEditable as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:reminder-mail", pk)
    form = ReminderTextForm(
        request.POST or None, initial=texts_to_edit(reminder), only_letter=_is_letter(reminder)
    )
    if request.method == "POST" and form.is_valid() and _is_stored(request, pk, form):
        messages.success(
            request, "Text dieser Mahnung geändert. Die Textvorlage bleibt, wie sie ist."
        )
        return redirect("reminders:run-review", reminder.run_id)
    context = {
        "form": form,
        "reminder": reminder,
        "orders": [item.order for item in reminder.items.select_related("order")],
        "placeholders": PLACEHOLDERS,
    }
    status = UNPROCESSABLE if form.errors else None
    return render(request, "reminders/texts/reminder_text.html", context, status=status)


@require_POST
@needs_rights("reminders.add_dunningrun")
def reminder_text_preview(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """What is typed, as mail or letter; nothing is stored."""
    form = ReminderTextForm(
        request.POST, only_letter=_is_letter(get_object_or_404(Reminder, pk=pk))
    )
    try:
        reminder = editable(pk)
    except TextNotEditable as refusal:
        return render(request, "reminders/texts/preview.html", {"faults": [str(refusal)]})
    return answer_preview(request, form, part, lambda: preview_edit(reminder, form.texts))


def _is_letter(reminder: Reminder) -> bool:
    return reminder.channel == Reminder.Channel.LETTER


def _is_stored(request: HttpRequest, pk: int, form: ReminderTextForm) -> bool:
    try:
        edit_reminder_text(pk, texts=form.texts, actor=request.user)
    except (TextNotEditable, UnknownPlaceholder, TextTooLong) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
