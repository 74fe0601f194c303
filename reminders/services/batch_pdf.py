"""Put the letters of a print batch together into the one PDF that the clerk prints."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import euro
from reminders.adapters.print_batch import CoverFacts, PileLetter, page_count, pile_pdf
from reminders.models import PrintBatch, Reminder, ReminderDocument
from reminders.services.enclosures import enclosures_of
from reminders.services.letter_pile import BatchLetter, letters_of


def batch_pdf(batch: PrintBatch, *, day: date, is_duplex: bool) -> bytes:
    """Cover list and letters in the order of the pile; the same batch gives the same bytes.

    Letters that must not be posted on the day are left out. Of a batch that is in the post
    already every page is marked as a copy. is_duplex: each letter starts on a sheet of its own.
    """
    cover = CoverFacts(
        title=str(batch),
        created=f"Erstellt am {german_day(timezone.localdate(batch.created_at))}",
    )
    return pile_pdf(
        cover, _letters(batch, day), is_duplex=is_duplex, is_copy=batch.sent_at is not None
    )


def count_pages(batch: PrintBatch, day: date) -> int:
    """How many pages the letters of the batch have, without the cover list."""
    return sum(page_count(letter.pdfs) for letter in _letters(batch, day))


def _letters(batch: PrintBatch, day: date) -> Iterator[PileLetter]:
    """One letter after the other, so that never all of them are held at once."""
    for letter in letters_of(batch, day):
        if not letter.why_not:
            yield from _letter(letter)


def _letter(letter: BatchLetter) -> Iterator[PileLetter]:
    reminder: Reminder = letter.reminder
    document = ReminderDocument.objects.filter(reminder=reminder).first()
    if document is None:
        return
    customer = reminder.customer
    enclosed = [enclosure.pdf for enclosure in enclosures_of(reminder)]
    yield PileLetter(
        number=reminder.display_number,
        name=customer.display_name,
        place=f"{customer.country} {customer.postcode}".strip(),
        orders=", ".join(item.order.number for item in reminder.items.all()),
        amount=euro(reminder.claim),
        pdfs=(bytes(document.pdf), *enclosed),
    )
