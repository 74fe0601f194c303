"""Wrong designs of the delivery, put into this process: whoever checks must find each of them.

A harness that lets one pass proves nothing (reliability.md 6.3). Not found by design, because a
second guard holds: `no_recheck` alone (a payment takes back what is not decided, before the
decision would look) and `no_cancel` alone (the decision looks once more).
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from orders.services import by_hand
from reminders import tasks
from reminders.adapters.journal import Journal
from reminders.adapters.smtp import Ambiguous, NotAccepted, SmtpClient
from reminders.models import Reminder, ReminderItem
from reminders.rules.states import ReminderState
from reminders.services import assessment, outbox, reminder_states, runs, uncertain
from reminders.services.outbox import Decision, Lease


def send_first() -> None:
    """Send, then record: the naive way."""
    transfer, finish = SmtpClient.transfer, SmtpClient.finish
    ends: dict[int, Any] = {}

    def transfer_with_dot(self: SmtpClient, *mail: Any) -> None:
        transfer(self, *mail)
        try:
            ends[id(self)] = finish(self)
        except (NotAccepted, Ambiguous) as error:
            ends[id(self)] = error

    def told_before(self: SmtpClient) -> str:
        end = ends.pop(id(self))
        if isinstance(end, Exception):
            raise end
        return str(end)

    SmtpClient.transfer = transfer_with_dot  # type: ignore[method-assign, assignment]
    SmtpClient.finish = told_before  # type: ignore[method-assign]


def retry_stuck() -> None:
    """Whatever is stuck goes back to the queue, as the rescuers of task queues do."""
    recover = outbox.recover

    def rescue(reminder_id: int, accepted_reply: str | None, **when: Any) -> None:
        reminder = Reminder.objects.get(pk=reminder_id)
        if reminder.state == ReminderState.SENDING and reminder.lease_until < when["now"]:
            outbox._requeue(reminder, "rescued", not_before=when["now"])
            return
        recover(reminder_id, accepted_reply, **when)

    outbox.recover = rescue  # type: ignore[assignment]


def retry_ambiguous() -> None:
    """No reply to the final dot counts as a failure like every other."""

    def try_again(lease: Lease, why: str, *, now: Any) -> None:
        outbox.put_back(lease, why, now=now, is_servers_fault=False)

    outbox.settle_uncertain = try_again  # type: ignore[assignment]


def no_recheck() -> None:
    """The decision does not look at the debt once more."""
    outbox.cancel_if_objected = lambda *of_what, **when: False


def no_cancel() -> None:
    """A payment or a block does not take back what was released."""
    _everywhere(reminder_states.revoke, lambda order, why: 0)
    _everywhere(reminder_states.has_stale_claim, lambda order: False)


def no_recheck_no_cancel() -> None:
    """Both: who has paid meanwhile is dunned all the same."""
    no_recheck()
    no_cancel()


def no_fence() -> None:
    """The intent asks for no lease: a worker that stood still goes on where it was."""
    decide = outbox.decide

    def decide_anyway(lease: Lease, *papers: Any, **when: Any) -> Decision:
        with transaction.atomic():
            state = ReminderState.PREPARING
            mine = Reminder.objects.filter(pk=lease.reminder_id)
            mine.update(state=state, lease_token=lease.token)
            ReminderItem.objects.filter(reminder=lease.reminder_id).update(state=state)
        return decide(lease, *papers, **when)

    outbox.decide = decide_anyway  # type: ignore[assignment]


def no_fence_at_the_end() -> None:
    """The outcome is written without asking whether the lease still holds."""
    outbox._is_held = lambda reminder, lease: reminder.state != ReminderState.QUEUED


def plan_no_check() -> None:
    """The planner trusts that it is alone and never came by before."""
    rank = assessment.assess

    def trusting(*orders: Any, **how: Any) -> Any:
        for one in rank(*orders, **how):
            kept = tuple(why for why in one.reasons if why.code != "in_run")
            yield replace(one, reasons=kept)

    _everywhere(rank, trusting)

    def plan(*, today: Any, now: Any) -> Any:
        selection, account = "trusting", None
        return runs.run_by_hand(
            today, sales_account_id=account, selection=selection, today=today, now=now
        )

    tasks.run_automatically = plan  # type: ignore[assignment]


def no_journal_before_settle() -> None:
    """What the server said is kept in memory until the database has it."""
    Journal.append = lambda self, entry: None  # type: ignore[method-assign]


def assume_sent() -> None:
    """What hangs in the middle of sending is taken for sent."""
    recover = outbox.recover

    def believe(reminder_id: int, accepted_reply: str | None, **when: Any) -> None:
        recover(reminder_id, accepted_reply or "250 surely", **when)

    outbox.recover = believe  # type: ignore[assignment]


def no_sweep() -> None:
    """Nobody looks after leases that have ended."""
    outbox.expired = lambda *, now: []


def stop_not_locked() -> None:
    """The kill switch keeps mails from being claimed, but no decision looks at it."""
    outbox.why_halted = lambda channel, sales_account_id: ""


def resend_keeps_no_count() -> None:
    """What a person decides about an uncertain mail is done, but not kept."""
    uncertain._keep = lambda case, choice, evidence: None


def decided_twice() -> None:
    """Two people decide on one uncertain mail, and both take effect."""
    uncertain._check_open = lambda case, seen_decisions: None


def paid_twice() -> None:
    """The same report of a payment counts each time it comes in."""
    by_hand.Booking.refuse_if_booked_since = lambda self, seen: None  # type: ignore[method-assign]


MUTANTS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        send_first,
        retry_stuck,
        retry_ambiguous,
        no_recheck_no_cancel,
        no_fence,
        no_fence_at_the_end,
        plan_no_check,
        no_journal_before_settle,
        assume_sent,
        no_sweep,
        stop_not_locked,
        resend_keeps_no_count,
        decided_twice,
        paid_twice,
    )
}
# Wrong, but held by a second guard.
HELD: dict[str, Callable[[], None]] = {one.__name__: one for one in (no_recheck, no_cancel)}


def apply_mutant(name: str) -> None:
    """Patch the product in this process for good; raises KeyError for an unknown name."""
    (MUTANTS | HELD)[name]()


def _everywhere(function: Callable[..., Any], other: Callable[..., Any]) -> None:
    """Replace a function under each name that a module of the product has for it."""
    packages = ("orders", "reminders", "inkasso", "dunning_site")
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages:
            for key, value in list(vars(module).items()):
                if value is function:
                    setattr(module, key, other)
