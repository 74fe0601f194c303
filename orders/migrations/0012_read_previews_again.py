"""Previews of files are kept now: what was checked before is read once more by the job queue."""

from django.db import migrations


def read_again(apps, schema_editor):
    imports = apps.get_model("orders", "OrderImport").objects
    imports.filter(state="previewed", preview=None).update(state="reading", progressed_at=None)


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_keep_tables_to_map")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
