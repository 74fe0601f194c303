"""A clerk says that printed letters are in the post: only that makes them count as sent."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from common.jobs import enqueue
from common.rules.german import day as german_day
from common.rules.money import ZERO
from orders.models import Order
from orders.services.history import record
from reminders.models import Channel, PrintBatch, Reminder
from reminders.rules.states import ReminderState
from reminders.services.claims import principal_of
from reminders.services.enclosures import enclosed_words
from reminders.services.letters import (
    PAID,
    RECORD_TASK,
    PrintRefused,
    lock_batch,
    put_back,
    unprepared,
    unrecorded,
)
from reminders.services.locks import lock_reminder
from reminders.services.outbox import cancel_if_objected
from reminders.services.reminder_states import move, stop_words
from reminders.services.runs import finish_if_done
from reminders.services.sent import note_sent

# What is noted while the clerk waits; more is noted in the background.
SMALL_BATCH = 25
NOON = time(12, 0)


def mark_posted(
    batch_id: int,
    *,
    posted_on: date,
    not_posted: Collection[int] = (),
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> PrintBatch:
    """Keep that the letters of a batch went to the post on the day, without the exceptions.

    not_posted: keys of reminders whose letters wait for the next batch. What was taken back
    meanwhile stays so. Raises PrintRefused for a batch that is marked already, still being
    made or empty, and for a day before the batch or after today.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id)
        _check(batch, posted_on, today)
        letters = list(batch.reminders.released_letters().select_for_update(of=("self",)))
        posted = [one.pk for one in letters if one.pk not in not_posted]
        if not posted:
            raise PrintRefused("Es bleibt kein Brief, der versendet wurde.")
        put_back(one for one in letters if one.pk in not_posted)
        moment = now if posted_on == today else _noon_of(posted_on)
        Reminder.objects.filter(pk__in=posted).update(printed_at=moment)
        batch.sent_at, batch.sent_by = now, actor
        batch.save(update_fields=["sent_at", "sent_by"])
        enqueue(RECORD_TASK, batch_id)
    if len(posted) <= SMALL_BATCH:
        record_posted(batch_id, now=now)
    return batch


def record_posted(batch_id: int, *, now: datetime) -> int:
    """Note each posted letter of a marked batch as sent; returns how many were left to note.

    Letter by letter in short transactions; ringing twice does no harm.
    """
    batch = PrintBatch.objects.select_related("sent_by").get(pk=batch_id)
    waiting = list(unrecorded(batch).order_by("pk").values_list("pk", flat=True))
    for reminder_id in waiting:
        _record(reminder_id, batch, now=now)
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
    if reminder.channel == Channel.BOTH:
        _record_copy_of_mail(reminder, orders, batch)
    elif reminder.state == ReminderState.PREPARING:
        _record_letter(reminder, orders, batch, now=now)


def _record_letter(
    reminder: Reminder, orders: Sequence[Order], batch: PrintBatch, *, now: datetime
) -> None:
    assert reminder.printed_at is not None
    sent_on = timezone.localdate(reminder.printed_at)
    if cancel_if_objected(reminder, orders, today=sent_on, now=now):
        return
    move(reminder, ReminderState.SENDING, decided_at=now)
    move(
        reminder,
        ReminderState.SENT,
        sent_at=reminder.printed_at,
        sent_on=sent_on,
        letter_state=Reminder.LetterState.PRINTED,
        outcome="",
    )
    note_sent(reminder, orders, sent_on=sent_on)
    _tell(reminder, orders, batch)
    finish_if_done(reminder.run, now=now)


def _record_copy_of_mail(reminder: Reminder, orders: Sequence[Order], batch: PrintBatch) -> None:
    """The paper of what a mail has said already: it moves no level and books nothing."""
    objection = _objection_to_copy(reminder, orders)
    if objection:
        reminder.letter_state, reminder.outcome = Reminder.LetterState.NONE, objection
        for order in orders:
            record(order, f"Brief zu Mahnung {reminder} nicht versendet: {objection}.", actor=None)
    else:
        reminder.letter_state = Reminder.LetterState.PRINTED
        _tell(reminder, orders, batch)
    reminder.save(update_fields=["letter_state", "outcome"])


def _objection_to_copy(reminder: Reminder, orders: Sequence[Order]) -> str:
    """Why a mail that was sent gets no paper any more, "" if it does; the orders are locked."""
    if reminder.state != ReminderState.SENT:
        return "Mahnung zurückgezogen"
    items = {item.order_id: item for item in reminder.items.prefetch_related("bookings__entry")}
    for order in orders:
        item = items[order.pk]
        booked = sum((booking.entry.amount for booking in item.bookings.all()), ZERO)
        if not order.is_open:
            return PAID
        if principal_of(order, reminder.written_on) != item.due_before + booked:
            return "der offene Betrag hat sich geändert"
        if stop := stop_words(order):
            return stop
    return ""


def _tell(reminder: Reminder, orders: Sequence[Order], batch: PrintBatch) -> None:
    assert reminder.printed_at is not None
    posted_on = german_day(timezone.localdate(reminder.printed_at))
    told = f"Brief zu Mahnung {reminder} am {posted_on} zur Post gegeben ({batch})"
    for order in orders:
        enclosed = enclosed_words(reminder, order)
        record(order, f"{told}{', mit ' if enclosed else ''}{enclosed}.", actor=batch.sent_by)
