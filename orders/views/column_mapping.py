"""The page that asks what the columns of an unknown table mean."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.web.permissions import needs_rights
from orders.mapping_forms import MappingForm
from orders.models import UnmappedFile
from orders.rules.column_mapping import SampleTable
from orders.rules.drafts import FileRefused
from orders.rules.statements import StatementRefused
from orders.services.column_mapping import (
    Kind,
    OfferedTemplate,
    TemplateNameTaken,
    discard_unmapped,
    guess,
    import_orders_by,
    offered_templates,
    read_statement_by,
    sample_of,
)
from orders.services.mapping_again import mapping_before
from orders.views.mapping_preview import headings_of, preview_of

WITHOUT_TEMPLATE = "ohne"


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.add_orderimport")
def order_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns of a shop's table mean; then on to the preview of its import."""
    page = _open_page(request, Kind.ORDERS, pk)
    if page.is_released:
        try:
            order_import = import_orders_by(page.file, page.form.mapping, **page.saving)
        except (FileRefused, TemplateNameTaken) as refusal:
            page.refuse(refusal)
        else:
            return redirect("orders:import-detail", order_import.pk)
    return page.answer()


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.add_statementimport")
def statement_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns of a bank's table mean; then its movements are read."""
    page = _open_page(request, Kind.BANK, pk)
    if page.is_released:
        try:
            kept, is_new = read_statement_by(
                page.file,
                page.form.mapping,
                **page.saving,
                today=timezone.localdate(),
                clock=timezone.now,
            )
        except (StatementRefused, TemplateNameTaken) as refusal:
            page.refuse(refusal)
        else:
            if not is_new:
                messages.info(request, f"„{page.file.file_name}“ war schon eingelesen.")
            return redirect("orders:statement-detail", kept.pk)
    return page.answer()


@require_POST
@needs_rights("orders.add_orderimport")
def order_columns_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a shop's table that nobody mapped."""
    return _discard(request, Kind.ORDERS, pk, "orders:import-start")


@require_POST
@needs_rights("orders.add_statementimport")
def statement_columns_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a bank's table that nobody mapped."""
    return _discard(request, Kind.BANK, pk, "orders:statement-list")


def _discard(request: HttpRequest, kind: Kind, pk: int, then: str) -> HttpResponse:
    file = get_object_or_404(UnmappedFile.objects.defer("content"), kind=kind, pk=pk)
    discard_unmapped(file)
    messages.success(request, f"Datei „{file.file_name}“ verworfen. Nichts wurde gespeichert.")
    return redirect(then)


@dataclass(frozen=True, slots=True)
class _Page:
    """A table, what is chosen for it, and the form to change that."""

    request: HttpRequest
    file: UnmappedFile
    sample: SampleTable
    form: MappingForm
    offered: list[OfferedTemplate]
    chosen: OfferedTemplate | None

    @property
    def is_released(self) -> bool:
        """Whether somebody asks to go on, and everything needed is chosen."""
        return self.form.is_valid() and "preview" not in self.request.POST

    @property
    def saving(self) -> dict[str, Any]:
        """Who goes on, and under which name the mapping is saved."""
        return {
            "save_as": self.form.cleaned_data["save_as"],
            "replaces": self.chosen.template if self.chosen else None,
            "actor": self.request.user,
        }

    def refuse(self, refusal: FileRefused | StatementRefused | TemplateNameTaken) -> None:
        """Show on the form why it does not go on."""
        if isinstance(refusal, TemplateNameTaken):
            self.form.add_error("save_as", str(refusal))
            return
        problems = refusal.problems if isinstance(refusal, FileRefused) else []
        for message in [problem.message for problem in problems] or [str(refusal)]:
            self.form.add_error(None, message)

    def answer(self) -> HttpResponse:
        """The page, with the first rows as they are understood once everything is chosen."""
        is_complete = not self.form.errors and not self.form.mapping.faults()
        preview = preview_of(self.sample, self.form.mapping) if is_complete else []
        context = {
            "file": self.file,
            "form": self.form,
            "offered": [one.template for one in self.offered if one != self.chosen],
            "chosen": self.chosen.template if self.chosen else None,
            "without_template": WITHOUT_TEMPLATE,
            "preview": preview,
            "preview_headings": headings_of(preview),
        }
        return render(self.request, f"orders/mapping_{self.file.kind}.html", context)


def _open_page(request: HttpRequest, kind: Kind, pk: int) -> _Page:
    files = UnmappedFile.objects.select_related("sales_account").defer("content")
    file = get_object_or_404(files, kind=kind, pk=pk)
    sample = sample_of(file)
    offered = offered_templates(kind, sample.headings)
    chosen = _chosen(request.GET.get("vorlage", ""), offered)
    before = mapping_before(request.GET.get("import", ""), file)
    if before:
        chosen = next((one for one in offered if one.mapping == before), None)
    mapping = before or (chosen.mapping if chosen else guess(kind, sample))
    form = MappingForm(
        request.POST or None,
        sample=sample,
        mapping=replace(mapping, account=mapping.account or sample.account),
        template_name=chosen.template.name if chosen else "",
    )
    return _Page(request, file, sample, form, offered, chosen)


def _chosen(asked: str, offered: list[OfferedTemplate]) -> OfferedTemplate | None:
    """The template that somebody chose, else the first that fits wholly."""
    if asked:
        return next((one for one in offered if str(one.template.pk) == asked), None)
    return next((one for one in offered if one.is_complete), None)
