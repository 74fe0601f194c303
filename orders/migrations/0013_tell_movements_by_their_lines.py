"""Each line of a statement keeps how it told of its movement."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def copy_fingerprints(apps, schema_editor):
    lines = apps.get_model("orders", "StatementLine").objects
    movements = apps.get_model("orders", "BankTransaction").objects
    told = movements.filter(pk=OuterRef("transaction")).values("fingerprint")
    lines.filter(fingerprint="").update(fingerprint=Subquery(told))


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_read_previews_again")]

    operations = [
        migrations.AddField(
            model_name="statementline",
            name="fingerprint",
            field=models.CharField(db_index=True, default="", max_length=64),
        ),
        migrations.RunPython(copy_fingerprints, migrations.RunPython.noop),
    ]
