"""Reminders say up to which day payments count, runs why nobody was dunned, standings of stops."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reminders", "0002_tell_orders_of_reminders")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="payments_until",
            field=models.DateField(null=True, verbose_name="Zahlungen berücksichtigt bis"),
        ),
        migrations.AddField(
            model_name="dunningrun",
            name="refusal",
            field=models.CharField(
                blank=True,
                default="",
                max_length=500,
                verbose_name="Warum nicht gemahnt wurde",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="is_stopped",
            field=models.BooleanField(default=False, verbose_name="Mahnstopp"),
        ),
    ]
