"""The file of a handover: download it, note it as passed on, try the delivery again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from common.web.pdf_answers import PRIVATE
from common.web.permissions import needs_rights
from inkasso.models import Handover, HandoverFile
from inkasso.services.handover_delivery import retry
from inkasso.services.handover_download import NeedsConfirmation, download, mark_delivered
from inkasso.services.handovers import HandoverRefused
from inkasso.views.handover_check import HAND_OVER

REWRITTEN = "Seit der Freigabe hat sich etwas geändert; die Datei wird neu erstellt."


@require_POST
@needs_rights(HAND_OVER)
def handover_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file; a second copy only after a question, and each one is kept in the log."""
    handover = get_object_or_404(Handover.objects.select_related("agency"), pk=pk)
    try:
        taken = download(
            pk,
            actor=request.user,
            now=timezone.now(),
            is_confirmed=request.POST.get("bestaetigt") == "1",
        )
    except NeedsConfirmation:
        context = {"handover": handover, "downloads": handover.downloads.all()}
        return render(request, "collections/handover_again.html", context)
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("collections:handover-page", pk)
    if taken.file is None:
        messages.warning(request, REWRITTEN)
        return redirect("collections:handover-page", pk)
    return _file_answer(taken.file)


@require_POST
@needs_rights(HAND_OVER)
def handover_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Wurde übergeben: the clerk says that the agency has the file."""
    get_object_or_404(Handover, pk=pk)
    try:
        handover = mark_delivered(pk, actor=request.user, now=timezone.now())
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{handover} ist als übergeben vermerkt.")
    return redirect("collections:handover-page", pk)


@require_POST
@needs_rights(HAND_OVER)
def handover_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Erneut versuchen."""
    get_object_or_404(Handover, pk=pk)
    try:
        retry(pk, now=timezone.now())
    except HandoverRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("collections:handover-page", pk)


def _file_answer(file: HandoverFile) -> HttpResponse:
    """The bytes under their name; a debtor's data must not lie in any cache on the way."""
    disposition = content_disposition_header(True, file.file_name)
    return HttpResponse(
        bytes(file.content),
        content_type="application/octet-stream" if file.is_encrypted else "application/zip",
        headers={"Content-Disposition": disposition or "attachment", **PRIVATE},
    )
