"""Keep which host decided to send a reminder: its journal alone tells what became of the mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reminders", "0013_know_the_database")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="decided_host",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=60,
                verbose_name="Versendender Rechner",
            ),
        ),
    ]
