"""The papers of one order, to keep: its invoices, and its reminders as they were sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from dunning_site.debtor.language import language_of
from dunning_site.debtor.visits import visit_required
from orders.models import InvoiceFile, Order
from reminders.models import ReminderDocument
from reminders.rules.states import ReminderState
from reminders.services.debtor_speech import speech_of
from reminders.services.debtor_statement import letter_name

__all__ = ["invoice", "reminder"]


@require_safe
@visit_required
def invoice(request: HttpRequest, order: Order, pk: int) -> HttpResponse:
    """An invoice of this order, as it was uploaded."""
    file = get_object_or_404(
        InvoiceFile.objects.select_related("invoice"), pk=pk, invoice__order=order
    )
    words = speech_of(order, language_of(request, order)).words
    return _download(bytes(file.pdf), f"{words.invoice} {file.invoice.number}.pdf")


@require_safe
@visit_required
def reminder(request: HttpRequest, order: Order, pk: int) -> HttpResponse:
    """The letter of a reminder that was sent and claims this order alone."""
    sent = ReminderDocument.objects.filter(reminder__state=ReminderState.SENT)
    document = get_object_or_404(
        sent.filter(reminder__items__order=order).select_related("reminder"), pk=pk
    )
    # A collective reminder names other orders, which are none of this page.
    if document.reminder.items.count() != 1:
        raise Http404
    name = letter_name(document.reminder, speech_of(order, document.reminder.language))
    return _download(bytes(document.pdf), f"{name}.pdf")


def _download(pdf: bytes, name: str) -> HttpResponse:
    """The PDF to be saved, never shown inside the page's own origin."""
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
