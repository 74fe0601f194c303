"""Akte und Unterlagen: the dossier of a case, and the papers that people add to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.web.pdf_answers import PRIVATE, pdf_answer
from common.web.permissions import needs_rights
from inkasso.document_forms import DocumentForm
from inkasso.models import CaseDocument, CollectionCase
from inkasso.rules.documents import DocumentRefused
from inkasso.services.documents import add_document, stored_documents
from inkasso.services.dossier import dossier_name, dossier_pdf

UNPROCESSABLE = 422
VIEW = "collections.view_collectioncase"
CHANGE = "collections.change_collectioncase"
_RELATED = ("agency", "order__customer", "order__payment_method", "order__sales_account__creditor")


@require_safe
@needs_rights(VIEW)
def case_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier as of today."""
    today = timezone.localdate()
    case = get_object_or_404(CollectionCase.objects.select_related(*_RELATED), pk=pk)
    return pdf_answer(dossier_pdf(case, today), dossier_name(case, today))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(VIEW, CHANGE)
def case_documents(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The papers of a case, and the form that adds one."""
    case = get_object_or_404(CollectionCase.objects.select_related("order__customer"), pk=pk)
    if request.method != "POST":
        return _page(request, case, DocumentForm())
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid() and _store(request, case, form):
        return redirect("collections:case-documents", pk)
    return _page(request, case, form, status=UNPROCESSABLE)


@require_safe
@needs_rights(VIEW)
def case_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """One paper as it was uploaded."""
    document = get_object_or_404(CaseDocument, pk=document_pk, case=pk)
    name = document.file_name
    disposition = content_disposition_header(False, name) or f'inline; filename="{name}"'
    return HttpResponse(
        bytes(document.content),
        content_type=document.content_type,
        headers={"Content-Disposition": disposition, **PRIVATE},
    )


def _store(request: HttpRequest, case: CollectionCase, form: DocumentForm) -> bool:
    """Keep the file; False with the reason in the form when it is not taken."""
    file = form.cleaned_data["file"]
    try:
        document = add_document(
            case.pk,
            title=form.cleaned_data["title"],
            file_name=file.name,
            data=file.read(),
            actor=request.user,
            today=timezone.localdate(),
        )
    except DocumentRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, f"Unterlage „{document.title}“ hinzugefügt.")
    return True


def _page(
    request: HttpRequest, case: CollectionCase, form: DocumentForm, *, status: int | None = None
) -> HttpResponse:
    context = {"case": case, "documents": stored_documents(case), "form": form}
    return render(request, "collections/case_documents_page.html", context, status=status)
