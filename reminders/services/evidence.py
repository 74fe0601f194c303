"""What speaks for or against that an uncertain reminder went out: each piece in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from orders.models import LedgerEntry, LinkOpening
from reminders.adapters.journal import Journal, JournalEntry
from reminders.models import DeliveryEvent, Reminder
from reminders.services.archive_mailbox import ArchiveNotAsked, find_in_archive
from reminders.services.sending_hosts import last_asked, own_host

JOURNAL = "journal"
SENDING_LEASE = settings.DELIVERY.sending_lease
NO_ENTRY = (
    "Die Antwort des Mailservers ist nicht festgehalten. Das kommt auch vor, wenn er die E-Mail "
    "angenommen hat und seine Antwort nicht mehr ankam."
)


class Weight(StrEnum):
    """How much a piece of evidence says."""

    PROOF = "proof"
    HINT = "hint"
    NOTHING = "nothing"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that was looked at, what it says, and how much that counts.

    entry: the line of the journal that it is about.
    """

    kind: str
    label: str
    words: str
    weight: Weight
    at: datetime | None = None
    entry: JournalEntry | None = None

    @property
    def proves_sending(self) -> bool:
        """Whether the mail server has taken the mail beyond doubt."""
        return self.weight == Weight.PROOF

    def as_kept(self) -> dict[str, Any]:
        """As it is kept with a decision."""
        at = self.at.isoformat() if self.at else None
        return {"kind": self.kind, "words": self.words, "weight": str(self.weight), "at": at}


def evidence_of(reminder: Reminder) -> list[Evidence]:
    """All that can be known of one reminder; asks the journal and the archive mailbox."""
    return evidence_of_all([reminder])[reminder.pk]


def evidence_of_all(reminders: Sequence[Reminder]) -> dict[int, list[Evidence]]:
    """The same for many, by their keys; journal and archive mailbox are asked once."""
    message_ids = [reminder.message_id for reminder in reminders]
    entries, copies = journal_entries(message_ids), archived(message_ids)
    compared = _compared(reminders)
    return {
        reminder.pk: [
            _of_journal(reminder, entries.get(reminder.message_id), compared),
            _of_archive(reminder, copies),
            *_of_events(reminder),
            _of_link(reminder),
            _of_payments(reminder),
        ]
        for reminder in reminders
    }


def journal_entry(reminder: Reminder) -> JournalEntry | None:
    """The server's yes as the journal has it."""
    return journal_entries([reminder.message_id]).get(reminder.message_id)


def journal_entries(message_ids: Collection[str]) -> dict[str, JournalEntry]:
    """The server's yes for each of the Message-IDs that the journal has."""
    return Journal(settings.JOURNAL_PATH).find(message_ids)


def proven(reminders: Sequence[Reminder]) -> Iterator[tuple[Reminder, list[Evidence]]]:
    """Those of the reminders that went out beyond doubt, each with what proves it.

    Journal and archive mailbox are asked once for all of them.
    """
    evidence = evidence_of_all(reminders)
    for reminder in reminders:
        if proofs := [one for one in evidence[reminder.pk] if one.proves_sending]:
            yield reminder, proofs


def in_journal(reminders: Sequence[Reminder]) -> Iterator[tuple[Reminder, Evidence]]:
    """Those of the reminders that the journal of this host proves as sent; read once for all."""
    entries = journal_entries([reminder.message_id for reminder in reminders])
    for reminder in reminders:
        if (entry := entries.get(reminder.message_id)) is not None:
            yield reminder, _accepted(entry)


def is_compared(reminder: Reminder) -> bool:
    """Whether the journal that alone can know the server's answer was compared; here it always is.

    Only after the lease is over: until then its host may still wait for the answer.
    """
    return reminder.pk in _compared([reminder])


def not_asked(reminder: Reminder, evidence: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a decision keeps when it does not know that journal, unless its evidence says so."""
    is_told = any(one.get("kind") == JOURNAL for one in evidence)
    if is_told or is_compared(reminder):
        return []
    return [_of_journal_elsewhere(reminder.decided_host).as_kept()]


def _compared(reminders: Sequence[Reminder]) -> dict[int, datetime | None]:
    """When the host that sent each of them compared its journal; None: it is the one here."""
    here = {"", own_host()}
    hosts = {one.decided_host for one in reminders} - here
    asked = last_asked(hosts)
    compared: dict[int, datetime | None] = {}
    for reminder in reminders:
        at = asked.get(reminder.decided_host)
        if reminder.decided_host in here:
            compared[reminder.pk] = None
        elif at and reminder.decided_at and at >= reminder.decided_at + SENDING_LEASE:
            compared[reminder.pk] = at
    return compared


def _of_journal(
    reminder: Reminder, entry: JournalEntry | None, compared: Mapping[int, datetime | None]
) -> Evidence:
    if entry is not None:
        return _accepted(entry)
    if reminder.pk not in compared:
        return _of_journal_elsewhere(reminder.decided_host)
    at, label = compared[reminder.pk], "Versandjournal"
    words = f"Kein Eintrag: {NO_ENTRY}"
    if at is not None:
        label = f"Versandjournal von Rechner {reminder.decided_host}"
        words = f"Kein Eintrag, verglichen am {_moment(at)}: {NO_ENTRY}"
    return Evidence(JOURNAL, label, words, Weight.NOTHING, at)


def _accepted(entry: JournalEntry) -> Evidence:
    words = f"Angenommen am {_moment(entry.at)}. Der Mailserver antwortete: „{entry.reply}“."
    return Evidence(JOURNAL, "Versandjournal", words, Weight.PROOF, entry.at, entry)


def _of_journal_elsewhere(host: str) -> Evidence:
    words = (
        f"Noch nicht verglichen. Rechner {host} hat den Versand begonnen; nur sein Journal weiß, "
        "was der Mailserver geantwortet hat. Der Rechner vergleicht es von selbst, sobald keine "
        "Antwort mehr kommen kann, und solange er läuft."
    )
    return Evidence(JOURNAL, f"Versandjournal von Rechner {host}", words, Weight.NOT_ASKED)


def _of_archive(reminder: Reminder, found: set[str] | str) -> Evidence:
    if isinstance(found, str):
        return Evidence("archive", "Archivpostfach", found, Weight.NOT_ASKED)
    if reminder.message_id not in found:
        words = "Keine Kopie dieser E-Mail gefunden."
        return Evidence("archive", "Archivpostfach", words, Weight.NOTHING)
    words = "Die Kopie dieser E-Mail liegt dort: Der Mailserver hat sie angenommen."
    return Evidence("archive", "Archivpostfach", words, Weight.PROOF)


def archived(message_ids: Collection[str]) -> set[str] | str:
    """Those of the Message-IDs with a copy in the archive mailbox, or why it cannot be asked."""
    try:
        return find_in_archive(message_ids)
    except ArchiveNotAsked as reason:
        return str(reason)


def _of_events(reminder: Reminder) -> Sequence[Evidence]:
    label = "Rückmeldungen"
    events = reminder.delivery_events.all()
    if not events:
        words = "Keine Zustellmeldung und kein Rückläufer eingegangen."
        return [Evidence("events", label, words, Weight.NOTHING)]
    return [
        Evidence("events", label, _event_words(one), Weight.PROOF, one.occurred_at)
        for one in events
    ]


def _event_words(event: DeliveryEvent) -> str:
    words = f"Am {_moment(event.occurred_at)} gemeldet: {event.get_kind_display()}"
    return f"{words} („{event.details}“)." if event.details else f"{words}."


def _of_link(reminder: Reminder) -> Evidence:
    """The link is the order's, not the mail's: an earlier one may have brought it."""
    label = "Zahlungsseite"
    openings = LinkOpening.objects.filter(
        order__reminder_items__reminder=reminder, opened_at__gte=reminder.decided_at
    )
    opened = openings.order_by("opened_at").first() if reminder.decided_at else None
    if opened is None:
        words = "Der Link wurde seit dem Versandversuch nicht geöffnet."
        return Evidence("link", label, words, Weight.NOTHING)
    words = (
        f"Der Link des Auftrags wurde am {_moment(opened.opened_at)} geöffnet. Er kann auch aus "
        "einer früheren Nachricht stammen."
    )
    return Evidence("link", label, words, Weight.HINT, opened.opened_at)


def _of_payments(reminder: Reminder) -> Evidence:
    entries = payments_since(reminder)
    if not entries:
        words = "Seit dem Versandversuch ist keine Zahlung gebucht."
        return Evidence("payments", "Zahlungen", words, Weight.NOTHING)
    last = entries[-1]
    amount = euro(abs(sum(entry.amount for entry in entries)))
    count = plural(len(entries), "Zahlung", "Zahlungen")
    words = f"{count} über {amount} gebucht, zuletzt am {german_day(last.booked_on)}."
    return Evidence("payments", "Zahlungen", words, Weight.HINT, last.created_at)


def payments_since(reminder: Reminder) -> list[LedgerEntry]:
    """What was paid on its orders after the decision to send, oldest first."""
    paid: list[LedgerEntry] = []
    for item in reminder.items.exclude(decided_after_entry=None):
        entries = LedgerEntry.objects.effective().filter(
            order=item.order_id, kind=LedgerEntry.Kind.PAYMENT, pk__gt=item.decided_after_entry
        )
        paid.extend(entries)
    return sorted(paid, key=lambda entry: entry.pk)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{german_day(local.date())} um {local:%H:%M} Uhr"
