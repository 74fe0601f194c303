"""Send what is queued: the whole body first, then the decision, then the final dot.

No transaction is open while a PDF is made or a server is waited for (reliability.md 3.2).
"""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from common.jobs import ring
from orders.services.mail_failures import note_mail_failure
from reminders.adapters.addresses import sendable_address
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.journal import Journal, JournalClaim, JournalEntry, JournalNotWritable
from reminders.adapters.mail import BuiltMail, InvalidAddress, build_mail
from reminders.adapters.pdf import FilesAway, LogoUnreadable
from reminders.adapters.renderer import (
    LetterBroken,
    LetterTooHeavy,
    RendererUnavailable,
    render_letter,
)
from reminders.adapters.smtp import (
    Ambiguous,
    NotAccepted,
    NotAllowed,
    ServerUnavailable,
    SmtpClient,
)
from reminders.models import Reminder, ReminderItem
from reminders.rules.failures import COPY_REFUSED, explain_failure
from reminders.services import outbox
from reminders.services.content import content_of_items, items_of
from reminders.services.enclosures import enclosures_of
from reminders.services.kept_mails import keep
from reminders.services.mail_road import Clock, DeliveryImpossible, Road, check_ready
from reminders.services.outbox import Decision, Lease, Papers
from reminders.services.patience import BRIEFLY, DATABASE_AWAY, patiently
from reminders.services.runs import DELIVERY_TASK, finish_idle_runs
from reminders.services.ways_back import way_back

__all__ = ["DeliveryImpossible", "deliver_due", "deliver_run", "sweep"]

logger = logging.getLogger(__name__)

# What only a person can mend: the address, the logo, the bank account.
UNSENDABLE = (InvalidAddress, LogoUnreadable, NotAGiroCode)
OTHER_WORKER_SECONDS = 0.2
DATABASE_WAS_AWAY = "die Datenbank hat nicht geantwortet"
JOURNAL_FULL = "das Versandjournal war nicht beschreibbar"
STALLED = "der Rechner stand vor dem Abschluss still"
# Between decision and final dot; far below the lease, beyond any healthy commit.
LONGEST_STALL = min(timedelta(minutes=1), outbox.SENDING_LEASE / 2)


def deliver_due(*, clock: Clock, seconds: float | None = None) -> Counter[str]:
    """Send due reminders one by one until none is left or the seconds have passed.

    Returns how many ended how. Raises DeliveryImpossible without a mail server, while it cannot be
    reached and in quarantine, and JournalNotWritable; in each case nothing is lost.
    """
    journal = Journal(settings.JOURNAL_PATH)
    beginning = check_ready(journal, clock())
    assert settings.MAIL_SERVER is not None
    until = None if seconds is None else clock() + timedelta(seconds=seconds)
    ended: Counter[str] = Counter()
    reply_timeout = settings.DELIVERY.reply_timeout.total_seconds()
    with SmtpClient(settings.MAIL_SERVER, reply_timeout=reply_timeout) as client:
        road = Road(client, journal, clock, beginning)
        while until is None or clock() < until:
            lease = _next_lease(road)
            if lease is None:
                break
            ended[_deliver_one(lease, road)] += 1
    finish_idle_runs(now=clock())
    if until is not None and outbox.has_due(now=clock()):
        ring(DELIVERY_TASK)
    return ended


def deliver_run(run_id: int, *, clock: Clock) -> None:
    """Send until nothing of the run can be sent now, also what other workers have in hand.

    Raises as deliver_due does. Gives up waiting for another worker when its lease has ended.
    """
    until = clock() + outbox.SENDING_LEASE
    while True:
        deliver_due(clock=clock)
        if not outbox.is_in_hand(run_id) or clock() > until:
            return
        time.sleep(OTHER_WORKER_SECONDS)


def sweep(*, clock: Clock) -> int:
    """Settle reminders whose worker died, and ring again when something is due."""
    try:
        return _settle_expired(clock)
    finally:
        # Whatever went wrong with those, the others wait for the ring.
        if outbox.has_due(now=clock()):
            ring(DELIVERY_TASK)


def _settle_expired(clock: Clock) -> int:
    expired = outbox.expired(now=clock())
    journal = Journal(settings.JOURNAL_PATH)
    accepted = journal.find([reminder.message_id for reminder in expired]) if expired else {}
    for reminder in expired:
        _recover(reminder, accepted.get(reminder.message_id), clock())
    finish_idle_runs(now=clock())
    return len(expired)


def _recover(reminder: Reminder, entry: JournalEntry | None, now: datetime) -> None:
    """Settle one; what trips the program over it is tried again, and keeps no other from it."""
    sent_on = timezone.localdate(entry.at if entry else now)
    try:
        outbox.recover(reminder.pk, entry.reply if entry else None, now=now, sent_on=sent_on)
    except DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("Reminder %s could not be settled", reminder.pk)


def _next_lease(road: Road) -> Lease | None:
    """Claim the next reminder, but only with a server at the other end; None if none is due."""
    clock = road.clock
    is_connected = road.client.is_usable()
    if not is_connected and not patiently(lambda: outbox.has_due(now=clock()), within=BRIEFLY):
        return None
    road.open()
    return patiently(
        lambda: outbox.claim_next(now=clock(), remembered=road.waiting), within=BRIEFLY
    )


def _deliver_one(lease: Lease, road: Road) -> str:
    """Bring one leased reminder to its end; returns how it ended."""
    try:
        entry, decision, decided_at = _decide_with_body(lease, road)
    except (FilesAway, RendererUnavailable) as error:
        _give_back(lease, str(error), road)
        raise DeliveryImpossible(str(error)) from error
    except UNSENDABLE as error:
        return _fail(lease, str(error), road)
    except NotAccepted as refusal:
        return _refused_before_dot(lease, refusal, road)
    except ServerUnavailable as error:
        _give_back(lease, str(error), road)
        raise road.lost(error) from error
    except JournalNotWritable:
        _give_back(lease, JOURNAL_FULL, road)
        raise
    except DATABASE_AWAY as error:
        # Also when the decision was committed unseen: without the dot nothing was delivered.
        logger.warning("Reminder %s goes back to the queue: %s", lease.reminder_id, error)
        return _give_back(lease, DATABASE_WAS_AWAY, road)
    except (LetterTooHeavy, LetterBroken) as error:
        return _give_back(
            lease, str(error), road, is_its_fault=True, most_attempts=outbox.LETTER_ATTEMPTS
        )
    except Exception as error:
        # One broken reminder must not hold up all others; after some attempts it fails.
        logger.exception("Reminder %s could not be prepared", lease.reminder_id)
        why = f"die Vorbereitung ist abgebrochen ({type(error).__name__})"
        return _give_back(lease, why, road, is_its_fault=True)
    if decision != Decision.SEND:
        return _not_sent(decision, road)
    return _write_dot(lease, entry, decided_at, road)


def _decide_with_body(lease: Lease, road: Road) -> tuple[JournalEntry, Decision, datetime]:
    """Hand over all but the final dot, then decide; whatever is raised, nothing was delivered."""
    reminder = Reminder.objects.select_related(*outbox.FOR_CONTENT).get(pk=lease.reminder_id)
    items = items_of(reminder)
    mail, papers = _prepare(reminder, items, road.clock())
    # Nothing may be asked of the database between the server's yes and the journal.
    entry = _journal_entry(reminder, items, road.clock())
    road.client.transfer(mail.envelope_from, mail.recipients, mail.raw)
    road.note_reached()
    road.check_journal()
    now = road.clock()
    today = timezone.localdate(now)
    decision = outbox.decide(lease, papers, today=today, now=now, beginning=road.beginning)
    return entry, decision, now


def _not_sent(decision: Decision, road: Road) -> str:
    """Drop the mail; in another database the worker ends, and the next beginning looks at it."""
    road.client.abort()
    if decision == Decision.ANOTHER_DATABASE:
        raise DeliveryImpossible(f"Es geht nicht weiter: {outbox.RESTORED_MEANWHILE}.")
    return str(decision)


def _write_dot(lease: Lease, entry: JournalEntry, decided_at: datetime, road: Road) -> str:
    """Write the final dot and keep what the server said, first in the journal."""
    if abs(road.clock() - decided_at) > LONGEST_STALL:
        # The machine stood still: by now the sweep, or a person, may have given the mail up.
        return _give_back(lease, STALLED, road)
    try:
        reply = road.client.finish()
    except NotAccepted as refusal:
        return _refused(lease, refusal, "", road)
    except Ambiguous as error:
        why, now = str(error), road.clock()
        patiently(lambda: outbox.settle_uncertain(lease, why, now=now))
        return "uncertain"
    now = road.clock()
    try:
        road.journal.append(replace(entry, reply=reply, at=now))
    finally:
        # Also without the journal the database learns what the server said.
        mail, sent_on = entry.message_id, timezone.localdate(now)
        patiently(
            lambda: outbox.settle_sent(lease, reply, message_id=mail, now=now, sent_on=sent_on)
        )
    return "sent"


def _journal_entry(
    reminder: Reminder, items: Sequence[ReminderItem], now: datetime
) -> JournalEntry:
    """The reminder's line but for the reply."""
    claims = tuple(
        JournalClaim(item.order.sales_account.name, item.order.number, item.level) for item in items
    )
    return JournalEntry(reminder.pk, reminder.message_id, "", now, reminder.display_number, claims)


def _fail(lease: Lease, why: str, road: Road) -> str:
    now = road.clock()
    patiently(lambda: outbox.settle_failed(lease, why, now=now))
    return "failed"


def _give_back(
    lease: Lease,
    why: str,
    road: Road,
    *,
    is_its_fault: bool = False,
    most_attempts: int = outbox.MOST_ATTEMPTS,
) -> str:
    """Drop the connection and queue the reminder again; "revoked" when the lease was lost."""
    road.client.abort()
    now = road.clock()
    is_back = patiently(
        lambda: outbox.put_back(
            lease, why, now=now, is_servers_fault=not is_its_fault, most_attempts=most_attempts
        )
    )
    return "postponed" if is_back else str(Decision.REVOKED)


def _refused_before_dot(lease: Lease, refusal: NotAccepted, road: Road) -> str:
    """What the server does not take: it answered, so it is there."""
    if refusal.code:
        road.note_reached()
    named = Reminder.objects.select_related("sales_account").filter(pk=lease.reminder_id)
    reminder = patiently(named.get)
    ended = _refused(lease, refusal, reminder.sales_account.copy_to, road)
    _note_address(reminder, refusal, road.clock())
    return ended


def _refused(lease: Lease, refusal: NotAccepted, copy_to: str, road: Road) -> str:
    if refusal.is_permanent:
        return _fail(lease, _why_refused(refusal, copy_to), road)
    now = road.clock()
    patiently(lambda: outbox.put_back(lease, str(refusal), now=now, is_servers_fault=False))
    return "postponed"


def _note_address(reminder: Reminder, refusal: NotAccepted, now: datetime) -> None:
    """Remember that no mail reaches the customer: the next reminder goes as a letter.

    Only when the server does not know the mailbox; what it holds against the sender or the
    content would turn every mail into a letter.
    """
    is_about_address = refusal.recipient == sendable_address(reminder.recipient)
    if is_about_address and explain_failure(str(refusal)).is_address_wrong:
        note_mail_failure(
            reminder.customer_id, reminder.recipient, failed_on=timezone.localdate(now)
        )


def _why_refused(refusal: NotAccepted, copy_to: str) -> str:
    """The refusal in words; a wrong copy address is not the customer's fault."""
    if isinstance(refusal, NotAllowed):
        return str(refusal)
    if copy_to and refusal.recipient == sendable_address(copy_to):
        return f"{COPY_REFUSED} „{copy_to}“ wurde abgewiesen: {refusal.code} {refusal.reply}"
    return str(refusal)


def _prepare(
    reminder: Reminder, items: Sequence[ReminderItem], now: datetime
) -> tuple[BuiltMail, Papers]:
    """Make letter and mail, and what is kept of them."""
    content = content_of_items(reminder, items)
    pdf = render_letter(content)
    account = reminder.sales_account
    sender = sendable_address(account.effective_sender_email)
    back = way_back(reminder, sender, today=timezone.localdate(now))
    mail = build_mail(
        content,
        sender=sender,
        envelope_from=back.envelope_from,
        headers=back.headers,
        recipient=reminder.recipient,
        copy_to=account.copy_to,
        message_id=reminder.message_id,
        pdf=pdf,
        sent_at=now,
        enclosures=[(one.name, one.pdf) for one in enclosures_of(reminder)],
    )
    papers = Papers(
        sender=sender,
        reply_to=content.reply_to,
        copy_to=account.copy_to,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        mail_text=keep(mail.text),
        mail_html=keep(mail.html),
    )
    return mail, papers
