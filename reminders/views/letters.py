"""Briefe: what waits for the printer, and single letters."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.pdf_answers import pdf_answer
from common.web.permissions import needs_rights
from reminders.adapters.print_batch import marked_copy
from reminders.letter_forms import RunForm
from reminders.letter_tables import BatchTable, LetterTable
from reminders.models import DunningRun, PrintBatch, Reminder
from reminders.services.letter_fallback import turn_into_letter
from reminders.services.letters import PrintRefused, create_batch, letters_to_print

SHOWN_BATCHES = 25
TO_PRINT = Reminder.LetterState.TO_PRINT


@never_cache
@require_safe
@needs_rights("reminders.view_reminder")
def letter_list(request: HttpRequest) -> HttpResponseBase:
    """What waits for the printer, of all runs or of one, and the batches before."""
    run_id = _run_id(request.GET)
    waiting = letters_to_print(run_id)
    letters = (
        waiting.annotate(first_order=Min("items__order__number"))
        .select_related("customer", "run")
        .prefetch_related("items__order")
    )
    table = LetterTable(letters, prefix="brief-")
    show_page(request, table)
    batches = BatchTable(_batches(), prefix="stapel-")
    show_page(request, batches, page_size=SHOWN_BATCHES)
    count = waiting.count()
    context = {
        "table": table,
        "batches": batches,
        "run": DunningRun.objects.filter(pk=run_id).first() if run_id else None,
        "count": count,
        "may_print": request.user.has_perm("reminders.release_dunningrun"),
    }
    return list_answer(request, "reminders/letter_list.html", context)


@require_POST
@needs_rights("reminders.release_dunningrun")
def batch_create(request: HttpRequest) -> HttpResponse:
    """Put what waits into a new batch."""
    try:
        batch = create_batch(run_id=_run_id(request.POST), actor=request.user, now=timezone.now())
    except PrintRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("reminders:letter-list")
    return redirect("reminders:batch-detail", batch.pk)


@require_POST
@needs_rights("reminders.release_dunningrun")
def reminder_as_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a reminder whose mail was refused go out as a letter."""
    reminder = get_object_or_404(Reminder, pk=pk)
    try:
        turn_into_letter(pk, actor=request.user, today=timezone.localdate())
    except PrintRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Mahnung {reminder} geht als Brief. Sie wartet unter „Briefe“ auf den Druck."
        )
    return redirect(_way_back(request, reminder))


@require_safe
@needs_rights("reminders.view_reminder")
def reminder_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter once more; every page says that it is a copy."""
    reminder = get_object_or_404(Reminder.objects.select_related("document"), pk=pk)
    if not hasattr(reminder, "document"):
        return redirect("reminders:reminder-pdf", pk)
    pdf = marked_copy([bytes(reminder.document.pdf)])
    return pdf_answer(pdf, f"Mahnung-{reminder.display_number}-Kopie.pdf")


def _run_id(data: Any) -> int | None:
    form = RunForm(data)
    return form.cleaned_data["lauf"] if form.is_valid() else None


def _batches() -> Any:
    still_open = Q(reminders__letter_state=TO_PRINT)
    return PrintBatch.objects.select_related("created_by").annotate(
        letter_count=Count("reminders"), open_count=Count("reminders", filter=still_open)
    )


def _way_back(request: HttpRequest, reminder: Reminder) -> str:
    """The page that the button stood on, else the run's."""
    came_from = request.POST.get("zurueck", "")
    if came_from and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return came_from
    return reverse("reminders:run-detail", args=[reminder.run_id])
