"""Import in the browser: upload a shop's file, check what it does, take it over."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights
from common.web.uploads import reopenable
from orders.forms import AUTO_LABEL, ImportForm
from orders.models import OrderImport, SalesAccount, UnmappedFile
from orders.models.imports import OrderImportQuerySet
from orders.rules.drafts import FileRefused
from orders.services.column_mapping import Kind, upload_or_keep, waiting_files
from orders.services.import_questions import Answers, ImportRefused
from orders.services.import_reading import AUTO, FORMAT_LABELS, MAX_BYTES
from orders.services.mapping_again import map_again
from orders.services.order_import import (
    cancel_import,
    continue_import,
    discard_import,
    queue_import,
)
from orders.services.wrong_place import StatementAmongOrders
from orders.tables import ImportTable
from orders.views.import_pages import import_page, progress_text
from orders.views.wrong_place import with_link

FORMATS = [(AUTO, AUTO_LABEL), *FORMAT_LABELS.items()]
State = OrderImport.State
may_import = needs_rights("orders.add_orderimport")


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_start(request: HttpRequest) -> HttpResponseBase:
    """The form for a new file, and the files before it."""
    form = ImportForm(
        request.POST or None, request.FILES or None, formats=FORMATS, max_bytes=MAX_BYTES
    )
    if request.method == "POST" and form.is_valid():
        kept = _upload(request, form)
        if isinstance(kept, UnmappedFile):
            return redirect("orders:order-columns", kept.pk)
        if kept is not None:
            return redirect("orders:import-detail", kept.pk)
    table = ImportTable(_imports().with_superseded(), now=timezone.now())
    show_page(request, table)
    has_accounts = SalesAccount.objects.exists()
    context = {"form": form, "table": table, "has_accounts": has_accounts}
    return list_answer(
        request, "orders/import_start.html", context | {"waiting": waiting_files(Kind.ORDERS)}
    )


def _upload(request: HttpRequest, form: ImportForm) -> OrderImport | UnmappedFile | None:
    """The kept file, perhaps with columns to map; None when the form says why it was refused."""
    file: UploadedFile = form.cleaned_data["file"]
    try:
        return upload_or_keep(
            form.cleaned_data["sales_account"],
            file_name=file.name or "",
            source=reopenable(file),
            format=form.cleaned_data["format"],
            actor=request.user,
            now=timezone.now(),
        )
    except StatementAmongOrders as refusal:
        form.add_error(None, with_link(refusal, "orders:statement-list", "Zu den Kontoauszügen"))
    except FileRefused as refusal:
        for problem in refusal.problems:
            form.add_error("file", problem.message)
    return None


@require_safe
@may_import
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file will do, how far it has come, or what it did."""
    order_import = get_object_or_404(_imports(), pk=pk)
    template, context = import_page(order_import)
    return render(request, template, {"order_import": order_import, **context})


@require_POST
@may_import
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the checked file over, in the background."""
    get_object_or_404(_imports(), pk=pk)
    try:
        queue_import(pk, now=timezone.now(), answers=_answers(request))
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("orders:import-detail", pk)


def _answers(request: HttpRequest) -> Answers:
    sells = request.POST.get("platform")
    return Answers(
        is_confirmed="confirm" in request.POST,
        assumed=request.POST.get("assumed", ""),
        is_reseller=None if sells not in ("yes", "no") else sells == "yes",
    )


@require_POST
@may_import
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the present batch; what is stored stays."""
    get_object_or_404(_imports(), pk=pk)
    try:
        cancel_import(pk)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("orders:import-detail", pk)


@require_POST
@may_import
def import_continue(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a stopped import go on."""
    get_object_or_404(_imports(), pk=pk)
    try:
        continue_import(pk, now=timezone.now())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("orders:import-detail", pk)


@require_POST
@may_import
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop the checked file; nothing of it was stored."""
    get_object_or_404(_imports(), pk=pk)
    try:
        discarded = discard_import(pk)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("orders:import-detail", pk)
    messages.success(request, f"Import „{discarded.file_name}“ verworfen. Nichts wurde übernommen.")
    return redirect("orders:import-start")


@require_POST
@may_import
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to what the columns of a checked table mean."""
    get_object_or_404(_imports(), pk=pk)
    try:
        file = map_again(pk, actor=request.user, now=timezone.now())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("orders:import-detail", pk)
    return redirect(f"{reverse('orders:order-columns', args=[file.pk])}?import={pk}")


@require_safe
@may_import
def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the import has come, for static/js/run.js."""
    order_import = get_object_or_404(_imports(), pk=pk)
    is_over = order_import.state not in (State.READING, State.APPLYING)
    return JsonResponse(
        {
            "done": order_import.done_count,
            "total": order_import.total_count,
            "failed": order_import.rejected_count,
            "state": order_import.state,
            "text": progress_text(order_import),
            "finished_url": request.path.removesuffix("stand/") if is_over else None,
        }
    )


def _imports() -> OrderImportQuerySet:
    """The imports with what their pages show."""
    return OrderImport.objects.select_related("sales_account", "actor")
