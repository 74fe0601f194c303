"""Keep invoices as PDF, so that reminders can bring them along."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.adapters.invoices import InvoiceUnreadable, check_invoice
from orders.models import Invoice, InvoiceFile, Order
from orders.rules.number_keys import number_key
from orders.services.history import record
from orders.services.locks import lock_orders

MAX_BYTES = 5_000_000

__all__ = ["MAX_BYTES", "InvoiceUnreadable", "remove_invoice_file", "store_invoice_file"]


@transaction.atomic
def store_invoice_file(
    order_id: int, *, number: str, file_name: str, data: bytes, actor: AbstractBaseUser | None
) -> InvoiceFile:
    """Keep the PDF of an invoice, in place of one that was kept before; a new number is added.

    Raises InvoiceUnreadable for what is no readable PDF without a password.
    """
    check_invoice(data)
    lock_orders([order_id])
    order = Order.objects.get(pk=order_id)
    invoice = _invoice(order, number)
    file, is_new = InvoiceFile.objects.update_or_create(
        invoice=invoice, defaults={"file_name": file_name[:200], "pdf": data}
    )
    done = "hinterlegt" if is_new else "ersetzt"
    record(order, f"Rechnung {invoice} als PDF {done} („{file_name}“).", actor=actor)
    return file


@transaction.atomic
def remove_invoice_file(invoice_id: int, *, actor: AbstractBaseUser | None) -> bool:
    """Forget the PDF of an invoice, whose number stays; False when there is none any more."""
    invoice = Invoice.objects.select_related("order").get(pk=invoice_id)
    lock_orders([invoice.order_id])
    count, _ = InvoiceFile.objects.filter(invoice=invoice).delete()
    if count:
        record(invoice.order, f"PDF der Rechnung {invoice} entfernt.", actor=actor)
    return bool(count)


def _invoice(order: Order, number: str) -> Invoice:
    """The order's invoice of that number, however it is typed; made when it is new."""
    key = number_key(number)
    known = order.invoices.filter(number_key=key).first() if key else None
    if known is not None:
        return known
    return Invoice.objects.get_or_create(order=order, number=number, defaults={"number_key": key})[
        0
    ]
