"""Begin the chain of dispatches with what was sent before it existed."""

from django.db import migrations
from django.utils import timezone

from reminders.rules.dispatch_chain import DispatchClaim, DispatchRow, next_digest

CHUNK_SIZE = 500


def chain(apps, schema_editor):
    """One record for every reminder that is sent or was withdrawn after it, in that order."""
    reminders = apps.get_model("reminders", "Reminder").objects.filter(
        state__in=("sent", "withdrawn"), dispatch_record=None
    )
    ids = list(reminders.order_by("sent_on", "sent_at", "pk").values_list("pk", flat=True))
    records = apps.get_model("reminders", "DispatchRecord").objects
    digest = records.order_by("-pk").values_list("digest", flat=True).first() or ""
    now = timezone.now()
    for start in range(0, len(ids), CHUNK_SIZE):
        digest = _chain_some(apps, ids[start : start + CHUNK_SIZE], digest, now)


def _chain_some(apps, ids, digest, now):
    records = apps.get_model("reminders", "DispatchRecord")
    papers = apps.get_model("reminders", "ReminderDocument").objects.filter(reminder__in=ids)
    hashes = dict(papers.values_list("reminder", "pdf_sha256"))
    claims = _claims(apps, ids)
    made = []
    sent = apps.get_model("reminders", "Reminder").objects.in_bulk(ids)
    for reminder_id in ids:
        row = _row(sent[reminder_id], claims.get(reminder_id, ()), hashes.get(reminder_id, ""), now)
        digest = next_digest(digest, row)
        made.append(
            records(
                reminder_id=reminder_id,
                recorded_at=now,
                pdf_sha256=row.pdf_sha256,
                digest=digest,
            )
        )
    records.objects.bulk_create(made)
    return digest


def _claims(apps, ids):
    found = {}
    items = apps.get_model("reminders", "ReminderItem").objects.filter(reminder__in=ids)
    for item in items.order_by("reminder", "order", "installment", "pk"):
        new = item.interest + item.dunning_fee + item.lump_sum
        claim = DispatchClaim(
            item.order_id,
            item.installment_id,
            item.level,
            item.step_number,
            item.principal + item.other_costs + new,
        )
        found[item.reminder_id] = (*found.get(item.reminder_id, ()), claim)
    return found


def _row(reminder, claims, pdf_sha256, now):
    return DispatchRow(
        reminder=reminder.pk,
        message_id=reminder.message_id,
        creditor=reminder.creditor_id,
        number=reminder.number,
        sent_at=reminder.sent_at,
        sent_on=reminder.sent_on,
        recorded_at=now,
        pdf_sha256=pdf_sha256,
        claims=claims,
    )


class Migration(migrations.Migration):
    dependencies = [("reminders", "0011_guard_dispatches")]

    operations = [migrations.RunPython(chain, migrations.RunPython.noop)]
