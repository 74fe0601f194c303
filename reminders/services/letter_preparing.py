"""Make the PDFs of a print batch, letter by letter in short transactions.

Like a mail, a letter is made outside of any transaction; then it is looked at once more.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.pdf import FilesAway, LogoUnreadable
from reminders.adapters.renderer import (
    LetterBroken,
    LetterTooHeavy,
    RendererUnavailable,
    render_letter,
)
from reminders.models import DunningRun, PrintBatch, Reminder, ReminderItem
from reminders.rules.states import IN_FLIGHT, ReminderState
from reminders.services import outbox
from reminders.services.batch_pdf import count_pages
from reminders.services.content import content_of
from reminders.services.letters import unprepared
from reminders.services.locks import lock_reminder
from reminders.services.outbox import PREPARING_LEASE, Lease, Papers
from reminders.services.reminder_states import move

# What only a person can mend: the logo, the bank account.
UNPRINTABLE = (LogoUnreadable, NotAGiroCode)
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def prepare_batch(batch_id: int, *, clock: Clock) -> PrintBatch:
    """Make every letter of the batch that is not made yet; ringing twice does no harm.

    A letter that something speaks against by now is cancelled instead, with the reason. One that
    the program stumbles over waits for the next ring, and fails after a few; the others go on.
    """
    batch = PrintBatch.objects.get(pk=batch_id)
    waiting = batch.reminders.filter(state=ReminderState.QUEUED).order_by("pk")
    for reminder_id in list(waiting.values_list("pk", flat=True)):
        lease = _claim(reminder_id, batch_id, now=clock())
        if lease is not None:
            _prepare_one(lease, clock)
    if not unprepared(batch).exists():
        PrintBatch.objects.filter(pk=batch_id).update(
            page_count=count_pages(batch, timezone.localdate(clock()))
        )
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _claim(reminder_id: int, batch_id: int, *, now: datetime) -> Lease | None:
    orders, reminder = lock_reminder(reminder_id)
    if reminder.state != ReminderState.QUEUED or reminder.print_batch_id != batch_id:
        return None
    if ReminderItem.objects.filter(order__in=orders, state__in=IN_FLIGHT).exists():
        # Two reminders of one order never cross: this one waits for the next batch.
        reminder.print_batch = None
        reminder.save(update_fields=["print_batch"])
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


def _prepare_one(lease: Lease, clock: Clock) -> None:
    reminder = Reminder.objects.select_related(*outbox.FOR_CONTENT).get(pk=lease.reminder_id)
    try:
        content = content_of(reminder)
        pdf = render_letter(content)
    except (FilesAway, RendererUnavailable) as error:
        outbox.put_back(lease, str(error), now=clock(), is_servers_fault=True)
        raise
    except UNPRINTABLE as error:
        outbox.settle_failed(lease, str(error), now=clock())
        return
    except (LetterTooHeavy, LetterBroken) as error:
        _put_back(lease, str(error), clock, most_attempts=outbox.LETTER_ATTEMPTS)
        return
    except Exception as error:
        # Whatever one letter suffers from, all letters behind it would wait for.
        logger.exception("Brief zu Mahnung %s lässt sich nicht erstellen", reminder)
        why = f"der Brief ließ sich nicht erstellen ({type(error).__name__})"
        _put_back(lease, why, clock)
        return
    now = clock()
    keep_letter(lease, _papers(pdf, content.reply_to), today=timezone.localdate(now), now=now)


def _put_back(
    lease: Lease, why: str, clock: Clock, *, most_attempts: int = outbox.MOST_ATTEMPTS
) -> None:
    """Let the letter wait for the next ring; after so many attempts it fails."""
    outbox.put_back(lease, why, now=clock(), is_servers_fault=False, most_attempts=most_attempts)


def _papers(pdf: bytes, reply_to: str) -> Papers:
    """What is kept of a letter: no mail goes with it."""
    return Papers(
        sender="",
        reply_to=reply_to,
        copy_to="",
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        mail_text="",
        mail_html="",
    )


@transaction.atomic
def keep_letter(lease: Lease, papers: Papers, *, today: date, now: datetime) -> bool:
    """Keep the finished letter in its batch; False if the lease is lost or the debt has changed."""
    orders, reminder = lock_reminder(lease.reminder_id)
    if reminder.state != ReminderState.PREPARING or reminder.lease_token != lease.token:
        return False
    if outbox.cancel_if_objected(reminder, orders, today=today, now=now):
        return False
    outbox.keep_papers(reminder, papers)
    # Without a lease it is finished and lies with the clerk, however long that takes.
    reminder.lease_token = reminder.lease_until = None
    reminder.save(update_fields=["lease_token", "lease_until"])
    return True
