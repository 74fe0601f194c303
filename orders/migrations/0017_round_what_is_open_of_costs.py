from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Round


class Migration(migrations.Migration):
    """SQLite subtracts as floats, so that 1.20 could look like more than 6.56 less 5.36."""

    dependencies = [("orders", "0016_keep_agreed_rates")]

    operations = [
        migrations.RemoveConstraint(model_name="order", name="order_figures_not_negative"),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=Q(open_amount__gte=0)
                & Q(credit_amount__gte=0)
                & Q(open_costs__gte=0)
                & Q(open_interest__gte=0)
                & Q(open_costs__lte=Round(F("open_amount") - F("open_interest"), 2)),
                name="order_figures_not_negative",
            ),
        ),
    ]
