"""The files of imports lie in chunks now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_bring_old_rows_along")]

    operations = [migrations.RemoveField(model_name="orderimport", name="content")]
