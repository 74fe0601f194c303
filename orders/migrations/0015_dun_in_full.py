"""What dunning in full wants to know: languages, grounds of default, interest, invoices as files."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from orders.migrations._guards import add_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0014_keys_of_requests_per_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A rebuilt table loses its triggers on SQLite.
        migrations.RunPython(drop_guards, add_guards),
        migrations.CreateModel(
            name="InvoiceFile",
            fields=[
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="orders.invoice",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="Dateiname")),
                ("pdf", models.BinaryField()),
            ],
            options={
                "verbose_name": "Rechnungsdatei",
                "verbose_name_plural": "Rechnungsdateien",
            },
        ),
        migrations.RemoveConstraint(
            model_name="ledgerentry",
            name="write_off_lowers_balance",
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_figures_not_negative",
        ),
        migrations.AddField(
            model_name="customer",
            name="email_failed_on",
            field=models.DateField(
                blank=True,
                help_text="Mahnungen gehen dann als Brief; leer, sobald die Adresse wieder stimmt",
                null=True,
                verbose_name="E-Mail unzustellbar seit",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("", "wie der Verkaufsaccount"), ("de", "Deutsch"), ("en", "Englisch")],
                default="",
                max_length=2,
                verbose_name="Sprache",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="received_on",
            field=models.DateField(
                blank=True,
                help_text="nachweislich; ab dann laufen die 30 Tage des § 286 Abs. 3 BGB",
                null=True,
                verbose_name="beim Kunden angekommen am",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="disputed_amount",
            field=models.DecimalField(
                decimal_places=2,
                editable=False,
                help_text="leer, solange alles bestritten ist",
                max_digits=12,
                null=True,
                verbose_name="davon bestritten",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="open_interest",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="davon Zinsen",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("goods", "Ware"),
                    ("download", "Download"),
                    ("service", "Dienstleistung"),
                    ("course", "Kurs"),
                ],
                default="goods",
                max_length=10,
                verbose_name="Art",
            ),
        ),
        migrations.AddField(
            model_name="salesaccount",
            name="consumer_notice",
            field=models.BooleanField(
                default=False,
                help_text="nur dann gilt die 30-Tage-Regel für Verbraucher (§ 286 Abs. 3 BGB)",
                verbose_name="Rechnungen weisen auf den Verzug nach 30 Tagen hin",
            ),
        ),
        migrations.AddField(
            model_name="salesaccount",
            name="due_day_agreed",
            field=models.BooleanField(
                default=False,
                help_text="zum Beispiel in den AGB, nicht nur auf der Rechnung: der Kunde ist dann mit Ablauf des Tages in Verzug (§ 286 Abs. 2 Nr. 1 BGB)",
                verbose_name="Fälligkeitstag ist vertraglich vereinbart",
            ),
        ),
        migrations.AddField(
            model_name="salesaccount",
            name="language",
            field=models.CharField(
                choices=[("de", "Deutsch"), ("en", "Englisch")],
                default="de",
                help_text="wenn beim Kunden keine andere steht",
                max_length=2,
                verbose_name="Sprache der Mahnungen",
            ),
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
                ],
                max_length=10,
                verbose_name="Quelle",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="stop_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "kein Stopp"),
                    ("disputed", "bestritten"),
                    ("deceased", "Kunde verstorben"),
                    ("to_clarify", "Rückgabe zu klären"),
                    ("withdrawal", "Widerruf"),
                    ("insolvency", "Insolvenz"),
                ],
                default="",
                max_length=15,
                verbose_name="Mahnstopp wegen",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["write_off", "waiver"]), _negated=True),
                    ("amount__lt", 0),
                    _connector="OR",
                ),
                name="giving_up_lowers_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["dunning_fee", "lump_sum", "interest"]), _negated=True),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="ancillary_claim_raises_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("open_amount__gte", 0),
                    ("credit_amount__gte", 0),
                    ("open_costs__gte", 0),
                    ("open_interest__gte", 0),
                    (
                        "open_costs__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("open_amount"), "-", models.F("open_interest")
                        ),
                    ),
                ),
                name="order_figures_not_negative",
            ),
        ),
        migrations.RunPython(add_guards, drop_guards),
    ]
