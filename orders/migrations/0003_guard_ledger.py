"""The database itself refuses to change or delete what was booked."""

from django.db import migrations

from orders.migrations._guards import add_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_add_example_creditor")]

    operations = [migrations.RunPython(add_guards, drop_guards)]
