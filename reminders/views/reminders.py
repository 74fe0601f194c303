"""One reminder as mail and letter, and the log of all that were sent."""

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.web.content_security import HEADER, MAIL_POLICY
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.pdf_answers import PRIVATE, pdf_answer
from common.web.permissions import needs_rights
from reminders.filters import DispatchFilter
from reminders.models import Reminder
from reminders.rules.failures import explain_failure
from reminders.rules.states import ReminderState
from reminders.services.content import preview_mail_html, preview_mail_text, preview_pdf
from reminders.services.withdrawals import newest_sent
from reminders.tables import DispatchTable
from reminders.views.preview import mail_facts


@require_safe
@needs_rights("reminders.view_reminder")
def dispatch_log(request: HttpRequest) -> HttpResponseBase:
    """Every released reminder of all runs, newest first."""
    log = DispatchFilter(request.GET, _log())
    rows = log.qs if log.is_valid() else log.queryset.none()
    has_filters = any(log.data.get(name) for name in log.filters)
    table = DispatchTable(rows, has_filters=has_filters)
    show_page(request, table)
    context = {
        "filter": log,
        "table": table,
        "filter_is_set": has_filters,
        "reset_url": request.path,
        "run_id": log.form.cleaned_data.get("lauf") if log.is_valid() else None,
    }
    return list_answer(request, "reminders/dispatch_log.html", context)


@require_safe
@needs_rights("reminders.view_reminder")
def reminder_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail with its headers, as plain text and as HTML."""
    reminder = _reminder(pk)
    context = {
        "reminder": reminder,
        "is_letter": reminder.channel == Reminder.Channel.LETTER,
        "batch": reminder.print_batch,
        "orders": [item.order for item in reminder.items.all()],
        "facts": mail_facts(reminder),
        "state_tone": reminder.state_tone,
        "not_sent": _not_sent(reminder),
        "text": preview_mail_text(reminder),
        "withdraw_url": _withdraw_url(reminder, request),
        "is_uncertain": reminder.state == ReminderState.UNCERTAIN,
    }
    return render(request, "reminders/reminder_mail.html", context)


@require_safe
@needs_rights("reminders.view_reminder")
def reminder_mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail's HTML part, to be shown in a frame."""
    html = preview_mail_html(_reminder(pk))
    return HttpResponse(html, headers={HEADER: MAIL_POLICY, **PRIVATE})


@require_safe
@needs_rights("reminders.view_reminder")
def reminder_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, opened in the browser."""
    reminder = _reminder(pk)
    name = f"Mahnung-{reminder.display_number or f'Vorschau-{pk}'}.pdf"
    return pdf_answer(preview_pdf(reminder), name)


def _reminder(pk: int) -> Reminder:
    reminders = Reminder.objects.with_returns().select_related(
        "run",
        "creditor",
        "customer",
        "template",
        "sales_account__creditor",
        "document",
        "print_batch",
    )
    return get_object_or_404(reminders.prefetch_related("items__order"), pk=pk)


def _withdraw_url(reminder: Reminder, request: HttpRequest) -> str:
    """Where it is taken back, "" for what is not its order's newest or another's to decide."""
    item = reminder.items.first()
    if item is None or not request.user.has_perms(
        ("orders.view_order", "reminders.change_reminder")
    ):
        return ""
    if newest_sent(item.order) != reminder:
        return ""
    return reverse("order-booking", args=[item.order_id, "mahnung-zurueckziehen"])


def _not_sent(reminder: Reminder) -> str:
    """That the shown mail did not leave, and why; "" for what was, or may have been, sent."""
    if reminder.state in (ReminderState.CANCELLED, ReminderState.FAILED):
        is_failed = reminder.state == ReminderState.FAILED
        why = explain_failure(reminder.outcome).reason if is_failed else reminder.outcome
        return f"{_what(reminder)} wurde nicht versendet: {why.removesuffix('.')}."
    is_still_here = reminder.state in (ReminderState.QUEUED, ReminderState.PREPARING)
    if hasattr(reminder, "document") and not is_still_here:
        return ""
    return f"Vorschau: {_what(reminder)} wurde noch nicht versendet."


def _what(reminder: Reminder) -> str:
    is_letter = reminder.channel == Reminder.Channel.LETTER
    return "Dieser Brief" if is_letter else "Diese E-Mail"


def _log() -> QuerySet[Reminder]:
    """What was released; the moment is the sending, else the attempt, else the release."""
    return (
        Reminder.objects.with_returns()
        .filter(number__isnull=False)
        .select_related("template", "run")
        .prefetch_related("items__order")
        .annotate(
            moment=Coalesce("sent_at", "decided_at", "run__released_at"),
            first_order=Min("items__order__number"),
        )
    )
