"""A clerk says that printed letters are in the post: only that makes them count as sent.

What he names is a fact. Neither a payment nor a block that came in between takes it back.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from common.jobs import enqueue
from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from reminders.models import PrintBatch, Reminder, ReminderItem
from reminders.rules.states import LIVE, ReminderState
from reminders.services.enclosures import enclosed_words
from reminders.services.letter_pile import BatchLetter, letters_of
from reminders.services.letters import (
    RECORD_TASK,
    PrintRefused,
    lock_batch,
    put_back,
    refuse_if_restored,
    unprepared,
    unrecorded,
)
from reminders.services.locks import lock_reminder
from reminders.services.reminder_states import cancel, move, revoke
from reminders.services.runs import finish_if_done
from reminders.services.sent import note_sent

# What is noted while the clerk waits; more is noted in the background.
SMALL_BATCH = 25
NOON = time(12, 0)
logger = logging.getLogger(__name__)


def mark_posted(
    batch_id: int,
    *,
    posted_on: date,
    not_posted: Collection[int] = (),
    posted_anyway: Collection[int] = (),
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> PrintBatch:
    """Keep that the letters of a batch went to the post on the day, without the exceptions.

    not_posted: keys of reminders whose letters wait for the next batch. posted_anyway: keys of
    those in the post whatever speaks against them by now; else such a letter stays here. Raises
    PrintRefused for a batch that is marked already, still being made or empty, for a day before
    the batch or after today, and in a restored database, where somebody may have marked it before.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id)
        _check(batch, posted_on, today)
        list(batch.reminders.select_for_update(of=("self",)).order_by("pk"))
        letters = [one for one in letters_of(batch, posted_on) if one.reminder.pk not in not_posted]
        posted = [one.reminder.pk for one in letters if _is_posted(one, posted_anyway)]
        if not posted:
            raise PrintRefused("Es bleibt kein Brief, der versendet wurde.")
        put_back(batch.reminders.released_letters().filter(pk__in=not_posted))
        moment = now if posted_on == today else _noon_of(posted_on)
        Reminder.objects.filter(pk__in=posted).update(printed_at=moment)
        _keep_here((one for one in letters if one.reminder.pk not in posted), now=now)
        batch.sent_at, batch.sent_by = now, actor
        batch.save(update_fields=["sent_at", "sent_by"])
        refuse_if_restored()
        enqueue(RECORD_TASK, batch_id)
    if len(posted) <= SMALL_BATCH:
        record_posted(batch_id, now=now)
    return batch


def _is_posted(letter: BatchLetter, posted_anyway: Collection[int]) -> bool:
    if letter.why_not:
        return letter.may_be_in_post and letter.reminder.pk in posted_anyway
    return letter.reminder.letter_state == Reminder.LetterState.TO_PRINT


def _keep_here(letters: Iterable[BatchLetter], *, now: datetime) -> None:
    """Let what nobody posted, as something speaks against it, never be posted."""
    for letter in letters:
        reminder = letter.reminder
        if reminder.state == ReminderState.PREPARING:
            cancel([reminder], letter.why_not)
            finish_if_done(reminder.run, now=now)
        elif reminder.state == ReminderState.SENT and letter.may_be_in_post:
            reminder.letter_state = Reminder.LetterState.NONE
            reminder.outcome = letter.why_not
            reminder.save(update_fields=["letter_state", "outcome"])
            for item in reminder.items.all():
                told = f"Brief zu Mahnung {reminder} nicht versendet: {letter.why_not}."
                record(item.order, told, actor=None)


def record_posted(batch_id: int, *, now: datetime) -> int:
    """Note each posted letter of a marked batch as sent; returns how many it came to.

    Letter by letter in short transactions; ringing twice does no harm. In a restored database they
    wait until it is reconciled.
    """
    batch = PrintBatch.objects.select_related("sent_by").get(pk=batch_id)
    waiting = list(unrecorded(batch).order_by("pk").values_list("pk", flat=True))
    for done, reminder_id in enumerate(waiting):
        try:
            _record(reminder_id, batch, now=now)
        except PrintRefused as refusal:
            logger.warning("%s", refusal)
            return done
    return len(waiting)


def _check(batch: PrintBatch, posted_on: date, today: date) -> None:
    if batch.sent_at is not None:
        raise PrintRefused("Dieser Druckstapel ist schon als versendet vermerkt.")
    if unprepared(batch).exists():
        raise PrintRefused("Der Druckstapel wird noch erstellt.")
    created_on = timezone.localdate(batch.created_at)
    if not created_on <= posted_on <= today:
        raise PrintRefused(
            f"Der Versandtag liegt zwischen dem {german_day(created_on)}, an dem der Stapel "
            f"erstellt wurde, und dem {german_day(today)}."
        )


def _noon_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))


@transaction.atomic
def _record(reminder_id: int, batch: PrintBatch, *, now: datetime) -> None:
    orders, reminder = lock_reminder(reminder_id)
    is_waiting = reminder.letter_state == Reminder.LetterState.TO_PRINT
    if not is_waiting or reminder.print_batch_id != batch.pk or reminder.printed_at is None:
        return
    if reminder.state in (ReminderState.PREPARING, ReminderState.CANCELLED):
        _record_letter(reminder, orders, batch, now=now)
    else:
        _record_paper(reminder, orders, batch)
    refuse_if_restored()


def _record_letter(
    reminder: Reminder, orders: Sequence[Order], batch: PrintBatch, *, now: datetime
) -> None:
    assert reminder.printed_at is not None
    for order in orders:
        revoke(order, f"der Brief zu {reminder} ist schon in der Post")
    if other := _counted_already(reminder):
        _record_paper(reminder, orders, batch, remark=f"; es zählt schon Mahnung {other}")
        return
    remark = f", obwohl: {reminder.outcome}" if reminder.state == ReminderState.CANCELLED else ""
    if reminder.state == ReminderState.PREPARING:
        move(reminder, ReminderState.SENDING, decided_at=now)
    sent_on = timezone.localdate(reminder.printed_at)
    move(
        reminder,
        ReminderState.SENT,
        decided_at=now,
        sent_at=reminder.printed_at,
        sent_on=sent_on,
        letter_state=Reminder.LetterState.PRINTED,
        outcome="",
    )
    note_sent(reminder, orders, sent_on=sent_on)
    _tell(reminder, orders, batch, remark)
    finish_if_done(reminder.run, now=now)


def _counted_already(reminder: Reminder) -> Reminder | None:
    """Another reminder that took the place of a cancelled one before it was known to be posted."""
    for item in reminder.items.exclude(step_number=None):
        others = ReminderItem.objects.filter(
            installment=item.installment_id,
            level=item.level,
            step_number=item.step_number,
            state__in=LIVE,
        )
        other = others.exclude(reminder=reminder).select_related("reminder").first()
        if other is not None:
            return other.reminder
    return None


def _record_paper(
    reminder: Reminder, orders: Sequence[Order], batch: PrintBatch, *, remark: str = ""
) -> None:
    """A paper that says what counts already, a mail or another letter: no level moves."""
    reminder.letter_state = Reminder.LetterState.PRINTED
    reminder.save(update_fields=["letter_state"])
    _tell(reminder, orders, batch, remark)


def _tell(reminder: Reminder, orders: Sequence[Order], batch: PrintBatch, remark: str = "") -> None:
    assert reminder.printed_at is not None
    posted_on = german_day(timezone.localdate(reminder.printed_at))
    told = f"Brief zu Mahnung {reminder} am {posted_on} zur Post gegeben ({batch})"
    for order in orders:
        enclosed = enclosed_words(reminder, order)
        words = f"{told}{', mit ' if enclosed else ''}{enclosed}{remark}."
        record(order, words[:500], actor=batch.sent_by)
