"""What typed texts become: mail as text, mail as HTML, letter as PDF; nothing is stored."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.web.content_security import HEADER, MAIL_POLICY
from common.web.permissions import needs_rights, refuse_without_rights
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import LogoUnreadable
from reminders.models import ReminderTemplate
from reminders.rules.content import POSITIONS_MARKER, ReminderContent
from reminders.rules.placeholders import TextTooLong, UnknownPlaceholder
from reminders.services.template_previews import PreviewRefused, letter_of, preview_content
from reminders.text_forms import TemplateForm

PAGE = "reminders/texts/preview.html"
STATEMENT = "[Positionen, Zahlungen, offener Betrag und Bankverbindung]"
# What a text is called and for whom it is: no fault of the text itself.
WHAT_FOR = ("name", "language", "product_kind")
REFUSALS = (PreviewRefused, UnknownPlaceholder, TextTooLong, LogoUnreadable, NotAGiroCode)
# A debtor's letter is nobody else's business, not even of a cache on the way.
PRIVATE = {"Cache-Control": "private, no-store"}


class Part(StrEnum):
    """What is shown."""

    TEXT = "text"
    HTML = "html"
    LETTER = "brief"


@require_POST
@needs_rights("reminders.view_remindertemplate", "orders.view_order")
def template_preview(request: HttpRequest, part: str) -> HttpResponse:
    """The texts of a template as typed, on a real order."""
    stored, base = _named(request, "template_id"), _named(request, "base_id")
    refuse_without_rights(request, f"reminders.{'change' if stored else 'add'}_remindertemplate")
    form = TemplateForm(request.POST, instance=stored or ReminderTemplate(base=base))
    return answer_preview(
        request, form, part, lambda: content_of_template(form, request, timezone.localdate())
    )


def _named(request: HttpRequest, name: str) -> ReminderTemplate | None:
    """The template whose number the page names, None for a new one."""
    number = request.POST.get(name, "")
    return ReminderTemplate.objects.filter(pk=number).first() if number.isdecimal() else None


def content_of_template(form: TemplateForm, request: HttpRequest, today: date) -> ReminderContent:
    """What the typed texts say of the order whose number was typed. Raises PreviewRefused."""
    number = request.POST.get("preview_order", "").strip()
    return preview_content(form.instance, order_number=number, today=today)


def answer_preview(
    request: HttpRequest, form: BaseForm, part: str, make: Callable[[], ReminderContent]
) -> HttpResponse:
    """One part of what the form's texts become, or a page that says why there is none."""
    faults = [
        f"{form.fields[name].label}: {message}"
        for name in form.errors
        if name in form.fields and name not in WHAT_FOR
        for message in form.errors[name]
    ]
    if faults:
        return _complaint(request, faults)
    try:
        content = make()
        if part == Part.LETTER:
            pdf = letter_of(content)
            return HttpResponse(pdf, content_type="application/pdf", headers=PRIVATE)
        if part == Part.HTML:
            return HttpResponse(mail_html(content), headers={HEADER: MAIL_POLICY, **PRIVATE})
        return _texts(request, content, has_mail="mail_body" in form.fields)
    except REFUSALS as refusal:
        return _complaint(request, [str(refusal)])


def _complaint(request: HttpRequest, faults: Sequence[str]) -> HttpResponse:
    return render(request, PAGE, {"faults": faults})


def _texts(request: HttpRequest, content: ReminderContent, *, has_mail: bool) -> HttpResponse:
    context = {
        "content": content,
        "recipient": " ".join(content.recipient_lines[:1]),
        "orders": ", ".join(claim.order_number for claim in content.claims),
        "mail_text": mail_text(content) if has_mail else "",
        "letter_text": content.letter_body.replace(POSITIONS_MARKER, STATEMENT),
    }
    return render(request, PAGE, context)
