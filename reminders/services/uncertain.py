"""Decide what became of a reminder of which nobody knows whether it went out.

A person who has seen the evidence decides, or late evidence itself does. Each decision is made
once, under the locks that sending and payments take, and is kept with its reason.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.jobs import enqueue
from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from reminders.adapters.journal import JournalEntry
from reminders.models import DunningRun, Reminder, UncertainDecision
from reminders.rules.deadlines import leaves_time
from reminders.rules.states import BY_PERSON, ReminderState
from reminders.services.enclosures import enclosed_words
from reminders.services.evidence import (
    SENDING_LEASE,
    Evidence,
    in_journal,
    is_compared,
    journal_entry,
    not_asked,
    proven,
)
from reminders.services.letter_fallback import let_wait_for_print
from reminders.services.locks import lock_reminder
from reminders.services.patience import DATABASE_AWAY
from reminders.services.reminder_states import move
from reminders.services.runs import DELIVERY_TASK, finish_if_done
from reminders.services.sending_hosts import note_asked, own_host
from reminders.services.sent import note_sent, objection_to

logger = logging.getLogger(__name__)
Choice = UncertainDecision.Choice
LONGEST_REASON = 500
REASON_MISSING = "Geben Sie einen Grund an; er steht später im Verlauf."
WRITE_ANEW = (
    "Verwerfen Sie diese Mahnung und benachrichtigen Sie den Auftrag in seiner Mahnstufe neu; "
    "die neue Mahnung nennt eine neue Frist."
)
# So long a person waits for the journal of the host that sent it, should that host live.
JOURNAL_PATIENCE = SENDING_LEASE + timedelta(minutes=15)
NOTHING_TO_SEND = "Wählen Sie „war versendet“ oder „verwerfen“."


class UncertainRefused(Exception):
    """The decision cannot be made so; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody decides, why, on which evidence, and what the journal says of it."""

    choice: Choice
    reason: str
    evidence: Sequence[dict[str, Any]]
    actor: AbstractBaseUser | None
    now: datetime
    proof: JournalEntry | None
    sent_on: date | None = None
    seen_decisions: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """An uncertain reminder with its orders and its run, all locked."""

    reminder: Reminder
    orders: Sequence[Order]
    run: DunningRun
    actor: AbstractBaseUser | None
    reason: str
    proof: JournalEntry | None
    sent_on: date
    today: date
    now: datetime


def uncertain() -> QuerySet[Reminder]:
    """The reminders that wait for a decision."""
    return Reminder.objects.filter(state=ReminderState.UNCERTAIN)


def decide_uncertain(
    reminder_id: int,
    choice: str,
    *,
    reason: str,
    evidence: list[dict[str, Any]],
    actor: AbstractBaseUser | None,
    now: datetime,
    sent_on: date | None = None,
    seen_decisions: int | None = None,
) -> Reminder:
    """Decide once what becomes of an uncertain reminder; actor None: late evidence decides.

    sent_on: the day that counts as the day of sending, without one that of the decision to send.
    seen_decisions: how many decisions the person has seen; later ones refuse. Raises
    UncertainRefused without a reason, when somebody was faster, against proof, and when what
    speaks against sending keeps it from going out once more.
    """
    kept = Choice(choice)
    if not reason.strip():
        raise UncertainRefused(REASON_MISSING)
    reminder = Reminder.objects.get(pk=reminder_id)
    proof = journal_entry(reminder)
    if kept != Choice.WAS_SENT and _is_open(reminder):
        _check_journal(reminder, proof, now)
        evidence = [*evidence, *not_asked(reminder, evidence)]
    wish = _Wish(kept, reason.strip(), evidence, actor, now, proof, sent_on, seen_decisions)
    return _decide(reminder_id, wish)


@transaction.atomic
def _decide(reminder_id: int, wish: _Wish) -> Reminder:
    case = _lock(reminder_id, wish)
    _check_open(case, wish.seen_decisions)
    _ACTS[wish.choice](case)
    _keep(case, wish)
    return case.reminder


def _check_journal(reminder: Reminder, proof: JournalEntry | None, now: datetime) -> None:
    """That the journal of the host that sent it does not prove it, as far as it can be known."""
    if proof is not None:
        raise UncertainRefused(
            "Das Versandjournal beweist, dass der Mailserver diese Mahnung angenommen hat. "
            "Wählen Sie „war versendet“."
        )
    until = (reminder.decided_at or now) + JOURNAL_PATIENCE
    if now < until and not is_compared(reminder):
        raise UncertainRefused(
            f"Rechner {reminder.decided_host} hat den Versand begonnen und sein Versandjournal "
            "noch nicht verglichen. Das geschieht von selbst, solange er läuft. Wählen Sie „war "
            f"versendet“, oder entscheiden Sie nach {timezone.localtime(until):%H:%M} Uhr."
        )


def decision_words(decision: UncertainDecision) -> str:
    """Who decided what and when, in German."""
    who = decision.decided_by
    by = f"von {who.get_full_name() or who.get_username()}" if who else "vom Programm"
    at = timezone.localtime(decision.decided_at)
    moment = f"am {german_day(at.date())} um {at:%H:%M} Uhr"
    return f"„{decision.get_choice_display()}“, {by} {moment}: {decision.reason}"


def _lock(reminder_id: int, wish: _Wish) -> _Case:
    """Orders by their keys, then the run, then the reminder, as everybody locks."""
    named = Order.objects.filter(reminder_items__reminder=reminder_id).order_by("pk")
    list(named.select_for_update(of=("self",)))
    runs = DunningRun.objects.select_for_update(of=("self",))
    run = runs.get(reminders=reminder_id)
    orders, reminder = lock_reminder(reminder_id)
    tried_at = wish.proof.at if wish.proof else reminder.decided_at or wish.now
    return _Case(
        reminder,
        orders,
        run,
        wish.actor,
        wish.reason[:LONGEST_REASON],
        wish.proof,
        wish.sent_on or timezone.localdate(tried_at),
        timezone.localdate(wish.now),
        wish.now,
    )


def _is_open(reminder: Reminder) -> bool:
    return reminder.state == ReminderState.UNCERTAIN


def _check_open(case: _Case, seen_decisions: int | None) -> None:
    """That nobody has decided meanwhile; one who comes second is told who decided what."""
    decisions = case.reminder.uncertain_decisions.select_related("decided_by")
    is_seen = seen_decisions is None or decisions.count() == seen_decisions
    if _is_open(case.reminder) and is_seen:
        return
    last = decisions.last()
    if last is None:
        raise UncertainRefused(
            f"Mahnung {case.reminder} ist nicht mehr ungeklärt, sondern: "
            f"{case.reminder.state_words}. Nichts wurde geändert."
        )
    raise UncertainRefused(f"Schon entschieden: {decision_words(last)} Nichts wurde geändert.")


def _was_sent(case: _Case) -> None:
    """What counts as sent counts in full: history, bookings, level."""
    reminder = case.reminder
    move(
        reminder,
        ReminderState.SENT,
        sent_at=case.proof.at if case.proof else reminder.decided_at,
        sent_on=case.sent_on,
        server_reply=case.proof.reply[:500] if case.proof else "",
        outcome="",
        lease_until=None,
    )
    note_sent(reminder, case.orders, sent_on=case.sent_on)
    for order in case.orders:
        if words := enclosed_words(reminder, order):
            record(order, f"Mit der Mahnung geht: {words}.", actor=None)


def _send_again(case: _Case) -> None:
    """Under its old number and Message-ID, through the same queue and decision as every other."""
    reminder = case.reminder
    _check_deadline(case)
    move(
        reminder,
        ReminderState.QUEUED,
        further=BY_PERSON,
        not_before=case.now,
        lease_token=None,
        lease_until=None,
        attempts=0,
        outcome="",
    )
    _check_objections(case)
    case.run.state, case.run.finished_at = DunningRun.State.RUNNING, None
    case.run.save(update_fields=["state", "finished_at"])
    enqueue(DELIVERY_TASK)


def _as_letter(case: _Case) -> None:
    reminder = case.reminder
    if not reminder.customer.has_postal_address:
        raise UncertainRefused(
            "Die Anschrift des Kunden ist unvollständig. Ergänzen Sie sie zuerst."
        )
    _check_deadline(case)
    let_wait_for_print(reminder, case.run, actor=case.actor, further=BY_PERSON)
    _check_objections(case)


def _discard(case: _Case) -> None:
    """Its level is free again: the next run may dun the order anew."""
    words = f"verworfen: {case.reason}"[:500]
    move(
        case.reminder,
        ReminderState.CANCELLED,
        further=BY_PERSON,
        outcome=words,
        lease_token=None,
        lease_until=None,
    )


_ACTS: dict[Choice, Callable[[_Case], None]] = {
    Choice.WAS_SENT: _was_sent,
    Choice.SEND_AGAIN: _send_again,
    Choice.AS_LETTER: _as_letter,
    Choice.DISCARD: _discard,
}


def _check_objections(case: _Case) -> None:
    """What the last look before sending asks, asked already now; refusing undoes the move."""
    objection = objection_to(case.reminder, case.orders, case.today)
    if not objection:
        return
    raise UncertainRefused(f"Diese Mahnung geht nicht mehr hinaus: {objection}. {NOTHING_TO_SEND}")


def _check_deadline(case: _Case) -> None:
    reminder = case.reminder
    if not leaves_time(
        written_on=reminder.written_on, pay_by=reminder.pay_by, posted_on=case.today
    ):
        raise UncertainRefused(
            f"Die Zahlungsfrist in dieser Mahnung endet am {german_day(reminder.pay_by)}; das ist "
            f"zu nah. {WRITE_ANEW}"
        )


def _keep(case: _Case, wish: _Wish) -> None:
    UncertainDecision.objects.create(
        reminder=case.reminder,
        choice=wish.choice,
        reason=case.reason,
        evidence=list(wish.evidence),
        decided_at=case.now,
        decided_by=case.actor,
    )
    told = f"Ungeklärte Mahnung {case.reminder}: {wish.choice.label}. Grund: {case.reason}"
    for order in case.orders:
        record(order, told[:500], actor=case.actor)
    finish_if_done(case.run, now=case.now)


def settle_from_own_journal(now: datetime) -> int:
    """Settle as sent what the journal of this host proves as sent; returns how many.

    Also what another host sent anew since; each compares its own. One query when nothing is
    uncertain. Each minute, so that the evidence can say when it was compared: not, if something
    that is proven could not be settled.
    """
    host = own_host()
    waiting = list(uncertain().order_by("pk"))
    if not waiting or not settings.JOURNAL_PATH.exists():
        return 0
    try:
        found = list(in_journal(waiting))
    except OSError:
        logger.exception("The journal cannot be read")
        return 0
    settled = sum(_is_settled(reminder, [proof], now) for reminder, proof in found)
    if host and not (found and uncertain().filter(pk__in=[one.pk for one, _ in found]).exists()):
        note_asked(host, now)
    return settled


def settle_proven(*, now: datetime) -> int:
    """Settle as sent what late evidence proves as sent; returns how many.

    Evidence: the journal, a copy in the archive mailbox, an event that came back about the mail.
    """
    settled = settle_from_own_journal(now)
    waiting = list(uncertain().order_by("pk").prefetch_related("delivery_events"))
    return settled + sum(_is_settled(reminder, proofs, now) for reminder, proofs in proven(waiting))


def _is_settled(reminder: Reminder, proofs: Sequence[Evidence], now: datetime) -> bool:
    """Settle one; what trips the program over it keeps no other from it."""
    entry = next((proof.entry for proof in proofs if proof.entry), None)
    reason = f"{proofs[0].label}: {proofs[0].words}"
    kept = [proof.as_kept() for proof in proofs]
    try:
        _decide(reminder.pk, _Wish(Choice.WAS_SENT, reason, kept, None, now, entry))
    except UncertainRefused:
        # A person was faster, which is what counts.
        return False
    except DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("Reminder %s could not be settled", reminder.pk)
        return False
    return True
