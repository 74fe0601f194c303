"""Musterschreiben: letters to download for those who write their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.web.permissions import needs_rights
from reminders.rules.sample_letters import plain_text
from reminders.sample_texts import SAMPLE_LETTERS
from reminders.services.sample_letters import NoSuchSample, sample_file


@require_safe
@needs_rights("reminders.view_reminder")
def sample_letter_list(request: HttpRequest) -> HttpResponse:
    """All sample letters with what each is for and its text."""
    letters = [(letter, plain_text(letter)) for letter in SAMPLE_LETTERS]
    return render(request, "reminders/sample_letters.html", {"letters": letters})


@require_safe
@needs_rights("reminders.view_reminder")
def sample_letter_file(request: HttpRequest, key: str, suffix: str) -> HttpResponse:
    """One sample letter as a file."""
    try:
        file = sample_file(key, suffix)
    except NoSuchSample as error:
        raise Http404(str(error)) from error
    return HttpResponse(
        file.data,
        content_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
