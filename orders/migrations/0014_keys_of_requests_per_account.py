"""An Idempotency-Key belongs to the sales account, whichever token it came with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_tell_movements_by_their_lines")]

    operations = [
        # Stored answers are forgotten after 30 days anyway, and no shop waits for one now.
        migrations.DeleteModel(name="IdempotentRequest"),
        migrations.CreateModel(
            name="IdempotentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.TextField(default="")),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "sales_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="orders.salesaccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "beantwortete Anfrage",
                "verbose_name_plural": "beantwortete Anfragen",
            },
        ),
        migrations.AddConstraint(
            model_name="idempotentrequest",
            constraint=models.UniqueConstraint(
                fields=("sales_account", "key"), name="idempotency_key_once_per_account"
            ),
        ),
    ]
