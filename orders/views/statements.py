"""Kontoauszüge: upload files of the bank, see what became of them, decide on held statements."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.rules.german import plural, whole
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from orders.forms import StatementForm, WhoseAccountForm
from orders.models import BankStatement, StatementImport, UnmappedFile
from orders.rules.statements import StatementRefused
from orders.services.column_mapping import Kind, keep_unmapped, waiting_files
from orders.services.statement_files import MAX_BYTES, StatementFormatUnknown
from orders.services.statement_import import (
    NoCreditorChosen,
    StatementNotHeld,
    confirm_statement,
    discard_statement,
    upload_file,
)
from orders.services.statement_reports import files_with_figures, is_discarded, reading_done
from orders.services.wrong_place import OrdersAmongStatements
from orders.tables import StatementFileTable
from orders.views.statement_pages import statement_page
from orders.views.wrong_place import with_link

MAX_FILES = 50
may_read = needs_rights("orders.add_statementimport")


@require_http_methods(["GET", "HEAD", "POST"])
@may_read
def statement_list(request: HttpRequest) -> HttpResponseBase:
    """The form for new files, and the files before them."""
    is_upload = request.method == "POST"
    sent = (request.POST, request.FILES) if is_upload else ()
    form = StatementForm(*sent, max_bytes=MAX_BYTES, max_files=MAX_FILES)
    if is_upload and form.is_valid():
        kept = _upload(request, form)
        if len(kept) == 1 and not form.errors:
            return redirect(_page_of(kept[0]))
        if not form.errors:
            return redirect("orders:statement-list")
    table = StatementFileTable(files_with_figures())
    show_page(request, table)
    context = {"form": form, "table": table, "waiting": waiting_files(Kind.BANK)}
    return list_answer(request, "orders/statement_list.html", context)


def _page_of(kept: StatementImport | UnmappedFile) -> str:
    """Where a file goes on: a table first asks what its columns mean."""
    is_table = isinstance(kept, UnmappedFile)
    return reverse(f"orders:statement-{'columns' if is_table else 'detail'}", args=[kept.pk])


def _upload(request: HttpRequest, form: StatementForm) -> list[StatementImport | UnmappedFile]:
    """The files that were kept; the form says which ones were not, and why."""
    kept = []
    for file in form.cleaned_data["files"]:
        try:
            kept.append(_upload_one(request, file))
        except OrdersAmongStatements as refusal:
            told = with_link(refusal, "orders:import-start", "Zum Import")
            form.add_error(None, format_html("„{}“: {}", file.name, told))
        except StatementRefused as refusal:
            form.add_error("files", f"„{file.name}“: {refusal}")
    if len(kept) > 1 or (kept and form.errors):
        verb = "wurde" if len(kept) == 1 else "wurden"
        messages.success(request, f"{plural(len(kept), 'Datei', 'Dateien')} {verb} angenommen.")
    return kept


def _upload_one(request: HttpRequest, file: UploadedFile) -> StatementImport | UnmappedFile:
    name, data = file.name or "", file.read()
    try:
        kept, is_new = upload_file(
            file_name=name,
            data=data,
            actor=request.user,
            today=timezone.localdate(),
            clock=timezone.now,
        )
    except StatementFormatUnknown:
        return keep_unmapped(
            Kind.BANK, file_name=name, data=data, actor=request.user, now=timezone.now()
        )
    if not is_new:
        messages.info(request, f"„{file.name}“ {_known_words(kept)}. Daran ändert sich nichts.")
    return kept


def _known_words(kept: StatementImport) -> str:
    """What became of a file when it was uploaded before."""
    with_figures = files_with_figures().get(pk=kept.pk)
    if with_figures.held_count:
        return "ist schon hier und angehalten"
    if is_discarded(with_figures):
        return "wurde schon einmal hochgeladen und verworfen"
    return "war schon eingelesen"


@require_safe
@may_read
def statement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file has come, or what became of each of its statements."""
    statement_import = get_object_or_404(files_with_figures(), pk=pk)
    template, context = statement_page(statement_import)
    return render(request, template, {"statement_import": statement_import, **context})


@require_POST
@may_read
def statement_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a held statement over all the same."""
    statement = get_object_or_404(BankStatement.objects.only("statement_import"), pk=pk)
    form = WhoseAccountForm(request.POST)
    if "creditor" in request.POST and not form.is_valid():
        messages.error(request, " ".join(form.errors["creditor"]))
        return redirect("orders:statement-detail", statement.statement_import_id)
    creditor = form.cleaned_data["creditor"] if form.is_valid() else None
    try:
        matched = confirm_statement(
            pk,
            creditor_id=creditor.pk if creditor else None,
            actor=request.user,
            today=timezone.localdate(),
        )
    except (StatementNotHeld, NoCreditorChosen) as refusal:
        messages.error(request, str(refusal))
    else:
        booked = plural(matched.matched + matched.returned, "Umsatz", "Umsätze")
        messages.success(
            request,
            f"Kontoauszug übernommen: {booked} zugeordnet, {whole(matched.inbox)} zu klären.",
        )
    return redirect("orders:statement-detail", statement.statement_import_id)


@require_POST
@may_read
def statement_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a held statement; nothing of it was taken over."""
    statement = get_object_or_404(BankStatement.objects.only("statement_import"), pk=pk)
    try:
        discard_statement(pk, actor=request.user)
    except StatementNotHeld as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Kontoauszug verworfen. Nichts davon wurde übernommen.")
    return redirect("orders:statement-detail", statement.statement_import_id)


@require_safe
@may_read
def statement_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a file has come, for static/js/run.js."""
    statement_import = get_object_or_404(StatementImport.objects.defer("content"), pk=pk)
    done, total = reading_done(statement_import), statement_import.entry_count
    is_over = statement_import.state != StatementImport.State.READING
    return JsonResponse(
        {
            "done": done,
            "total": total,
            "failed": 0,
            "state": statement_import.state,
            "text": f"{whole(done)} von {whole(total)}" if total else "wird gelesen",
            "finished_url": request.path.removesuffix("stand/") if is_over else None,
        }
    )
