"""Send by letter what the mail server refused."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.services.history import record
from reminders.models import Channel, DunningRun, Reminder
from reminders.rules.states import Further, ReminderState
from reminders.services.channels import recipient_of
from reminders.services.letters import PrintRefused
from reminders.services.locks import lock_run
from reminders.services.reminder_states import move
from reminders.services.runs import still_due

TOO_LATE = (
    "Die Frist dieser Mahnung passt nicht mehr. Benachrichtigen Sie den Auftrag in seiner "
    "Mahnstufe neu; ohne brauchbare E-Mail-Adresse geht die Mahnung dann als Brief."
)


@transaction.atomic
def turn_into_letter(reminder_id: int, *, actor: AbstractBaseUser | None, today: date) -> Reminder:
    """Let a reminder whose mail failed today wait for the printer instead, as it was written.

    Raises PrintRefused when it did not fail as a mail, on a later day, without a postal address,
    and when another reminder has taken its place.
    """
    run = lock_run(Reminder.objects.only("run").get(pk=reminder_id).run_id)
    reminder = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder_id)
    _check(reminder, run, today)
    let_wait_for_print(reminder, run, actor=actor)
    return reminder


def let_wait_for_print(
    reminder: Reminder,
    run: DunningRun,
    *,
    actor: AbstractBaseUser | None,
    further: Further | None = None,
) -> None:
    """Turn a mail into a letter that waits for the printer; orders, run and reminder are locked.

    further: steps allowed besides those of the table.
    """
    move(
        reminder,
        ReminderState.QUEUED,
        further=further,
        channel=Channel.LETTER,
        letter_state=Reminder.LetterState.TO_PRINT,
        recipient=recipient_of(reminder.customer, Channel.LETTER),
        print_batch=None,
        lease_token=None,
        attempts=0,
        outcome="",
    )
    run.state, run.finished_at = DunningRun.State.RUNNING, None
    run.save(update_fields=["state", "finished_at"])
    for item in reminder.items.select_related("order"):
        record(item.order, f"Mahnung {reminder} geht als Brief statt als E-Mail.", actor=actor)


def may_become_letter(reminder: Reminder, *, today: date) -> bool:
    """Whether a failed mail can still go out as a letter, as far as the reminder itself tells."""
    is_failed_mail = reminder.state == ReminderState.FAILED and reminder.channel != Channel.LETTER
    return is_failed_mail and reminder.written_on == today and reminder.customer.has_postal_address


def _check(reminder: Reminder, run: DunningRun, today: date) -> None:
    if reminder.state != ReminderState.FAILED or reminder.channel == Channel.LETTER:
        raise PrintRefused("Diese Mahnung ist nicht als E-Mail fehlgeschlagen.")
    if reminder.written_on != today:
        raise PrintRefused(TOO_LATE)
    if not reminder.customer.has_postal_address:
        raise PrintRefused("Die Anschrift des Kunden ist unvollständig. Ergänzen Sie sie zuerst.")
    if reminder not in still_due(run):
        raise PrintRefused("Eine neuere Mahnung ist an ihre Stelle getreten.")
