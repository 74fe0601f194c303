"""Send what is queued: the whole body first, then the decision, then the final dot.

No transaction is open while a PDF is made or a server is waited for (reliability.md 3.2).
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from common.jobs import enqueue
from orders.services.mail_failures import note_mail_failure
from reminders.adapters.addresses import sendable_address
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.journal import Journal, JournalClaim, JournalEntry
from reminders.adapters.mail import BuiltMail, InvalidAddress, build_mail
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.adapters.smtp import Ambiguous, NotAccepted, ServerUnavailable, SmtpClient
from reminders.models import Reminder
from reminders.rules.failures import COPY_REFUSED, explain_failure
from reminders.services import outbox
from reminders.services.content import content_of
from reminders.services.enclosures import enclosures_of
from reminders.services.kept_mails import keep
from reminders.services.outbox import Decision, Lease, Papers
from reminders.services.runs import DELIVERY_TASK, finish_idle_runs
from reminders.services.ways_back import way_back

# What only a person can mend: the address, the logo, the bank account.
UNSENDABLE = (InvalidAddress, LogoUnreadable, NotAGiroCode)
OTHER_WORKER_SECONDS = 0.2
Clock = Callable[[], datetime]


class DeliveryImpossible(Exception):
    """Nothing can be sent now; the message says why and what to do."""


def deliver_due(*, clock: Clock, seconds: float | None = None) -> Counter[str]:
    """Send due reminders one by one until none is left or the seconds have passed.

    Returns how many ended how. Raises DeliveryImpossible without a mail server or while it
    cannot be reached, and JournalNotWritable; in each case nothing is lost.
    """
    if settings.MAIL_SERVER is None:
        raise DeliveryImpossible("Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL.")
    journal = Journal(settings.JOURNAL_PATH)
    journal.check_writable()
    until = None if seconds is None else clock() + timedelta(seconds=seconds)
    ended: Counter[str] = Counter()
    reply_timeout = settings.DELIVERY.reply_timeout.total_seconds()
    with SmtpClient(settings.MAIL_SERVER, reply_timeout=reply_timeout) as client:
        while until is None or clock() < until:
            lease = outbox.claim_next(now=clock())
            if lease is None:
                break
            ended[_deliver_one(lease, client, journal, clock)] += 1
    finish_idle_runs(now=clock())
    if until is not None and outbox.has_due(now=clock()):
        enqueue(DELIVERY_TASK)
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
    expired = outbox.expired(now=clock())
    journal = Journal(settings.JOURNAL_PATH)
    accepted = journal.find([reminder.message_id for reminder in expired]) if expired else {}
    for reminder in expired:
        entry = accepted.get(reminder.message_id)
        moment = entry.at if entry else clock()
        outbox.recover(
            reminder.pk,
            entry.reply if entry else None,
            now=clock(),
            sent_on=timezone.localdate(moment),
        )
    finish_idle_runs(now=clock())
    if outbox.has_due(now=clock()):
        enqueue(DELIVERY_TASK)
    return len(expired)


def _deliver_one(lease: Lease, client: SmtpClient, journal: Journal, clock: Clock) -> str:
    """Bring one leased reminder to its end; returns how it ended."""
    reminder = Reminder.objects.select_related("creditor", "sales_account", "customer").get(
        pk=lease.reminder_id
    )
    try:
        mail, papers = _prepare(reminder, clock())
        client.transfer(mail.envelope_from, mail.recipients, mail.raw)
    except UNSENDABLE as error:
        outbox.settle_failed(lease, str(error), now=clock())
        return "failed"
    except NotAccepted as refusal:
        ended = _refused(lease, refusal, reminder.sales_account.copy_to, clock)
        _note_address(reminder, refusal, clock())
        return ended
    except ServerUnavailable as error:
        outbox.put_back(lease, str(error), now=clock(), is_servers_fault=True)
        raise DeliveryImpossible(str(error)) from error
    now = clock()
    decision = outbox.decide(lease, papers, today=timezone.localdate(now), now=now)
    if decision != Decision.SEND:
        client.abort()
        return str(decision)
    return _write_dot(lease, reminder, client, journal, clock)


def _write_dot(
    lease: Lease, reminder: Reminder, client: SmtpClient, journal: Journal, clock: Clock
) -> str:
    try:
        reply = client.finish()
    except NotAccepted as refusal:
        return _refused(lease, refusal, "", clock)
    except Ambiguous as error:
        outbox.settle_uncertain(lease, str(error), now=clock())
        return "uncertain"
    now = clock()
    try:
        journal.append(_journal_entry(reminder, reply, now))
    finally:
        # Also without the journal the database learns what the server said.
        outbox.settle_sent(lease, reply, now=now, sent_on=timezone.localdate(now))
    return "sent"


def _journal_entry(reminder: Reminder, reply: str, now: datetime) -> JournalEntry:
    claims = tuple(
        JournalClaim(item.order.sales_account.name, item.order.number, item.level)
        for item in reminder.items.select_related("order__sales_account")
    )
    return JournalEntry(
        reminder.pk, reminder.message_id, reply, now, reminder.display_number, claims
    )


def _refused(lease: Lease, refusal: NotAccepted, copy_to: str, clock: Clock) -> str:
    if refusal.is_permanent:
        outbox.settle_failed(lease, _why_refused(refusal, copy_to), now=clock())
        return "failed"
    outbox.put_back(lease, str(refusal), now=clock(), is_servers_fault=False)
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
    if copy_to and refusal.recipient == sendable_address(copy_to):
        return f"{COPY_REFUSED} „{copy_to}“ wurde abgewiesen: {refusal.code} {refusal.reply}"
    return str(refusal)


def _prepare(reminder: Reminder, now: datetime) -> tuple[BuiltMail, Papers]:
    """Make letter and mail, and what is kept of them."""
    content = content_of(reminder)
    pdf = letter_pdf(content)
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
