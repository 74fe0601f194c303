"""Rechnungen: the invoices of one order and their PDFs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.web.pdf_answers import pdf_answer
from common.web.permissions import needs_rights
from dunning_site.invoice_forms import InvoiceFileForm
from orders.models import Invoice, InvoiceFile, Order
from orders.services.invoice_files import (
    InvoiceUnreadable,
    remove_invoice_file,
    store_invoice_file,
)
from reminders.services.dunning_settings import settings_of

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("orders.view_order", "orders.add_invoicefile")
def order_invoices(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The order's invoices, and the form that keeps a PDF."""
    order = get_object_or_404(Order.objects.select_related("sales_account", "customer"), pk=pk)
    invoices = list(order.invoices.select_related("file").defer("file__pdf"))
    if request.method != "POST":
        form = InvoiceFileForm(initial={"number": _first_without_file(invoices)})
        return _page(request, order, invoices, form)
    form = InvoiceFileForm(request.POST, request.FILES)
    if form.is_valid() and _store(request, order, form):
        return redirect("order-invoices", pk)
    return _page(request, order, invoices, form, status=UNPROCESSABLE)


@require_safe
@needs_rights("orders.view_order")
def order_invoice_pdf(request: HttpRequest, pk: int, invoice_pk: int) -> HttpResponse:
    """The PDF as it was uploaded."""
    file = get_object_or_404(InvoiceFile, invoice=invoice_pk, invoice__order=pk)
    return pdf_answer(bytes(file.pdf), file.file_name)


@require_POST
@needs_rights("orders.view_order", "orders.add_invoicefile")
def order_invoice_remove(request: HttpRequest, pk: int, invoice_pk: int) -> HttpResponse:
    """Forget the PDF."""
    invoice = get_object_or_404(Invoice, pk=invoice_pk, order=pk)
    if remove_invoice_file(invoice.pk, actor=request.user):
        messages.success(request, f"PDF der Rechnung {invoice} entfernt.")
    return redirect("order-invoices", pk)


def _store(request: HttpRequest, order: Order, form: InvoiceFileForm) -> bool:
    """Keep the PDF; False with the reason in the form when it cannot be read."""
    file = form.cleaned_data["file"]
    try:
        kept = store_invoice_file(
            order.pk,
            number=form.cleaned_data["number"],
            file_name=file.name,
            data=file.read(),
            actor=request.user,
        )
    except InvoiceUnreadable as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, f"Rechnung {kept.invoice} als PDF hinterlegt.")
    return True


def _page(
    request: HttpRequest,
    order: Order,
    invoices: list[Invoice],
    form: InvoiceFileForm,
    *,
    status: int | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "rows": [{"invoice": one, "file": getattr(one, "file", None)} for one in invoices],
        "form": form,
        "goes_along": settings_of(order.sales_account).attaches_invoice,
    }
    return render(request, "orders/order_invoices.html", context, status=status)


def _first_without_file(invoices: list[Invoice]) -> str:
    return next((one.number for one in invoices if not hasattr(one, "file")), "")
