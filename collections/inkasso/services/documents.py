"""The papers of a case: what belongs to its handover, and what people added."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common.rules.german import day as german_day
from inkasso.models import CaseDocument, CaseEvent, CollectionCase
from inkasso.rules.documents import (
    PDF,
    DocumentRefused,
    content_type_of,
    numbered_name,
    stored_name,
)
from inkasso.services.cases import add_event, lock_case
from inkasso.services.dossier import dossier_pdf
from inkasso.services.dossier_reminders import sent_subject
from orders.models import InvoiceFile, Order
from reminders.models import ReminderDocument
from reminders.rules.states import ReminderState
from reminders.services.kept_mails import shown

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it leaves the house."""

    file_name: str
    content_type: str
    content: bytes


def documents_for(case: CollectionCase, day: date | None = None) -> list[Document]:
    """Invoices, reminders as they were sent and what people added; with a day the dossier first.

    The names are numbered, so that they sort in this order and never meet.
    """
    papers = [
        *(_dossier(case, day) if day else ()),
        *_invoices(case.order),
        *_reminders(case.order),
        *_added(case),
    ]
    return [
        Document(numbered_name(position, word, label, ending), content_type, content)
        for position, (word, label, ending, content_type, content) in enumerate(papers, start=1)
    ]


def stored_documents(case: CollectionCase) -> QuerySet[CaseDocument]:
    """What people or the program added, oldest first, without the bytes."""
    return case.documents.defer("content").select_related("added_by").order_by("pk")


@transaction.atomic
def add_document(
    case_id: int,
    *,
    title: str,
    file_name: str,
    data: bytes,
    actor: AbstractBaseUser | None,
    today: date,
) -> CaseDocument:
    """Keep a file with a case, for good. Raises DocumentRefused.

    Refused is what is no PDF or picture, what is too large, and what the case has already.
    """
    content_type = content_type_of(data)
    if not title.strip():
        raise DocumentRefused("Geben Sie an, was das für eine Unterlage ist.")
    case = lock_case(case_id)
    digest = hashlib.sha256(data).hexdigest()
    known = case.documents.filter(sha256=digest).first()
    if known is not None:
        raise DocumentRefused(f"Diese Datei liegt schon vor, als „{known.title}“.")
    document = CaseDocument.objects.create(
        case=case,
        title=title.strip()[:120],
        file_name=stored_name(file_name, content_type),
        content_type=content_type,
        content=data,
        sha256=digest,
        added_by=actor,
    )
    told = f"Unterlage „{document.title}“ hinzugefügt."
    add_event(case, CaseEvent.Kind.DOCUMENT, told, on=today, actor=actor)
    return document


_Paper = tuple[str, str, str, str, bytes]


def _dossier(case: CollectionCase, day: date) -> Iterator[_Paper]:
    yield "Akte", case.reference, ".pdf", PDF, dossier_pdf(case, day)


def _invoices(order: Order) -> Iterator[_Paper]:
    """The invoices that are stored as PDF."""
    files = InvoiceFile.objects.filter(invoice__order=order).select_related("invoice")
    for file in files.order_by("invoice__issued_on", "invoice"):
        yield "Rechnung", file.invoice.number, ".pdf", PDF, bytes(file.pdf)


def _reminders(order: Order) -> Iterator[_Paper]:
    """Letter, and mail where one was sent, of each reminder that went out and stands."""
    papers = ReminderDocument.objects.filter(
        reminder__state=ReminderState.SENT, reminder__items__order=order
    )
    for one in papers.select_related("reminder").order_by("reminder__sent_on", "reminder"):
        reminder = one.reminder
        yield "Mahnung", reminder.display_number, ".pdf", PDF, bytes(one.pdf)
        if reminder.channel != reminder.Channel.LETTER:
            yield "E-Mail", reminder.display_number, ".txt", _TEXT, _mail(one).encode()


def _mail(paper: ReminderDocument) -> str:
    """The mail's text below the lines that say who wrote to whom."""
    reminder = paper.reminder
    sent_on = german_day(reminder.sent_on) if reminder.sent_on else ""
    head = {
        "Von": paper.sender,
        "An": reminder.recipient,
        "Datum": sent_on,
        "Betreff": sent_subject(reminder),
        "Message-ID": reminder.message_id,
    }
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    return "\n".join([*lines, "", shown(paper.mail_text)])


def _added(case: CollectionCase) -> Iterator[_Paper]:
    for one in case.documents.order_by("pk"):
        stem, _, ending = one.file_name.rpartition(".")
        yield "Unterlage", stem or one.title, f".{ending}", one.content_type, bytes(one.content)
