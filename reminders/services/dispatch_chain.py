"""Write every sending into the chain of dispatches, in the transaction that makes it sent."""

from collections.abc import Sequence
from datetime import datetime

from reminders.models import (
    DispatchRecord,
    DunningRun,
    Reminder,
    ReminderDocument,
    ReminderItem,
)
from reminders.rules.dispatch_chain import DispatchClaim, DispatchRow, next_digest
from reminders.services.mail_channel import lock_channel


def record_dispatch(reminder: Reminder, now: datetime) -> DispatchRecord:
    """Append a reminder that is sent now; its orders and itself are locked.

    Takes the last of all locks, that of the channel, since every record follows exactly one other;
    the run's before it, which the caller may want to finish afterwards.
    """
    papers = ReminderDocument.objects.filter(reminder=reminder)
    pdf_sha256 = papers.values_list("pdf_sha256", flat=True).first() or ""
    claims = claims_of([reminder.pk]).get(reminder.pk, ())
    list(DunningRun.objects.filter(pk=reminder.run_id).select_for_update(no_key=True))
    lock_channel()
    row = row_of(reminder, claims, recorded_at=now, pdf_sha256=pdf_sha256)
    return DispatchRecord.objects.create(
        reminder=reminder,
        recorded_at=now,
        pdf_sha256=pdf_sha256,
        digest=next_digest(chain_head(), row),
    )


def chain_head() -> str:
    """The newest digest; "" before anything was sent."""
    newest = DispatchRecord.objects.order_by("-pk").values_list("digest", flat=True)
    return newest.first() or ""


def row_of(
    reminder: Reminder,
    claims: tuple[DispatchClaim, ...],
    *,
    recorded_at: datetime,
    pdf_sha256: str,
) -> DispatchRow:
    """What the chain covers of a reminder as it stands in the database."""
    return DispatchRow(
        reminder=reminder.pk,
        message_id=reminder.message_id,
        creditor=reminder.creditor_id,
        number=reminder.number,
        sent_at=reminder.sent_at,
        sent_on=reminder.sent_on,
        recorded_at=recorded_at,
        pdf_sha256=pdf_sha256,
        claims=claims,
    )


def claims_of(reminder_ids: Sequence[int]) -> dict[int, tuple[DispatchClaim, ...]]:
    """What each of the reminders claimed, by reminder; one query."""
    found: dict[int, tuple[DispatchClaim, ...]] = {}
    items = ReminderItem.objects.filter(reminder__in=reminder_ids)
    for item in items.order_by("reminder", "order", "installment", "pk"):
        claim = item.due_before + item.interest + item.dunning_fee + item.lump_sum
        made = DispatchClaim(
            item.order_id, item.installment_id, item.level, item.step_number, claim
        )
        found[item.reminder_id] = (*found.get(item.reminder_id, ()), made)
    return found
