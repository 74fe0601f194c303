"""The outbox: claim a reminder, decide, settle. Short transactions, the order locked first.

Every claim carries a lease token; who lost the lease changes nothing any more. What may be on
the wire is never queued again without the server's definite "no" (reliability.md 3.1–3.3).
"""

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from orders.models import LedgerEntry, Order
from orders.services.history import record
from reminders.models import Channel, DunningRun, Reminder, ReminderDocument, ReminderItem
from reminders.rules.states import IN_FLIGHT, LATE_YES, MAY_HEAR_YES, ReminderState
from reminders.services.enclosures import enclosed_words
from reminders.services.instances import Beginning
from reminders.services.locks import lock_reminder
from reminders.services.mail_channel import lock_channel, stopped_accounts, why_halted
from reminders.services.reminder_states import move
from reminders.services.runs import finish_if_done
from reminders.services.sent import note_sent, objection_to

logger = logging.getLogger(__name__)
PREPARING_LEASE = settings.DELIVERY.preparing_lease
# Longer than the mail client waits for the reply to the final dot.
SENDING_LEASE = settings.DELIVERY.sending_lease
BACKOFF = settings.DELIVERY.retries
MOST_ATTEMPTS = len(BACKOFF) + 1
# A letter that its child died of costs seconds of the processor each time.
LETTER_ATTEMPTS = min(3, MOST_ATTEMPTS)
# Looking through all that waits is dear when much does, so a worker remembers some.
CANDIDATES = 50
RESTORED_MEANWHILE = "die Datenbank wurde während des Versands wiederhergestellt"
# Of a reminder, what its letter and its mail name.
FOR_CONTENT = ("creditor", "sales_account__creditor", "customer")
# Letters wait for a clerk to print them.
BY_MAIL = (Channel.EMAIL, Channel.BOTH)


class Decision(StrEnum):
    """Whether the final dot may be written."""

    SEND = "send"
    REVOKED = "revoked"
    HALTED = "halted"
    ANOTHER_DATABASE = "another_database"


@dataclass(frozen=True, slots=True)
class Papers:
    """Mail and letter as they are sent; the fields are those of ReminderDocument."""

    sender: str
    reply_to: str
    copy_to: str
    pdf: bytes
    pdf_sha256: str
    mail_text: str
    mail_html: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one reminder until it ends; the token is the fence."""

    reminder_id: int
    token: uuid.UUID


def claim_next(*, now: datetime, remembered: list[int] | None = None) -> Lease | None:
    """Claim the oldest due reminder of an order with nothing in flight, or None.

    remembered: what the caller saw waiting the last time, looked at first and brought up to date.
    """
    waiting = _claimable(now).values_list("pk", flat=True)
    known = [] if remembered is None else remembered
    lease = _claim_first(waiting.filter(pk__in=known), now=now) if known else None
    if lease is None:
        known[:] = waiting[:CANDIDATES]
        lease = _claim_first(known, now=now)
    return lease


def _claim_first(reminder_ids: Iterable[int], *, now: datetime) -> Lease | None:
    """Claim the first of them that nobody else claims meanwhile."""
    leases = (_claim(reminder_id, now=now) for reminder_id in list(reminder_ids))
    return next((lease for lease in leases if lease is not None), None)


def _claimable(now: datetime) -> QuerySet[Reminder]:
    in_flight = ReminderItem.objects.filter(
        order__reminder_items__reminder=OuterRef("pk"), state__in=IN_FLIGHT
    )
    return (
        Reminder.objects.filter(state=ReminderState.QUEUED, channel__in=BY_MAIL)
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
        .exclude(Exists(in_flight))
        .exclude(stopped_accounts())
        .order_by("not_before", "pk")
    )


@transaction.atomic
def _claim(reminder_id: int, *, now: datetime) -> Lease | None:
    wanted = set(ReminderItem.objects.filter(reminder=reminder_id).values_list("order", flat=True))
    orders = Order.objects.filter(pk__in=wanted).order_by("pk").select_for_update(skip_locked=True)
    if len(orders.values_list("pk", flat=True)) < len(wanted):
        return None
    reminder = _claimable(now).filter(pk=reminder_id).select_for_update(of=("self",)).first()
    if reminder is None:
        return None
    token = uuid.uuid4()
    move(
        reminder,
        ReminderState.PREPARING,
        lease_token=token,
        lease_until=now + PREPARING_LEASE,
        attempts=reminder.attempts + 1,
    )
    DunningRun.objects.filter(pk=reminder.run_id, state=DunningRun.State.RELEASED).update(
        state=DunningRun.State.RUNNING
    )
    return Lease(reminder_id, token)


def decide(
    lease: Lease,
    papers: Papers,
    *,
    today: date,
    now: datetime,
    beginning: Beginning | None = None,
) -> Decision:
    """Commit the intent to send and the papers as they stand in the message.

    Not if the lease was lost, the debt has changed or somebody has stopped the sending meanwhile,
    nor if the database was restored since the worker's beginning. Call after the whole message but
    its final dot was handed over; on any other answer than SEND drop the connection, then nothing
    was delivered. A halted reminder waits for its release.
    """
    with transaction.atomic():
        orders, reminder = lock_reminder(lease.reminder_id)
        if reminder.state != ReminderState.PREPARING or reminder.lease_token != lease.token:
            logger.warning("Lease lost before the final dot: reminder %s", lease.reminder_id)
            return Decision.REVOKED
        if cancel_if_objected(reminder, orders, today=today, now=now):
            return Decision.REVOKED
        channel = lock_channel()
        if beginning is not None and not beginning.fits(channel):
            _requeue(reminder, RESTORED_MEANWHILE, not_before=now, attempts=reminder.attempts - 1)
            return Decision.ANOTHER_DATABASE
        if halted := why_halted(channel, reminder.sales_account_id):
            _requeue(reminder, halted, not_before=now, attempts=reminder.attempts - 1)
            return Decision.HALTED
        _note_seen_bookings(reminder)
        keep_papers(reminder, papers)
        move(
            reminder,
            ReminderState.SENDING,
            decided_at=now,
            decided_host=beginning.host if beginning else "",
            lease_until=now + SENDING_LEASE,
        )
        return Decision.SEND


def keep_papers(reminder: Reminder, papers: Papers) -> None:
    """Store the papers in one statement, in place of those of an earlier attempt."""
    values = asdict(papers)
    ReminderDocument.objects.bulk_create(
        [ReminderDocument(reminder=reminder, **values)],
        update_conflicts=True,
        unique_fields=["reminder"],
        update_fields=list(values),
    )


def _note_seen_bookings(reminder: Reminder) -> None:
    """Keep each order's newest booking, 0 for none: the locks make exact which were seen."""
    newest = LedgerEntry.objects.filter(order=OuterRef("order")).order_by("-pk")
    ReminderItem.objects.filter(reminder=reminder).update(
        decided_after_entry=Coalesce(Subquery(newest.values("pk")[:1]), 0)
    )


def cancel_if_objected(
    reminder: Reminder, orders: Sequence[Order], *, today: date, now: datetime
) -> bool:
    """Cancel an undecided, locked reminder that must not go out after all; True if so."""
    objection = objection_to(reminder, orders, today)
    if objection:
        move(reminder, ReminderState.CANCELLED, outcome=objection, lease_token=None)
        for order in orders:
            record(order, f"Mahnung {reminder} nicht versendet: {objection}.", actor=None)
        finish_if_done(reminder.run, now=now)
    return bool(objection)


@transaction.atomic
def settle_sent(lease: Lease, reply: str, *, message_id: str, now: datetime, sent_on: date) -> None:
    """The server took the mail: the only thing that raises an order's level.

    A yes is a fact also for who lost the lease: what a person queued again meanwhile is sent by
    then, and its next attempt is revoked. message_id: of the mail that the yes is about, since a
    restored database may give the reminder's key to another one.
    """
    orders, reminder = lock_reminder(lease.reminder_id)
    if reminder.message_id != message_id:
        logger.error("Reminder %s is another one than was accepted: %s", reminder.pk, message_id)
    elif reminder.state in MAY_HEAR_YES and reminder.channel in BY_MAIL:
        _settle_sent(orders, reminder, reply, now=now, sent_on=sent_on)
    elif reminder.state not in (ReminderState.SENT, ReminderState.WITHDRAWN):
        logger.error("Reminder %s was accepted, but is %s", reminder.pk, reminder.state)
        told = f"Der Mailserver hat die E-Mail zu Mahnung {reminder} doch angenommen: {reply}"
        for order in orders:
            record(order, told[:500], actor=None)


@transaction.atomic
def settle_failed(lease: Lease, why: str, *, now: datetime) -> None:
    """A definite, lasting refusal: a person has to look at the address."""
    _orders, reminder = lock_reminder(lease.reminder_id)
    if _is_held(reminder, lease):
        _fail(reminder, why, now=now)


@transaction.atomic
def settle_uncertain(lease: Lease, why: str, *, now: datetime) -> None:
    """Nobody knows whether it went out: never repeated by the program."""
    orders, reminder = lock_reminder(lease.reminder_id)
    if reminder.lease_token == lease.token and reminder.state == ReminderState.SENDING:
        _make_uncertain(orders, reminder, why, now=now)


@transaction.atomic
def put_back(
    lease: Lease,
    why: str,
    *,
    now: datetime,
    is_servers_fault: bool,
    most_attempts: int = MOST_ATTEMPTS,
) -> bool:
    """Queue a provably undelivered reminder again, later each time; at last it fails.

    is_servers_fault: mail server, database or journal was away, which never counts against the
    mail. Returns False when the lease is lost: somebody else has settled it.
    """
    _orders, reminder = lock_reminder(lease.reminder_id)
    if not _is_held(reminder, lease):
        return False
    if is_servers_fault:
        _requeue(reminder, why, not_before=now + BACKOFF[0], attempts=reminder.attempts - 1)
    elif reminder.attempts >= most_attempts:
        _fail(reminder, f"nach {reminder.attempts} Versuchen aufgegeben: {why}", now=now)
    else:
        _requeue(reminder, why, not_before=now + BACKOFF[reminder.attempts - 1])
    return True


def expired(*, now: datetime) -> list[Reminder]:
    """Reminders whose worker is gone: their lease has ended."""
    return list(
        Reminder.objects.filter(
            state__in=(ReminderState.PREPARING, ReminderState.SENDING), lease_until__lt=now
        ).order_by("pk")
    )


@transaction.atomic
def recover(reminder_id: int, accepted_reply: str | None, *, now: datetime, sent_on: date) -> None:
    """Settle one reminder whose lease has ended.

    accepted_reply: the server's yes as the journal has it, or None.
    """
    orders, reminder = lock_reminder(reminder_id)
    if reminder.lease_until is None or reminder.lease_until >= now:
        return
    if reminder.state == ReminderState.PREPARING and reminder.attempts > len(BACKOFF):
        _fail(reminder, "die Vorbereitung ist mehrmals abgebrochen", now=now)
    elif reminder.state == ReminderState.PREPARING:
        _requeue(reminder, "die Vorbereitung wurde unterbrochen", not_before=now)
    elif reminder.state == ReminderState.SENDING and accepted_reply is not None:
        _settle_sent(orders, reminder, accepted_reply, now=now, sent_on=sent_on)
    elif reminder.state == ReminderState.SENDING:
        _make_uncertain(orders, reminder, "der Versand wurde unterbrochen", now=now)


def has_due(*, now: datetime) -> bool:
    """Whether something waits to be claimed now."""
    return _claimable(now).exists()


def is_in_hand(run_id: int) -> bool:
    """Whether a worker is busy with one of the run's mails; letters lie on a clerk's desk."""
    in_hand = (ReminderState.PREPARING, ReminderState.SENDING)
    mails = Reminder.objects.filter(run=run_id, channel__in=BY_MAIL)
    return mails.filter(state__in=in_hand).exists()


def _is_held(reminder: Reminder, lease: Lease) -> bool:
    """Whether the lease still holds: a refusal may come after the sweep gave the mail up.

    Such a late "no" leaves the reminder uncertain, as a person may have acted on that already.
    """
    is_worked_on = reminder.state in (ReminderState.PREPARING, ReminderState.SENDING)
    return is_worked_on and reminder.lease_token == lease.token


def _settle_sent(
    orders: Sequence[Order], reminder: Reminder, reply: str, *, now: datetime, sent_on: date
) -> None:
    move(
        reminder,
        ReminderState.SENT,
        further=LATE_YES,
        sent_at=now,
        sent_on=sent_on,
        server_reply=reply[:500],
        outcome="",
        lease_until=None,
    )
    note_sent(reminder, orders, sent_on=sent_on)
    for order in orders:
        if words := enclosed_words(reminder, order):
            record(order, f"Mit der Mahnung geht: {words}.", actor=None)
    finish_if_done(reminder.run, now=now)


def _make_uncertain(
    orders: Sequence[Order], reminder: Reminder, why: str, *, now: datetime
) -> None:
    move(reminder, ReminderState.UNCERTAIN, outcome=why[:500], lease_until=None)
    for order in orders:
        told = f"Ob Mahnung {reminder} zugestellt wurde, ist ungeklärt: {why}"
        record(order, told[:500], actor=None)
    finish_if_done(reminder.run, now=now)


def _fail(reminder: Reminder, why: str, *, now: datetime) -> None:
    move(reminder, ReminderState.FAILED, outcome=why[:500], lease_token=None, lease_until=None)
    for order in _orders(reminder):
        record(order, f"Mahnung {reminder} nicht zugestellt: {why}", actor=None)
    finish_if_done(reminder.run, now=now)


def _requeue(
    reminder: Reminder, why: str, *, not_before: datetime, attempts: int | None = None
) -> None:
    move(
        reminder,
        ReminderState.QUEUED,
        outcome=why[:500],
        not_before=not_before,
        lease_token=None,
        lease_until=None,
        attempts=reminder.attempts if attempts is None else attempts,
    )


def _orders(reminder: Reminder) -> Iterator[Order]:
    for item in reminder.items.select_related("order"):
        yield item.order
