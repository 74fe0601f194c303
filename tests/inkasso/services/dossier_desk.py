"""Cases with invoices and reminders as if they had been sent, for dossiers."""

import hashlib
import io
from datetime import date, datetime, timedelta

from django.utils import timezone
from pypdf import PdfReader

from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from orders.models import Invoice, InvoiceFile, Order
from reminders.adapters.pdf import letter_pdf
from reminders.models import Channel, PrintBatch, Reminder, ReminderDocument
from reminders.services.content import content_of
from tests import collection_factories
from tests.inkasso.adapters.drawings import drawing
from tests.reminders.services.claim_bench import again, bought, pay, send, step

DAY = date(2026, 11, 21)
REPLY = "250 2.0.0 Ok: queued as 4F1A2B"


def case_with_reminders(count: int = 2, **told: object) -> CollectionCase:
    """A case in progress; of its reminders, sent since 10 October, the second is of level 1."""
    order = bought("1000.00", due_day_agreed=True, **told)
    for number in range(count):
        on = date(2026, 10, 10) + timedelta(days=14 * (number % 3))
        mailed(order, on, level=int(number == 1), channel=Channel.EMAIL)
    return collection_factories.case(again(order), state=CaseState.IN_PROGRESS, today=DAY)


def mailed(order: Order, on: date, *, level: int = 1, channel: Channel, **row: object) -> Reminder:
    """A reminder that a server took, with its papers."""
    reminder = send(order, step(level, channel=channel), on=on)
    Reminder.objects.filter(pk=reminder.pk).update(
        recipient="zoe@kunden.example",
        mail_subject=f"Mahnung {reminder.number}",
        letter_subject="Mahnung zu Ihrer Bestellung",
        letter_body="Guten Tag,\n\nbitte zahlen Sie.",
        sent_at=at(on),
        server_reply=REPLY,
        **row,
    )
    reminder.refresh_from_db()
    keep_papers(reminder, letter_pdf(content_of(reminder)))
    return reminder


def keep_papers(reminder: Reminder, pdf: bytes) -> None:
    """The mail and the letter as they were sent."""
    ReminderDocument.objects.create(
        reminder=reminder,
        sender="Foto-Shop <buchhaltung@lindgruen.example>",
        reply_to="buchhaltung@lindgruen.example",
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        mail_text="Guten Tag,\n\nbitte zahlen Sie den offenen Betrag.",
        mail_html="<p>Guten Tag</p>",
    )


def post(reminder: Reminder, on: date, actor: object) -> None:
    """The letter was printed and, as the clerk says, posted."""
    batch = PrintBatch.objects.create(created_by=actor, sent_by=actor, sent_at=at(on))
    Reminder.objects.filter(pk=reminder.pk).update(
        print_batch=batch,
        printed_at=at(on),
        letter_state=Reminder.LetterState.PRINTED,
        recipient="Zoë Winter, Bäckergasse 12, 80331 München",
        server_reply="",
    )


def invoice(order: Order, number: str, pdf: bytes | None = None) -> Invoice:
    """An invoice of the order, with a file where one is given."""
    made = Invoice.objects.create(
        order=order, number=number, number_key=number, issued_on=order.ordered_on
    )
    if pdf is not None:
        InvoiceFile.objects.create(invoice=made, file_name=f"{number}.pdf", pdf=pdf)
    return made


def at(on: date) -> datetime:
    """Nine in the morning of the day."""
    return timezone.make_aware(datetime(on.year, on.month, on.day, 9, 0))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with plain blanks."""
    return [page.extract_text().replace("\xa0", " ") for page in PdfReader(io.BytesIO(pdf)).pages]


__all__ = ["DAY", "REPLY", "case_with_reminders", "drawing", "pages", "pay"]
