"""What stood in the database before: chunks of files, keys of numbers, kinds of bookings."""

from django.db import migrations

from orders.rules.number_keys import number_key
from orders.rules.payment_methods import is_collected_by_itself

LOWERED = "Betrag im Shop gesenkt"
CREDIT_TAKEN_BACK = "Gutschrift im Shop zurückgenommen"


def cut_files(apps, schema_editor):
    chunks = apps.get_model("orders", "ImportChunk").objects
    for one in apps.get_model("orders", "OrderImport").objects.iterator(chunk_size=10):
        chunks.get_or_create(order_import=one, position=0, defaults={"content": one.content})


def write_keys(apps, schema_editor):
    orders = apps.get_model("orders", "Order").objects
    batch = []
    for order in orders.only("number").iterator(chunk_size=1000):
        order.number_key = number_key(order.number)
        batch.append(order)
        if len(batch) == 1000:
            orders.bulk_update(batch, ["number_key"])
            batch = []
    orders.bulk_update(batch, ["number_key"])


def judge_methods(apps, schema_editor):
    for method in apps.get_model("orders", "PaymentMethod").objects.all():
        method.is_collected = is_collected_by_itself(method.name)
        method.save(update_fields=["is_collected"])


def rebook(apps, schema_editor):
    """Let charges alone say what an order's installments are: a lowered total is one as well."""
    entries = apps.get_model("orders", "LedgerEntry").objects
    lowered = entries.filter(kind="credit_note", reference=LOWERED, reversed_by=None)
    for entry in list(lowered.select_related("order")):
        installment = entry.order.installments.order_by("due_on", "position").last()
        _replace(entries, entry, kind="charge", installment=installment)
    raised = entries.filter(kind="charge", reference=CREDIT_TAKEN_BACK, reversed_by=None)
    for entry in list(raised):
        _replace(entries, entry, kind="credit_note", installment=None)


def _replace(entries, entry, *, kind, installment):
    same = {
        "order_id": entry.order_id,
        "booked_on": entry.booked_on,
        "source": entry.source,
        "reference": entry.reference,
        "actor_id": entry.actor_id,
    }
    entries.create(
        kind="reversal",
        amount=-entry.amount,
        reverses=entry,
        installment_id=entry.installment_id,
        **same,
    )
    entries.create(kind=kind, amount=entry.amount, installment=installment, **same)


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_keep_statements_and_more_money")]

    operations = [
        migrations.RunPython(step, migrations.RunPython.noop)
        for step in (cut_files, write_keys, judge_methods, rebook)
    ]
