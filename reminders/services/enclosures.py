"""What goes with a reminder beside its letter: the invoices, where they are stored."""

from dataclasses import dataclass

from orders.models import InvoiceFile, Order
from reminders.models import Reminder
from reminders.services.dunning_settings import settings_of


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A PDF that goes along, under the name that the debtor sees."""

    name: str
    pdf: bytes


def enclosures_of(reminder: Reminder) -> list[Enclosure]:
    """The stored invoices of the reminder's orders; none where the sales account wants none."""
    files = InvoiceFile.objects.filter(invoice__order__reminder_items__reminder=reminder)
    ordered = list(files.select_related("invoice").order_by("invoice__order", "invoice"))
    # Most shops store none: then nobody need ask what the account wants.
    if not ordered or not settings_of(reminder.sales_account).attaches_invoice:
        return []
    return [Enclosure(_name(file), bytes(file.pdf)) for file in ordered]


def enclosed_words(reminder: Reminder, order: Order) -> str:
    """The order's invoices that go along, "" if none does: "Rechnung R-7"."""
    files = InvoiceFile.objects.filter(invoice__order=order).order_by("invoice")
    numbers = list(files.values_list("invoice__number", flat=True))
    if not numbers or not settings_of(reminder.sales_account).attaches_invoice:
        return ""
    return f"Rechnung {', '.join(numbers)}"


def _name(file: InvoiceFile) -> str:
    return f"Rechnung-{file.invoice.number}.pdf"
