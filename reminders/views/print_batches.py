"""One print batch: while it is made, to print it, and to say that it is in the post."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import euro, plural, whole
from common.rules.money import ZERO
from common.web.pdf_answers import pdf_answer
from common.web.permissions import needs_rights
from reminders.letter_forms import PostedForm
from reminders.models import PrintBatch
from reminders.services.batch_pdf import batch_pdf
from reminders.services.letter_pile import BatchLetter, letters_of
from reminders.services.letter_posting import mark_posted
from reminders.services.letters import (
    PrintRefused,
    dissolve_batch,
    unprepared,
    unrecorded,
)

MAKE, PRINT, DONE = "Erstellen", "Drucken", "Versendet"
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch has come; total 0 when nothing is under way."""

    step: str
    done: int = 0
    total: int = 0
    note: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether something is being done to it in the background."""
        return self.done < self.total

    @property
    def text(self) -> str:
        """ "37 von 174"."""
        return f"{whole(self.done)} von {whole(self.total)}"


@never_cache
@require_safe
@needs_rights("reminders.view_reminder")
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch as it stands."""
    return _page(request, pk)


@never_cache
@require_safe
@needs_rights("reminders.view_reminder")
def batch_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """What static/js/run.js asks for every two seconds."""
    standing = _standing(get_object_or_404(PrintBatch, pk=pk))
    finished_url = None if standing.is_under_way else reverse("reminders:batch-detail", args=[pk])
    return JsonResponse(
        {
            "done": standing.done,
            "total": standing.total,
            "failed": 0,
            "state": standing.step,
            "finished_url": finished_url,
            "text": standing.text,
            "note": standing.note,
        }
    )


@require_safe
@needs_rights("reminders.view_reminder")
def batch_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF for the printer."""
    batch = get_object_or_404(PrintBatch, pk=pk)
    if unprepared(batch).exists():
        return redirect("reminders:batch-detail", pk)
    pdf = batch_pdf(batch, day=timezone.localdate(), is_duplex="doppelseitig" in request.GET)
    return pdf_answer(pdf, f"Druckstapel-{pk}.pdf")


@require_POST
@needs_rights("reminders.release_dunningrun")
def batch_posted(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Als versendet vermerken: the only thing that makes letters count as sent."""
    batch = get_object_or_404(PrintBatch, pk=pk)
    form = PostedForm(
        request.POST,
        letter_ids=[one.reminder.pk for one in letters_of(batch, timezone.localdate())],
    )
    if not form.is_valid():
        return _page(request, pk, form=form)
    try:
        mark_posted(
            pk,
            posted_on=form.cleaned_data["posted_on"],
            not_posted=form.cleaned_data["not_posted"],
            posted_anyway=form.posted,
            actor=request.user,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except PrintRefused as refusal:
        batch.refresh_from_db()
        if batch.sent_at is None:
            form.add_error(None, str(refusal))
            return _page(request, pk, form=form)
        messages.info(request, f"{refusal} Nichts gilt doppelt.")
    return redirect("reminders:batch-detail", pk)


@require_POST
@needs_rights("reminders.release_dunningrun")
def batch_dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Stapel auflösen: nothing of it was posted, its letters wait again."""
    get_object_or_404(PrintBatch, pk=pk)
    try:
        count = dissolve_batch(pk)
    except PrintRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:batch-detail", pk)
    waiting = plural(count, "Brief wartet", "Briefe warten")
    messages.success(request, f"Druckstapel {pk} aufgelöst. {waiting} wieder auf den Druck.")
    return redirect("reminders:letter-list")


def _page(request: HttpRequest, pk: int, *, form: PostedForm | None = None) -> HttpResponse:
    """The page; with a form that holds errors it shows them and answers 422."""
    batch = get_object_or_404(PrintBatch.objects.select_related("created_by", "sent_by"), pk=pk)
    standing, letters = _standing(batch), letters_of(batch, timezone.localdate())
    good = [letter for letter in letters if not letter.why_not]
    may_post = batch.sent_at is None and request.user.has_perm("reminders.release_dunningrun")
    context = {
        "batch": batch,
        "standing": standing,
        "progress_url": reverse("reminders:batch-progress", args=[pk]),
        "figures": _figures(batch, good),
        "letters": good,
        "left_out": [letter for letter in letters if letter.why_not],
        "left_out_heading": _left_out_heading(len(letters) - len(good)),
        "sent_words": _sent_words(batch, good),
        "form": form or PostedForm(initial={"posted_on": timezone.localdate()}, letter_ids=[]),
        "shown": ",".join(str(letter.reminder.pk) for letter in good),
        "may_note": may_post and any(one.may_be_in_post or not one.why_not for one in letters),
        "may_post": may_post,
        "posted_label": f"{plural(len(good), 'Brief', 'Briefe')} als versendet vermerken"
        if good
        else "Angekreuzte als versendet vermerken",
        "ticked": form.data.getlist("not_posted") if form else [],
        "ticked_anyway": form.data.getlist("posted_anyway") if form else [],
    }
    status = UNPROCESSABLE if form is not None else None
    return render(request, "reminders/print_batch.html", context, status=status)


def _standing(batch: PrintBatch) -> Standing:
    if batch.sent_at is not None:
        left = unrecorded(batch).count()
        total = batch.reminders.count() if left else 0
        note = "Die Briefe werden als versendet vermerkt."
        return Standing(DONE, total - left, total, note) if left else Standing(DONE)
    left = unprepared(batch).count()
    if left:
        total = batch.reminders.count()
        return Standing(MAKE, total - left, total, "Die Briefe werden erstellt.")
    return Standing(PRINT)


def _figures(batch: PrintBatch, letters: list[BatchLetter]) -> list[dict[str, Any]]:
    claims = sum((letter.reminder.claim for letter in letters), ZERO)
    return [
        {"label": "Briefe", "value": whole(len(letters))},
        {"label": "Seiten", "value": whole(batch.page_count), "note": "ohne die Liste"},
        {"label": "Angemahnte Summe", "value": euro(claims)},
    ]


def _left_out_heading(count: int) -> str:
    return f"{plural(count, 'Brief', 'Briefe')} nicht absenden" if count else ""


def _sent_words(batch: PrintBatch, letters: list[BatchLetter]) -> str:
    """Who noted when that the letters are in the post."""
    if batch.sent_at is None:
        return ""
    posted = {
        timezone.localdate(one.reminder.printed_at) for one in letters if one.reminder.printed_at
    }
    days = ", ".join(f"{day:%d.%m.%Y}" for day in sorted(posted))
    who = batch.sent_by.get_full_name() or batch.sent_by.get_username() if batch.sent_by else ""
    noted = f"{timezone.localtime(batch.sent_at):%d.%m.%Y %H:%M} Uhr"
    return (
        f"{plural(len(letters), 'Brief', 'Briefe')} am {days} zur Post gegeben, vermerkt am "
        f"{noted}{f' von {who}' if who else ''}."
    )
