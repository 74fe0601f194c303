"""V1: what the mail server accepted, by the journal of this host, against the database."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db.models import Count, Q

from reminders.adapters.journal import Journal, JournalEntry
from reminders.models import Reminder, UncertainDecision, UnrecordedDispatch
from reminders.rules.states import ReminderState
from reminders.services.sending_hosts import own_host
from reminders.services.verify_findings import CHUNK_SIZE, Finding

CHECK = "V1"
# A journal of any size is read in parts of about so many bytes, so that memory stays flat.
PART_BYTES = 32_000_000
# An accepted mail whose settling is on its way, or that became uncertain, is no contradiction.
MAY_BE_ACCEPTED = (
    ReminderState.SENDING,
    ReminderState.UNCERTAIN,
    ReminderState.SENT,
    ReminderState.WITHDRAWN,
)


def check_journal() -> Iterator[Finding]:
    """No mail was accepted more often than somebody decided, and none that counts as not sent."""
    journal = Journal(settings.JOURNAL_PATH)
    yield from _accepted_too_often(journal)
    entries = journal.entries(is_new=True)
    while chunk := list(islice(entries, CHUNK_SIZE)):
        yield from _not_known(chunk)


def _accepted_too_often(journal: Journal) -> Iterator[Finding]:
    parts = 1 + journal.size() // PART_BYTES
    for part in range(parts):
        repeated = _repeated(journal, part, parts)
        allowed = _decisions(list(repeated))
        for message_id, moments in repeated.items():
            if len(moments) > 1 + allowed.get(message_id, 0):
                yield Finding(
                    CHECK,
                    message_id,
                    f"Der Mailserver hat sie {len(moments)} Mal angenommen; entschieden war, sie "
                    f"{allowed.get(message_id, 0)} Mal erneut zu senden.",
                )


def _repeated(journal: Journal, part: int, parts: int) -> dict[str, set[datetime]]:
    """The instants at which mails of one part were accepted, of those with more than one.

    The same line written twice, because the first time the disk did not answer, is one.
    """
    first: dict[bytes, datetime] = {}
    repeated: dict[str, set[datetime]] = {}
    for entry in journal.entries():
        key = hashlib.blake2b(entry.message_id.encode(), digest_size=8).digest()
        if key[0] % parts != part:
            continue
        at = first.setdefault(key, entry.at)
        if at != entry.at:
            repeated.setdefault(entry.message_id, {at}).add(entry.at)
    return repeated


def _decisions(message_ids: Sequence[str]) -> dict[str, int]:
    """How often a person decided to send each of them once more."""
    again = Q(uncertain_decisions__choice=UncertainDecision.Choice.SEND_AGAIN)
    counted: dict[str, int] = {}
    for start in range(0, len(message_ids), CHUNK_SIZE):
        named = Reminder.objects.filter(message_id__in=message_ids[start : start + CHUNK_SIZE])
        with_count = named.annotate(again=Count("uncertain_decisions", filter=again))
        counted.update(with_count.values_list("message_id", "again"))
    return counted


def _not_known(entries: Sequence[JournalEntry]) -> Iterator[Finding]:
    """What was accepted, but is missing here or counts as not sent without anybody's decision."""
    named = {entry.message_id: entry for entry in entries}
    rows = Reminder.objects.filter(message_id__in=named)
    missing = set(named) - {reminder.message_id for reminder in rows.only("message_id")}
    recorded = UnrecordedDispatch.objects.filter(message_id__in=missing)
    missing -= set(recorded.values_list("message_id", flat=True))
    for message_id in sorted(missing):
        yield Finding(
            CHECK, message_id, "Der Mailserver hat sie angenommen, die Datenbank kennt sie nicht."
        )
    here = own_host()
    light = rows.only("message_id", "state", "decided_at", "decided_host")
    for reminder in light.prefetch_related("uncertain_decisions"):
        entry = named[reminder.message_id]
        if words := _contradiction(reminder, entry, here):
            yield Finding(CHECK, f"Mahnung {entry.number or entry.message_id}", words)


def _contradiction(reminder: Reminder, entry: JournalEntry, here: str) -> str:
    """What speaks against the row of a mail that was accepted on this host, or ""."""
    # Whoever decided before the server's word came, or without this journal, had not seen it.
    is_seen = any(
        one.knew_journal and entry.at <= one.decided_at
        for one in reminder.uncertain_decisions.all()
    )
    if reminder.state not in MAY_BE_ACCEPTED and not is_seen:
        return "Der Mailserver hat sie angenommen, hier zählt sie als nicht versendet."
    is_elsewhere = reminder.decided_host not in ("", here)
    decided_at = reminder.decided_at
    if is_elsewhere and not is_seen and decided_at and entry.at < decided_at:
        return (
            "Der Mailserver hat sie auf diesem Rechner angenommen; danach wurde sie auf Rechner "
            f"{reminder.decided_host} noch einmal versendet."
        )
    return ""
