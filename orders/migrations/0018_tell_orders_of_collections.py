"""Costs of agencies and courts, and which orders are with them."""

from django.conf import settings
from django.db import migrations, models

from orders.migrations._guards import add_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0017_round_what_is_open_of_costs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A rebuilt table loses its triggers on SQLite.
        migrations.RunPython(drop_guards, add_guards),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="ancillary_claim_raises_balance",
        ),
        migrations.AddField(
            model_name="customer",
            name="collection_since",
            field=models.DateField(
                editable=False, null=True, verbose_name="Ein Auftrag beim Inkasso seit"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="collection_since",
            field=models.DateField(editable=False, null=True, verbose_name="Beim Inkasso seit"),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("charge", "Forderung"),
                    ("credit_note", "Gutschrift"),
                    ("payment", "Zahlung"),
                    ("refund", "Erstattung"),
                    ("chargeback", "Rückbuchung"),
                    ("returned_debit_cost", "Rücklastschriftkosten"),
                    ("dunning_fee", "Mahngebühr"),
                    ("lump_sum", "Verzugspauschale"),
                    ("interest", "Verzugszinsen"),
                    ("cancellation_cost", "Stornokosten"),
                    ("collection_cost", "Inkassokosten"),
                    ("court_cost", "Gerichts- und Anwaltskosten"),
                    ("waiver", "Erlass von Nebenforderungen"),
                    ("transfer", "Umbuchung"),
                    ("write_off", "Ausbuchung"),
                    ("reversal", "Storno"),
                ],
                max_length=20,
                verbose_name="Art",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="source",
            field=models.CharField(
                choices=[
                    ("shop", "Shop"),
                    ("manual", "von Hand"),
                    ("bank", "Kontoauszug"),
                    ("api", "Schnittstelle"),
                    ("dunning", "Mahnung"),
                    ("agency", "Inkasso"),
                ],
                max_length=10,
                verbose_name="Quelle",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "dunning_fee",
                                "lump_sum",
                                "interest",
                                "cancellation_cost",
                                "collection_cost",
                                "court_cost",
                            ],
                        ),
                        _negated=True,
                    ),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="ancillary_claim_raises_balance",
            ),
        ),
        migrations.RunPython(add_guards, drop_guards),
    ]
