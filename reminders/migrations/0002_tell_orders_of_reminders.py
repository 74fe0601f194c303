"""Orders know on which day they were last reminded."""

from django.db import migrations
from django.db.models import Max


def tell_orders(apps, schema_editor):
    orders = apps.get_model("orders", "Order").objects
    sent = apps.get_model("reminders", "ReminderItem").objects.filter(state="sent")
    days = sent.order_by().values("order").annotate(day=Max("reminder__sent_on"))
    for order_id, day in days.values_list("order", "day"):
        orders.filter(pk=order_id).update(last_reminded_on=day)


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0001_initial"),
        ("orders", "0006_keep_files_in_chunks"),
    ]

    operations = [migrations.RunPython(tell_orders, migrations.RunPython.noop)]
