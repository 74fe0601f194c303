"""Orders open to their debtors, payments online, exports for the tax adviser, notes, searching."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import orders.models.online_payments
from orders.migrations._guards import add_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0018_tell_orders_of_collections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A rebuilt table loses its triggers on SQLite.
        migrations.RunPython(drop_guards, add_guards),
        migrations.CreateModel(
            name="AccessMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=64)),
                ("window_start", models.DateTimeField(db_index=True)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "Fehlversuch",
                "verbose_name_plural": "Fehlversuche",
            },
        ),
        migrations.CreateModel(
            name="CustomerNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="Notiz")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Wann")),
            ],
            options={
                "verbose_name": "Notiz",
                "verbose_name_plural": "Notizen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DatevExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="von")),
                ("to_on", models.DateField(verbose_name="bis einschließlich")),
                ("entry_count", models.PositiveIntegerField(verbose_name="Buchungen")),
                ("newest_entry_id", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="erstellt")),
            ],
            options={
                "verbose_name": "DATEV-Export",
                "verbose_name_plural": "DATEV-Exporte",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DatevSettings",
            fields=[
                (
                    "creditor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="datev_settings",
                        serialize=False,
                        to="orders.creditor",
                        verbose_name="Gläubiger",
                    ),
                ),
                (
                    "consultant_number",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1001),
                            django.core.validators.MaxValueValidator(9999999),
                        ],
                        verbose_name="Beraternummer",
                    ),
                ),
                (
                    "client_number",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99999),
                        ],
                        verbose_name="Mandantennummer",
                    ),
                ),
                (
                    "chart",
                    models.CharField(
                        choices=[("SKR03", "SKR03"), ("SKR04", "SKR04")],
                        default="SKR03",
                        max_length=5,
                        verbose_name="Kontenrahmen",
                    ),
                ),
                (
                    "account_length",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[
                            django.core.validators.MinValueValidator(4),
                            django.core.validators.MaxValueValidator(8),
                        ],
                        verbose_name="Länge der Sachkonten",
                    ),
                ),
                (
                    "fiscal_year_month",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="Wirtschaftsjahr beginnt im Monat",
                    ),
                ),
                (
                    "debtor_account",
                    models.CharField(
                        default="10000",
                        help_text="ein Sammelkonto für alle Kunden, eine Stelle länger als die Sachkonten",
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern."
                            )
                        ],
                        verbose_name="Debitorenkonto",
                    ),
                ),
                (
                    "interest_account",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern."
                            )
                        ],
                        verbose_name="Zinserträge",
                    ),
                ),
                (
                    "fee_account",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern."
                            )
                        ],
                        verbose_name="Mahngebühren und Pauschalen",
                    ),
                ),
                (
                    "returned_debit_account",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern."
                            )
                        ],
                        verbose_name="Rücklastschriftkosten",
                    ),
                ),
                (
                    "write_off_account",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern."
                            )
                        ],
                        verbose_name="Forderungsverluste",
                    ),
                ),
            ],
            options={
                "verbose_name": "DATEV-Einstellungen",
                "verbose_name_plural": "DATEV-Einstellungen",
            },
        ),
        migrations.CreateModel(
            name="LinkOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="geöffnet am")),
                ("opened_at", models.DateTimeField(verbose_name="zuerst um")),
            ],
            options={
                "verbose_name": "Öffnung der Zahlungsseite",
                "verbose_name_plural": "Öffnungen der Zahlungsseite",
                "ordering": ["-opened_on"],
            },
        ),
        migrations.CreateModel(
            name="OnlinePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="Betrag"),
                ),
                ("currency", models.CharField(default="EUR", max_length=3, verbose_name="Währung")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("started", "begonnen"),
                            ("paid", "bezahlt"),
                            ("expired", "abgelaufen"),
                            ("failed", "fehlgeschlagen"),
                        ],
                        default="started",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "provider_reference",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="Kennung beim Anbieter"
                    ),
                ),
                ("checkout_url", models.CharField(blank=True, max_length=2000)),
                ("started_at", models.DateTimeField(verbose_name="begonnen")),
                ("paid_on", models.DateField(null=True, verbose_name="bezahlt am")),
                ("failure", models.CharField(blank=True, max_length=300, verbose_name="Fehler")),
            ],
            options={
                "verbose_name": "Onlinezahlung",
                "verbose_name_plural": "Onlinezahlungen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="zum Beispiel „PayPal“; steht auf dem Knopf",
                        max_length=60,
                        verbose_name="Beschriftung",
                    ),
                ),
                (
                    "url_template",
                    models.CharField(
                        help_text="mit {BETRAG} (12.34), {WAEHRUNG} (EUR) und {BESTELLNUMMER}, zum Beispiel https://paypal.me/firma/{BETRAG}{WAEHRUNG}",
                        max_length=500,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="Reihenfolge"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="wird angeboten")),
            ],
            options={
                "verbose_name": "Zahlungslink",
                "verbose_name_plural": "Zahlungslinks",
                "ordering": ["sales_account__name", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProviderAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        choices=[("stripe", "Stripe")], max_length=20, verbose_name="Anbieter"
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="steht auf dem Knopf: „Karte, Klarna oder SEPA“",
                        max_length=60,
                        verbose_name="Beschriftung",
                    ),
                ),
                ("is_active", models.BooleanField(default=False, verbose_name="wird angeboten")),
                ("secret_box", models.TextField(blank=True, default="", editable=False)),
                (
                    "webhook_key",
                    models.CharField(
                        default=orders.models.online_payments.new_webhook_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "Zahlungsanbieter",
                "verbose_name_plural": "Zahlungsanbieter",
                "ordering": ["sales_account__name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=80)),
                ("effect", models.CharField(blank=True, max_length=200, verbose_name="Wirkung")),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Meldung eines Zahlungsanbieters",
                "verbose_name_plural": "Meldungen von Zahlungsanbietern",
            },
        ),
        migrations.RenameField(
            model_name="order",
            old_name="token",
            new_name="public_id",
        ),
        migrations.AddField(
            model_name="customer",
            name="company_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name="customer",
            name="email_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name="customer",
            name="name_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=201),
        ),
        migrations.AddField(
            model_name="order",
            name="access_revoked_on",
            field=models.DateField(
                editable=False, null=True, verbose_name="Zahlungsseite gesperrt am"
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="access_version",
            field=models.PositiveIntegerField(default=1, editable=False),
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
                    ("provider", "Zahlungsanbieter"),
                ],
                max_length=10,
                verbose_name="Quelle",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["total"], name="order_by_total"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("open_amount__gt", 0)),
                fields=["open_amount"],
                name="order_open_by_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessmiss",
            constraint=models.UniqueConstraint(
                fields=("source", "window_start"), name="misses_once_per_window"
            ),
        ),
        migrations.AddField(
            model_name="customernote",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customernote",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notes",
                to="orders.customer",
            ),
        ),
        migrations.AddField(
            model_name="datevexport",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="datevexport",
            name="creditor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="datev_exports",
                to="orders.creditor",
            ),
        ),
        migrations.AddField(
            model_name="linkopening",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="link_openings",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="onlinepayment",
            name="entry",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="online_payment",
                to="orders.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="onlinepayment",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="online_payments",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="paymentlink",
            name="sales_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="payment_links",
                to="orders.salesaccount",
                verbose_name="Verkaufsaccount",
            ),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="sales_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provider_accounts",
                to="orders.salesaccount",
                verbose_name="Verkaufsaccount",
            ),
        ),
        migrations.AddField(
            model_name="onlinepayment",
            name="provider_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="orders.provideraccount",
            ),
        ),
        migrations.AddField(
            model_name="providerevent",
            name="provider_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="orders.provideraccount",
            ),
        ),
        migrations.AddConstraint(
            model_name="datevexport",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))),
                name="datev_export_ends_after_its_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkopening",
            constraint=models.UniqueConstraint(
                fields=("order", "opened_on"), name="opening_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="provideraccount",
            constraint=models.UniqueConstraint(
                fields=("sales_account", "provider"),
                name="provider_once_per_account",
                violation_error_message="Dieser Anbieter ist hier schon eingerichtet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinepayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("provider_reference", ""), _negated=True),
                fields=("provider_account", "provider_reference"),
                name="online_payment_once_per_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="online_payment_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="onlinepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid"), _negated=True),
                    models.Q(("entry__isnull", False), ("paid_on__isnull", False)),
                    _connector="OR",
                ),
                name="paid_online_payment_is_booked",
            ),
        ),
        migrations.AddConstraint(
            model_name="providerevent",
            constraint=models.UniqueConstraint(
                fields=("provider_account", "event_id"), name="provider_event_once"
            ),
        ),
        migrations.RunPython(add_guards, drop_guards),
    ]
