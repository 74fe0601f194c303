"""Keep in which database the last sending began, so that a restored one is recognised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reminders", "0012_chain_what_was_sent")]

    operations = [
        migrations.AddField(
            model_name="mailchannel",
            name="database_mark",
            field=models.CharField(
                blank=True, max_length=100, verbose_name="Kennung der Datenbank"
            ),
        ),
    ]
