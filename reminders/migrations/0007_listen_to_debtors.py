"""What debtors ask for on their page, and what the dunning brought."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0020_find_customers_by_keys"),
        ("reminders", "0006_write_to_businesses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DebtorPageSettings",
            fields=[
                (
                    "sales_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="debtor_page",
                        serialize=False,
                        to="orders.salesaccount",
                        verbose_name="Verkaufsaccount",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="sonst nennen Mahnungen keinen Link, und die Seite öffnet sich nicht",
                        verbose_name="Zahlungsseite anbieten",
                    ),
                ),
                (
                    "accent",
                    models.CharField(
                        blank=True,
                        help_text="zum Beispiel #2456c4; muss sich von weißer Schrift abheben",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-fA-F]{6}$", "Eine Farbe ist # und sechs Zeichen: #2456c4."
                            )
                        ],
                        verbose_name="Farbe der Knöpfe",
                    ),
                ),
                ("imprint_url", models.URLField(blank=True, verbose_name="Impressum")),
                ("privacy_url", models.URLField(blank=True, verbose_name="Datenschutzhinweise")),
                (
                    "pause_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Tage, in denen nicht gemahnt wird, damit jemand die Nachricht prüfen kann",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="Pause nach einer Nachricht des Kunden",
                    ),
                ),
                (
                    "deferral_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="so viele Tage erhält ein Kunde einmal je Auftrag von selbst; 0: nie",
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="Aufschub ohne Rückfrage",
                    ),
                ),
                (
                    "max_rates",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="bis zu so viele Monatsraten werden von selbst vereinbart; 0: nie",
                        validators=[django.core.validators.MaxValueValidator(24)],
                        verbose_name="Raten ohne Rückfrage",
                    ),
                ),
                (
                    "min_rate",
                    models.DecimalField(
                        decimal_places=2,
                        default=20,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="kleinste Rate",
                    ),
                ),
                (
                    "max_plan_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="offener Betrag in Euro; leer: ohne Grenze",
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="Raten ohne Rückfrage bis",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zahlungsseite",
                "verbose_name_plural": "Zahlungsseiten",
            },
        ),
        migrations.CreateModel(
            name="DebtorRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("already_paid", "Schon bezahlt"),
                            ("deferral", "Aufschub"),
                            ("instalments", "Ratenzahlung"),
                            ("dispute", "Einwand"),
                            ("address", "Neue Anschrift"),
                            ("payment_method", "Andere Zahlungsart"),
                        ],
                        max_length=20,
                        verbose_name="Anliegen",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("granted", "von selbst gewährt"),
                            ("accepted", "erledigt"),
                            ("declined", "abgelehnt"),
                            ("obsolete", "gegenstandslos"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                (
                    "message",
                    models.CharField(blank=True, max_length=1000, verbose_name="Nachricht"),
                ),
                ("received_at", models.DateTimeField(verbose_name="eingegangen")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="erledigt")),
                (
                    "answer",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="Antwort an den Kunden"
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debtor_requests",
                        to="reminders.dunningblock",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debtor_requests",
                        to="orders.order",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debtor_requests",
                        to="reminders.instalmentplan",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Anliegen",
                "verbose_name_plural": "Anliegen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BalanceStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="Stand vom")),
                (
                    "balance",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="Saldo"),
                ),
                ("recipient", models.CharField(max_length=254, verbose_name="Empfänger")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "vorbereitet"),
                            ("sent", "versendet"),
                            ("failed", "fehlgeschlagen"),
                            ("uncertain", "ungeklärt"),
                        ],
                        default="prepared",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="Fehler")),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("mail_text", models.TextField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Wann")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balance_statements",
                        to="orders.customer",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Saldenmitteilung",
                "verbose_name_plural": "Saldenmitteilungen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DebtorProof",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="proof",
                        serialize=False,
                        to="reminders.debtorrequest",
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="Dateiname")),
                ("content_type", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "Beleg",
                "verbose_name_plural": "Belege",
            },
        ),
        migrations.CreateModel(
            name="EvaluationSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "letter_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default="1.20",
                        max_digits=6,
                        verbose_name="Kosten je Brief",
                    ),
                ),
                (
                    "mail_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default="0.00",
                        max_digits=6,
                        verbose_name="Kosten je E-Mail",
                    ),
                ),
                ("refreshed_at", models.DateTimeField(editable=False, null=True)),
                ("newest_entry_id", models.BigIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "Kosten des Mahnens",
                "verbose_name_plural": "Kosten des Mahnens",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_evaluation_settings"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="recovery",
                        serialize=False,
                        to="orders.ledgerentry",
                    ),
                ),
                ("product_kind", models.CharField(blank=True, max_length=10)),
                ("level", models.PositiveSmallIntegerField(verbose_name="Mahnstufe")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-Mail"),
                            ("letter", "Brief"),
                            ("both", "E-Mail und Brief"),
                        ],
                        max_length=10,
                    ),
                ),
                ("paid_on", models.DateField(db_index=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("days", models.PositiveIntegerField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="orders.order",
                    ),
                ),
                (
                    "payment_method",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.paymentmethod",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="reminders.reminder",
                    ),
                ),
                (
                    "sales_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.salesaccount",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reminders.remindertemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "Geldeingang nach Mahnung",
                "verbose_name_plural": "Geldeingänge nach Mahnung",
            },
        ),
        migrations.CreateModel(
            name="SentCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_on", models.DateField()),
                ("level", models.PositiveSmallIntegerField(verbose_name="Mahnstufe")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-Mail"),
                            ("letter", "Brief"),
                            ("both", "E-Mail und Brief"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sent", models.PositiveIntegerField(default=0)),
                ("bounced", models.PositiveIntegerField(default=0)),
                (
                    "claimed",
                    models.DecimalField(decimal_places=2, default=Decimal("0.00"), max_digits=14),
                ),
                (
                    "sales_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.salesaccount",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reminders.remindertemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "Versandzahl",
                "verbose_name_plural": "Versandzahlen",
            },
        ),
        migrations.CreateModel(
            name="CohortFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("before_reminder", "ohne Mahnung bezahlt"),
                            ("after_reminder", "nach Zahlungserinnerung bezahlt"),
                            ("after_level_1", "nach Mahnstufe 1 bezahlt"),
                            ("after_level_2", "nach Mahnstufe 2 bezahlt"),
                            ("after_level_3", "nach Mahnstufe 3 bezahlt"),
                            ("collection", "beim Inkasso bezahlt"),
                            ("given_up", "storniert oder ausgebucht"),
                            ("open", "noch offen"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("installments", models.PositiveIntegerField()),
                (
                    "sales_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.salesaccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kohortenzahl",
                "verbose_name_plural": "Kohortenzahlen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "sales_account", "outcome"), name="cohort_figure_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="debtorrequest",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["received_at"],
                name="open_requests_by_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="debtorrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("order", "kind"),
                name="one_open_request_per_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="debtorrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="settled_request_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recovery",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="recovery_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentcount",
            constraint=models.UniqueConstraint(
                fields=("sent_on", "sales_account", "template", "level", "channel"),
                name="sent_count_once",
            ),
        ),
    ]
