"""The preview of a text that is not stored yet, on a real order."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.web.content_security import HEADER, MAIL_POLICY
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.rules.content import ReminderContent
from reminders.rules.placeholders import TextTooLong
from reminders.services.templates import NoSuchOrder, preview_content, preview_order

PAGE = "admin/reminders/remindertemplate/preview.html"


class Part(StrEnum):
    """What is shown."""

    TEXT = "text"
    HTML = "html"
    LETTER = "brief"


def template_preview(
    request: HttpRequest, form: ModelForm, *, texts: Sequence[str], part: Part, today: date
) -> HttpResponse:
    """Mail as text, mail as HTML or letter as PDF, made of what the form holds."""
    faults = [
        f"{form.fields[name].label}: {message}"
        for name in texts
        for message in form.errors.get(name, ())
    ]
    if faults:
        return _complaint(request, faults)
    try:
        order = preview_order(request.POST.get("preview_order", "").strip(), today=today)
        content = preview_content(form.instance, order, today=today)
        if part == Part.LETTER:
            pdf = letter_pdf(content, is_preview=True)
            return HttpResponse(pdf, content_type="application/pdf")
    except (NoSuchOrder, TextTooLong, NotAGiroCode, LogoUnreadable) as refusal:
        return _complaint(request, [str(refusal)])
    if part == Part.HTML:
        return HttpResponse(mail_html(content), headers={HEADER: MAIL_POLICY})
    return _text(request, content)


def _complaint(request: HttpRequest, faults: Sequence[str]) -> HttpResponse:
    return render(request, PAGE, {"faults": faults})


def _text(request: HttpRequest, content: ReminderContent) -> HttpResponse:
    recipient = " ".join(content.recipient_lines[:1])
    return render(
        request, PAGE, {"content": content, "recipient": recipient, "text": mail_text(content)}
    )
