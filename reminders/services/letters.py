"""Letters on a clerk's desk: which wait for the printer, into a print batch, and out again.

A letter in a batch is prepared, not decided: a payment or a block still takes it back. It counts
as sent when a clerk says that it is in the post (letter_posting).
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.jobs import enqueue
from orders.services.locks import lock_orders
from reminders.models import PrintBatch, Reminder, ReminderDocument, ReminderItem
from reminders.rules.states import ReminderState
from reminders.services.mail_channel import lock_channel
from reminders.services.reminder_states import move
from reminders.services.restored import is_restored

PREPARE_TASK = "reminders.tasks.prepare_letters"
RECORD_TASK = "reminders.tasks.record_letters"
# In the post, as a clerk says; what was printed is told by the document that is kept of it.
IN_POST = Q(letter_state=Reminder.LetterState.TO_PRINT, printed_at__isnull=False)


class PrintRefused(Exception):
    """The letters cannot be printed or marked; the message tells the clerk why."""


def letters_to_print(run_id: int | None = None) -> QuerySet[Reminder]:
    """Letters that stand in no batch yet, of all runs or of one."""
    waiting = Reminder.objects.waiting_for_print().order_by("pk")
    return waiting if run_id is None else waiting.filter(run=run_id)


@transaction.atomic
def create_batch(
    *, run_id: int | None, actor: AbstractBaseUser | None, now: datetime
) -> PrintBatch:
    """Put all waiting letters, of all runs or of one, into a new batch; their PDFs follow soon.

    Two clerks at once never get the same letter. Raises PrintRefused when none waits, and in a
    restored database, which does not know what is in the post by now.
    """
    items = ReminderItem.objects.filter(reminder__in=letters_to_print(run_id).values("pk"))
    lock_orders(items.values_list("order", flat=True))
    batch = PrintBatch.objects.create(created_by=actor)
    taken = [reminder.pk for reminder in letters_to_print(run_id).select_for_update(of=("self",))]
    refuse_if_restored()
    if not taken:
        raise PrintRefused("Es warten keine Briefe auf den Druck.")
    Reminder.objects.filter(pk__in=taken).update(print_batch=batch, printed_at=None)
    batch.created_at = now
    batch.save(update_fields=["created_at"])
    enqueue(PREPARE_TASK, batch.pk)
    return batch


def refuse_if_restored() -> None:
    """Raise PrintRefused in a restored database; takes the last lock of the transaction."""
    if is_restored(lock_channel()):
        raise PrintRefused(
            "Der Versand ist nach einer Wiederherstellung gesperrt. Was hier auf den Druck wartet, "
            "ist vielleicht schon in der Post."
        )


@transaction.atomic
def dissolve_batch(batch_id: int) -> int:
    """Let the letters of a batch wait again; returns how many.

    Raises PrintRefused once a clerk has said that they are in the post.
    """
    batch = lock_batch(batch_id)
    if batch.sent_at is not None:
        raise PrintRefused("Dieser Druckstapel ist schon als versendet vermerkt.")
    return put_back(batch.reminders.released_letters())


def put_back(letters: Iterable[Reminder]) -> int:
    """Let letters whose orders are locked wait for the printer again; returns how many.

    Nothing of them is decided, so nothing is kept of what was printed.
    """
    count = 0
    for reminder in letters:
        ReminderDocument.objects.filter(
            reminder=reminder, reminder__state=ReminderState.PREPARING
        ).delete()
        fields = {"print_batch": None, "lease_token": None, "lease_until": None}
        if reminder.state == ReminderState.PREPARING:
            move(reminder, ReminderState.QUEUED, attempts=0, **fields)
        else:
            Reminder.objects.filter(pk=reminder.pk).update(**fields)
        count += 1
    return count


def lock_batch(batch_id: int) -> PrintBatch:
    """The batch, locked until the end of the transaction, after all orders that it holds."""
    items = ReminderItem.objects.filter(reminder__print_batch=batch_id)
    lock_orders(items.values_list("order", flat=True))
    return PrintBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)


def unprepared(batch: PrintBatch) -> QuerySet[Reminder]:
    """Letters of the batch whose PDF is still to be made."""
    in_hand = Q(state=ReminderState.PREPARING, lease_until__isnull=False)
    return batch.reminders.filter(Q(state=ReminderState.QUEUED) | in_hand)


def unrecorded(batch: PrintBatch) -> QuerySet[Reminder]:
    """Letters that a clerk gave to the post, but that do not count as sent yet."""
    return batch.reminders.filter(IN_POST)


def ring_for_batches(*, now: datetime) -> int:
    """Ask again for batches that a dead worker left behind; returns how many."""
    letters = Reminder.objects.filter(print_batch=OuterRef("pk"))
    is_worked_on = letters.filter(state=ReminderState.PREPARING, lease_until__gte=now)
    waiting = letters.filter(state=ReminderState.QUEUED)
    left = PrintBatch.objects.filter(Exists(waiting), ~Exists(is_worked_on), sent_at=None)
    noted = PrintBatch.objects.filter(Exists(letters.filter(IN_POST)), sent_at__isnull=False)
    rings = [(PREPARE_TASK, batch.pk) for batch in left]
    rings += [(RECORD_TASK, batch.pk) for batch in noted]
    for task, batch_id in rings:
        enqueue(task, batch_id)
    return len(rings)
