"""The preview of a text that is not stored yet, on a real order."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.web.content_security import HEADER, MAIL_POLICY
from reminders.services.template_previews import (
    MailPreview,
    PreviewRefused,
    preview_letter,
    preview_mail,
)

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
    number = request.POST.get("preview_order", "").strip()
    try:
        if part == Part.LETTER:
            pdf = preview_letter(form.instance, order_number=number, today=today)
            return HttpResponse(pdf, content_type="application/pdf")
        mail = preview_mail(form.instance, order_number=number, today=today)
    except PreviewRefused as refusal:
        return _complaint(request, [str(refusal)])
    if part == Part.HTML:
        return HttpResponse(mail.html, headers={HEADER: MAIL_POLICY})
    return _text(request, mail)


def _complaint(request: HttpRequest, faults: Sequence[str]) -> HttpResponse:
    return render(request, PAGE, {"faults": faults})


def _text(request: HttpRequest, mail: MailPreview) -> HttpResponse:
    recipient = " ".join(mail.content.recipient_lines[:1])
    context = {"content": mail.content, "recipient": recipient, "text": mail.text}
    return render(request, PAGE, context)
