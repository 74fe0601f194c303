from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_dun_in_full")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="rates_agreed_on",
            field=models.DateField(editable=False, null=True, verbose_name="Raten vereinbart am"),
        ),
    ]
