"""After a restore: let the database learn from the journal of this host what was sent since.

What the journal proves is sent. What was about to be sent when the backup was made is uncertain,
since nobody knows; what was made only after the backup stops the dunning of its order.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from orders.models import Order, SalesAccount
from orders.services.history import record
from reminders.adapters.journal import Journal, JournalClaim, JournalEntry, JournalMark, MarkKind
from reminders.models import (
    DunningBlock,
    Reminder,
    ReminderItem,
    ReminderNumber,
    UnrecordedDispatch,
)
from reminders.rules.states import AFTER_RESTORE, IN_FLIGHT, LIVE, PENDING, ReminderState
from reminders.services.blocks import set_block
from reminders.services.instances import Quarantined, adopt_host, check_instance
from reminders.services.locks import lock_reminder
from reminders.services.reminder_states import move, revoke
from reminders.services.runs import finish_if_done
from reminders.services.sent import note_sent

CHUNK_SIZE = 500
WHY = "nach einer Wiederherstellung weiß niemand, ob sie schon hinausging"
TAKEN_BACK = "nach einer Wiederherstellung zurückgenommen; eine andere ist ungeklärt"
SENT_STATES = (ReminderState.SENT, ReminderState.WITHDRAWN)


class ReconcileRefused(Exception):
    """There is nothing to reconcile; the message says why."""


@dataclass
class Reconciliation:
    """What reconciling did, or with is_check would do.

    host: how the database knows this host. known: mails that the database had as sent. proven: the
    reminders that only the journal has as sent. unattributed: what the journal names so that no
    order can be found for it, in words; a person has to look at each.
    """

    is_check: bool
    host: str = ""
    entries: int = 0
    known: int = 0
    uncertain: int = 0
    discarded: int = 0
    unrecorded: int = 0
    letters_to_check: int = 0
    unattributed: list[str] = field(default_factory=list)
    proven: set[int] = field(default_factory=set)

    @property
    def sent(self) -> int:
        """How many the journal alone proves as sent."""
        return len(self.proven)


def reconcile_journal(now: datetime, *, is_check: bool = False) -> Reconciliation:
    """Bring the database to what the journal of this host proves; once more changes nothing more.

    is_check: only tell what would be done, also without a quarantine. Raises ReconcileRefused when
    nothing is quarantined, and JournalNotWritable.
    """
    if not is_check and not _is_quarantined(now):
        raise ReconcileRefused(
            "Der Versand ist nicht gesperrt; es gibt nichts abzugleichen. "
            "Nur nachsehen geht mit --force-check."
        )
    journal, done = Journal(settings.JOURNAL_PATH), Reconciliation(is_check)
    entries = journal.entries()
    while chunk := list(islice(entries, CHUNK_SIZE)):
        _learn(chunk, done, now)
    _doubt_the_rest(done, now)
    to_print = Reminder.objects.filter(
        state=ReminderState.SENT, letter_state=Reminder.LetterState.TO_PRINT
    )
    done.letters_to_check = to_print.count()
    if not is_check:
        journal.add_mark(JournalMark(MarkKind.RECONCILED, now))
        done.host = adopt_host(now)
    return done


def _is_quarantined(now: datetime) -> bool:
    """Also right after a restore, before any worker has met it; then it begins anew."""
    with suppress(Quarantined):
        check_instance(now)
        return False
    return True


def _learn(entries: Sequence[JournalEntry], done: Reconciliation, now: datetime) -> None:
    """Settle what some lines of the journal say."""
    named = Reminder.objects.filter(message_id__in=[one.message_id for one in entries])
    known = {one.message_id: one for one in named.only("pk", "message_id", "state")}
    for entry in entries:
        done.entries += 1
        reminder = known.get(entry.message_id)
        if reminder is None:
            _note_unrecorded(entry, done)
        elif reminder.state in SENT_STATES:
            done.known += 1
        elif reminder.pk not in done.proven and (
            done.is_check or _mark_sent(reminder.pk, entry, done, now)
        ):
            done.proven.add(reminder.pk)
        if not done.is_check:
            _raise_numbers(entry, reminder)


@transaction.atomic
def _mark_sent(reminder_id: int, entry: JournalEntry, done: Reconciliation, now: datetime) -> bool:
    """What the server accepted counts in full, from the instant of its yes."""
    orders, reminder = lock_reminder(reminder_id)
    if reminder.state in SENT_STATES:
        return False
    if other := _claimed_elsewhere(reminder, orders):
        done.unattributed.append(
            f"Mahnung {entry.number or reminder} ging hinaus, doch {other} zählt schon für sie."
        )
        return False
    sent_on = timezone.localdate(entry.at)
    move(
        reminder,
        ReminderState.SENT,
        further=AFTER_RESTORE,
        number=reminder.number or _number_for(reminder, entry),
        decided_at=reminder.decided_at or entry.at,
        sent_at=entry.at,
        sent_on=sent_on,
        server_reply=entry.reply[:500],
        outcome="",
        lease_token=None,
        lease_until=None,
    )
    note_sent(reminder, orders, sent_on=sent_on)
    finish_if_done(reminder.run, now=now)
    return True


def _claimed_elsewhere(reminder: Reminder, orders: Sequence[Order]) -> Reminder | None:
    """Another reminder that took the place of one that counts as not sent here.

    What is not decided yet gives way.
    """
    if reminder.state in LIVE:
        return None
    for order in orders:
        revoke(order, f"Mahnung {reminder} ging laut Versandjournal schon hinaus")
    for item in reminder.items.all():
        others = ReminderItem.objects.filter(
            installment=item.installment_id,
            level=item.level,
            step_number=item.step_number,
            state__in=LIVE,
        )
        if other := others.select_related("reminder").first():
            return other.reminder
    return None


def _number_for(reminder: Reminder, entry: JournalEntry) -> int:
    """The number that the mail carried; the next free one where that was given anew."""
    number = _number_of(entry)
    taken = Reminder.objects.filter(creditor=reminder.creditor_id, number=number)
    if number and not taken.exists():
        return number
    ReminderNumber.objects.get_or_create(creditor_id=reminder.creditor_id)
    counter = ReminderNumber.objects.select_for_update().get(creditor=reminder.creditor_id)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _note_unrecorded(entry: JournalEntry, done: Reconciliation) -> None:
    """Stop the dunning of what the mail claimed, whether the orders exist here or not."""
    if not entry.claims:
        done.unattributed.append(
            f"{entry.message_id} vom {entry.at:%d.%m.%Y}: die Zeile nennt keinen Auftrag."
        )
    for claim in entry.claims:
        account = SalesAccount.objects.filter(name=claim.sales_account).first()
        if account is not None:
            done.unrecorded += _is_newly_noted(entry, claim, account, done)
        else:
            done.unattributed.append(
                f"{entry.number}, Auftrag {claim.order_number}: Es gibt keinen Verkaufsaccount "
                f"„{claim.sales_account}“. Legen Sie ihn an und gleichen Sie noch einmal ab."
            )


def _is_newly_noted(
    entry: JournalEntry, claim: JournalClaim, account: SalesAccount, done: Reconciliation
) -> bool:
    """Keep what the mail claimed of one order; False if that is kept already."""
    keys = {
        "message_id": entry.message_id,
        "sales_account": account,
        "order_number": claim.order_number,
    }
    if done.is_check:
        return not UnrecordedDispatch.objects.filter(**keys).exists()
    order = Order.objects.filter(sales_account=account, number=claim.order_number).first()
    facts = {
        "reminder_number": entry.number,
        "order": order,
        "level": claim.level,
        "sent_at": entry.at,
    }
    _, is_new = UnrecordedDispatch.objects.get_or_create(**keys, defaults=facts)
    return is_new


def _raise_numbers(entry: JournalEntry, reminder: Reminder | None) -> None:
    """No number that left the house is given a second time."""
    number = _number_of(entry)
    creditors = SalesAccount.objects.filter(
        name__in=[claim.sales_account for claim in entry.claims]
    ).values_list("creditor", flat=True)
    for creditor_id in set(creditors) if number and reminder is None else ():
        ReminderNumber.objects.get_or_create(creditor_id=creditor_id)
        behind = ReminderNumber.objects.filter(creditor=creditor_id, last_number__lt=number)
        behind.update(last_number=number)


def _number_of(entry: JournalEntry) -> int:
    """The running number of M-000123, 0 without one."""
    digits = entry.number.removeprefix("M-")
    return int(digits) if digits.isdecimal() else 0


def _doubt_the_rest(done: Reconciliation, now: datetime) -> None:
    """What stood before its dot, or before the post: a person decides with the evidence."""
    if done.is_check:
        done.uncertain = len(set(_doubtful(PENDING)) - done.proven)
        return
    # What is in flight already comes first, so that what waits behind it is seen as such.
    for states in (IN_FLIGHT & PENDING, PENDING):
        for reminder_id in _doubtful(states):
            state = _doubt(reminder_id, now)
            done.uncertain += state == ReminderState.UNCERTAIN
            done.discarded += state == ReminderState.CANCELLED


def _doubtful(states: frozenset[ReminderState]) -> list[int]:
    """Reminders about to be sent; no letter of which a clerk said that it is in the post."""
    waiting = Reminder.objects.filter(state__in=states, printed_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _doubt(reminder_id: int, now: datetime) -> str | None:
    """Make one uncertain, a letter out of its batch, and return its state; None if left as it is.

    Two of one order are never in flight at the same time, so the later one is taken back. It may
    have gone out all the same: its order is not dunned until a person has looked.
    """
    orders, reminder = lock_reminder(reminder_id)
    if reminder.state not in PENDING:
        # Imports go on meanwhile: a payment has taken it back.
        return None
    crossing = ReminderItem.objects.filter(order__in=orders, state__in=IN_FLIGHT)
    if crossing.exclude(reminder=reminder).exists():
        why = TAKEN_BACK
        move(reminder, ReminderState.CANCELLED, outcome=why, lease_token=None, lease_until=None)
    else:
        why = WHY
        move(
            reminder,
            ReminderState.UNCERTAIN,
            further=AFTER_RESTORE,
            decided_at=reminder.decided_at or now,
            outcome=why,
            print_batch=None,
            lease_token=None,
            lease_until=None,
        )
    for order in orders:
        record(order, f"Mahnung {reminder}: {why}."[:500], actor=None)
        if why == TAKEN_BACK:
            _block(order, reminder, timezone.localdate(now))
    finish_if_done(reminder.run, now=now)
    return reminder.state


def _block(order: Order, reminder: Reminder, today: date) -> None:
    """Keep the order from being dunned for the level of one that perhaps went out already."""
    held = DunningBlock.objects.filter(order=order, lifted_on=None, until_on=None)
    if not held.exists():
        set_block(
            order.pk,
            reason=DunningBlock.Reason.CLARIFICATION,
            note=f"Mahnung {reminder}: {TAKEN_BACK}; vielleicht ging sie doch hinaus",
            until_on=None,
            actor=None,
            today=today,
        )
