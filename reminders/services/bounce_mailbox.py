"""Read the mailbox that reminders come back to, and take down what it says."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from reminders.adapters.addresses import InvalidAddress, sendable_address
from reminders.adapters.delivery_reports import (
    DeliveryReport,
    Finding,
    UnreadableReport,
    read_report,
)
from reminders.adapters.mailbox import ArrivedMail, Mailbox, MailboxUnreachable
from reminders.models import Reminder
from reminders.rules.return_paths import ReturnPathExpired, ReturnPathForged
from reminders.services.delivery_events import Heard, note_event
from reminders.services.patience import DATABASE_AWAY
from reminders.services.uncertain import settle_proven
from reminders.services.ways_back import reminder_behind

__all__ = [
    "MailboxUnreachable",
    "Outcome",
    "bounce_round",
    "bounce_words",
    "fetch_bounces",
    "take_mail",
]

logger = logging.getLogger(__name__)
SOURCE = "mailbox"
MAILS_AT_ONCE = 200


class Outcome(StrEnum):
    """What became of one mail of the mailbox."""

    NOTED = "noted"
    KNOWN = "known"
    FORGED = "forged"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


_WORDS = {
    Outcome.NOTED: "vermerkt",
    Outcome.KNOWN: "schon bekannt",
    Outcome.FOREIGN: "ohne Bezug zu einer Mahnung",
    Outcome.FORGED: "mit gefälschter oder abgelaufener Rücksendeadresse",
    Outcome.UNREADABLE: "nicht lesbar",
}
UNDERSTOOD = frozenset({Outcome.NOTED, Outcome.KNOWN})


@dataclass(frozen=True, slots=True)
class BounceRound:
    """What became of one round; trouble: what could not be read, in German, or ""."""

    settled: int
    outcomes: Mapping[str, int]
    is_read: bool
    trouble: str


def bounce_round(*, now: datetime) -> BounceRound:
    """Settle what late evidence proves, then read the mailbox: neither keeps the other from it."""
    settled, outcomes, is_read, troubles = 0, Counter[str](), True, []
    try:
        settled = settle_proven(now=now)
    except OSError as error:
        logger.exception("Nothing could be settled by late evidence")
        troubles.append(f"Das Versandjournal ist nicht lesbar: {error.strerror or error}")
    try:
        outcomes = fetch_bounces(now=now)
    except MailboxUnreachable as error:
        is_read = False
        troubles.append(str(error))
    return BounceRound(settled, outcomes, is_read, "; ".join(troubles))


def fetch_bounces(*, now: datetime) -> Counter[str]:
    """Take down what is new in the mailbox; returns how many mails had which outcome.

    Without a mailbox there is nothing to do. A mail leaves the inbox only after all that it says
    is kept; what is forged, foreign or unreadable stays there for a person, and no mail keeps the
    next one from being read. Raises MailboxUnreachable, and DATABASE_AWAY with the mail untouched.
    """
    outcomes: Counter[str] = Counter()
    if settings.BOUNCE_MAILBOX is None:
        return outcomes
    with Mailbox(settings.BOUNCE_MAILBOX) as mailbox:
        for mail in mailbox.new_mails(at_most=MAILS_AT_ONCE):
            outcome = _take_whatever_comes(mail, now)
            outcomes[outcome] += 1
            if outcome in UNDERSTOOD:
                mailbox.file_away(mail)
            else:
                mailbox.leave_for_person(mail)
    if outcomes:
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        logger.info("Bounce mailbox: %s", told)
    return outcomes


def bounce_words(outcomes: Mapping[str, int]) -> str:
    """How many mails had which outcome, in German."""
    told = [f"{outcomes[one]} {words}" for one, words in _WORDS.items() if outcomes.get(one)]
    return ", ".join(told) or "keine neuen Rückläufer"


def _take_whatever_comes(mail: ArrivedMail, now: datetime) -> Outcome:
    """Anybody may write to this mailbox: what trips the program over one mail ends with it."""
    try:
        return take_mail(mail.raw, now=now)
    except DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("Bounce mailbox: mail %s left alone, it could not be taken down", mail.uid)
        return Outcome.UNREADABLE


def take_mail(raw: bytes, *, now: datetime) -> Outcome:
    """Take down what one mail says of our reminders; the same mail again changes nothing."""
    try:
        report = read_report(raw)
        found = _about(report, now) if report else None
    except UnreadableReport as error:
        logger.warning("Bounce mailbox: unreadable mail left alone (%s)", error)
        return Outcome.UNREADABLE
    except (ReturnPathForged, ReturnPathExpired) as error:
        logger.warning("Bounce mailbox: mail ignored, its return path is not genuine (%s)", error)
        return Outcome.FORGED
    if report is None or found is None:
        return Outcome.FOREIGN
    reminder, findings = found
    news = [
        note_event(_heard(report, number, finding, reminder), now=now)
        for number, finding in enumerate(findings)
    ]
    return Outcome.NOTED if any(news) else Outcome.KNOWN


def _about(report: DeliveryReport, now: datetime) -> tuple[Reminder, Sequence[Finding]] | None:
    """The reminder that the report is about, with what it says of the customer's address.

    By the signed return path; else by the Message-ID that came back, which anybody may have seen,
    and then only for the very address that the reminder was sent to. The signature is bound to our
    Message-ID, so it counts also where a relay has given the mail another. Raises ReturnPathForged
    and ReturnPathExpired.
    """
    signed = reminder_behind(report.arrived_at, today=timezone.localdate(now))
    reminder = signed or _with_message_id(report.message_ids)
    if reminder is None or not reminder.recipient:
        return None
    findings = _findings_about(reminder, report.findings, is_signed=signed is not None)
    return (reminder, findings) if findings else None


def _with_message_id(message_ids: Sequence[str]) -> Reminder | None:
    reminders = Reminder.objects.select_related("sales_account").exclude(recipient="")
    return reminders.filter(message_id__in=message_ids).first() if message_ids else None


def _findings_about(
    reminder: Reminder, findings: Sequence[Finding], *, is_signed: bool
) -> Sequence[Finding]:
    """What is said of the customer's address; a signed report may name one it was forwarded to.

    The archive's address gets the same mail under the same return path: its trouble is not the
    customer's.
    """
    recipient = _folded(reminder.recipient)
    exact = [one for one in findings if recipient in map(_folded, one.addresses)]
    if exact or not is_signed:
        return exact
    copy_to = _folded(reminder.sales_account.copy_to)
    return [one for one in findings if copy_to not in map(_folded, one.addresses)]


def _folded(address: str) -> str:
    """The address in the one spelling in which two can be compared."""
    try:
        return sendable_address(address).lower()
    except InvalidAddress:
        return address.strip().lower()


def _heard(report: DeliveryReport, number: int, finding: Finding, reminder: Reminder) -> Heard:
    return Heard(
        source=SOURCE,
        event_id=f"{report.report_id} {number}" if number else report.report_id,
        kind=finding.kind,
        reminder_id=reminder.pk,
        address=next(iter(finding.addresses), ""),
        details=finding.details,
        occurred_at=report.sent_at,
    )
