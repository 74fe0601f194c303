"""V6 and V7: the chain of dispatches is whole, and the kept letters are those that were sent."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Mod
from django.utils import timezone

from reminders.adapters.journal import Journal, JournalMark, MarkKind
from reminders.models import DispatchRecord, Reminder, ReminderDocument
from reminders.rules.dispatch_chain import next_digest
from reminders.services.dispatch_chain import chain_head, claims_of, row_of
from reminders.services.verify_findings import CHUNK_SIZE, Finding
from reminders.services.verify_rows import COUNTS

# Every hour another part of the letters: all of them once a week.
PARTS = 24 * 7
LETTERS_AT_ONCE = 20


def check_chain() -> Iterator[Finding]:
    """V6: every sending follows the one before it, none is missing, and old heads are in it."""
    digest, last = "", 0
    while chunk := _records_after(last):
        claims = claims_of([record.reminder_id for record in chunk])
        for record in chunk:
            row = row_of(
                record.reminder,
                claims.get(record.reminder_id, ()),
                recorded_at=record.recorded_at,
                pdf_sha256=record.pdf_sha256,
            )
            digest = next_digest(digest, row)
            if digest != record.digest:
                # All behind it would differ as well.
                yield Finding(
                    "V6",
                    f"Mahnung {record.reminder}",
                    "Von hier an stimmt die Kette der Versandnachweise nicht mehr.",
                )
                return
        last = chunk[-1].pk
    yield from _without_record()
    yield from _lost_heads()


def _records_after(last: int) -> list[DispatchRecord]:
    records = DispatchRecord.objects.filter(pk__gt=last).select_related("reminder")
    light = records.defer("reminder__mail_body", "reminder__letter_body")
    return list(light.order_by("pk")[:CHUNK_SIZE])


def _without_record() -> Iterator[Finding]:
    sent = Reminder.objects.filter(state__in=COUNTS, dispatch_record=None)
    for reminder in sent.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding("V6", f"Mahnung {reminder}", "Sie ist versendet, aber nicht in der Kette.")


def _lost_heads() -> Iterator[Finding]:
    """What the journal kept as the newest digest of a day must stand in the chain for ever."""
    for head in _heads():
        if not DispatchRecord.objects.filter(digest=head.digest).exists():
            yield Finding(
                "V6",
                f"Kette vom {timezone.localdate(head.at):%d.%m.%Y}",
                "Was das Versandjournal an diesem Tag als letzten Nachweis nennt, fehlt.",
            )


def _heads() -> list[JournalMark]:
    """The heads of the chain since the journal was last reconciled."""
    heads: list[JournalMark] = []
    for mark in Journal(settings.JOURNAL_PATH).marks():
        if mark.kind == MarkKind.RECONCILED:
            heads.clear()
        else:
            heads.append(mark)
    return heads


def note_head(now: datetime) -> None:
    """Write the head of the chain into the journal, once a day; raises JournalNotWritable."""
    heads = _heads()
    is_noted = heads and timezone.localdate(heads[-1].at) == timezone.localdate(now)
    if not is_noted and (digest := chain_head()):
        Journal(settings.JOURNAL_PATH).add_mark(JournalMark(MarkKind.CHAIN_HEAD, now, digest))


def check_letters(now: datetime, *, is_full: bool) -> Iterator[Finding | int]:
    """V7: each kept PDF is the one that was sent; yields also how many were read, as they are.

    is_full: all of them, else those whose turn it is in this hour of the week.
    """
    records = DispatchRecord.objects.exclude(pdf_sha256="")
    if not is_full:
        turn = int(now.timestamp()) // 3600 % PARTS
        records = records.annotate(part=Mod(F("reminder"), Value(PARTS))).filter(part=turn)
    last = 0
    while chunk := list(records.filter(pk__gt=last).order_by("pk")[:LETTERS_AT_ONCE]):
        yield from _differing(chunk)
        yield len(chunk)
        last = chunk[-1].pk


def _differing(records: Sequence[DispatchRecord]) -> Iterator[Finding]:
    named = [record.reminder_id for record in records]
    papers = ReminderDocument.objects.filter(reminder__in=named).select_related("reminder")
    kept = {one.pk: one for one in papers.defer("mail_html", "mail_text")}
    for record in records:
        paper = kept.get(record.reminder_id)
        if paper is None:
            yield Finding("V7", f"Mahnung {record.reminder}", "Ihr Brief ist nicht mehr da.")
        elif not _hash(paper) == paper.pdf_sha256 == record.pdf_sha256:
            yield Finding(
                "V7", f"Mahnung {record.reminder}", "Ihr Brief ist nicht der, der versendet wurde."
            )


def _hash(paper: ReminderDocument) -> str:
    return hashlib.sha256(bytes(paper.pdf)).hexdigest()
