"""Bank statements, more kinds of booking, invoices and what an order is flagged with."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from orders.migrations._guards import add_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_guard_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_guards, add_guards),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="Warum")),
                ("is_automatic", models.BooleanField(default=False, verbose_name="von selbst")),
            ],
            options={
                "verbose_name": "Zuordnung",
                "verbose_name_plural": "Zuordnungen",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="Auszug der Datei")),
                ("account", models.CharField(max_length=40, verbose_name="Konto")),
                ("currency", models.CharField(max_length=3, verbose_name="Währung")),
                (
                    "number",
                    models.CharField(blank=True, max_length=60, verbose_name="Auszugsnummer"),
                ),
                ("from_on", models.DateField(null=True, verbose_name="von")),
                ("to_on", models.DateField(null=True, verbose_name="bis")),
                (
                    "opening_balance",
                    models.DecimalField(
                        decimal_places=2, max_digits=16, null=True, verbose_name="Anfangssaldo"
                    ),
                ),
                (
                    "closing_balance",
                    models.DecimalField(
                        decimal_places=2, max_digits=16, null=True, verbose_name="Endsaldo"
                    ),
                ),
                (
                    "difference",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=16,
                        verbose_name="Differenz",
                    ),
                ),
                ("entry_count", models.PositiveIntegerField(default=0, verbose_name="Umsätze")),
                (
                    "known_count",
                    models.PositiveIntegerField(default=0, verbose_name="schon bekannt"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken_over", "übernommen"),
                            ("held", "angehalten"),
                            ("discarded", "verworfen"),
                        ],
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("hold_reason", models.CharField(blank=True, max_length=500, verbose_name="Grund")),
            ],
            options={
                "verbose_name": "Kontoauszug",
                "verbose_name_plural": "Kontoauszüge",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BankTransaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40, verbose_name="Konto")),
                ("fingerprint", models.CharField(max_length=64)),
                ("occurrence", models.PositiveIntegerField(default=0)),
                ("booked_on", models.DateField(verbose_name="Buchungstag")),
                ("value_on", models.DateField(verbose_name="Wertstellung")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="Betrag"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="Währung")),
                ("name", models.CharField(blank=True, max_length=140, verbose_name="Name")),
                (
                    "iban",
                    models.CharField(blank=True, db_index=True, max_length=34, verbose_name="IBAN"),
                ),
                ("remittance_text", models.TextField(blank=True, verbose_name="Verwendungszweck")),
                (
                    "structured_reference",
                    models.CharField(blank=True, max_length=40, verbose_name="Referenz"),
                ),
                (
                    "end_to_end_id",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Ende-zu-Ende-Referenz"
                    ),
                ),
                (
                    "mandate_id",
                    models.CharField(blank=True, max_length=80, verbose_name="Mandatsreferenz"),
                ),
                (
                    "bank_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="Bankreferenz"),
                ),
                (
                    "booking_text",
                    models.CharField(blank=True, max_length=80, verbose_name="Buchungstext"),
                ),
                ("gvc", models.CharField(blank=True, max_length=4, verbose_name="GVC")),
                (
                    "return_reason",
                    models.CharField(blank=True, max_length=10, verbose_name="Rückgabegrund"),
                ),
                ("is_return", models.BooleanField(default=False, verbose_name="Rückgabe")),
                (
                    "original_amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="ursprünglicher Betrag",
                    ),
                ),
                (
                    "charges",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Bankkosten",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "noch nicht zugeordnet"),
                            ("booked", "zugeordnet"),
                            ("inbox", "zu klären"),
                            ("ignored", "ohne Belang"),
                            ("not_ours", "gehört uns nicht"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                (
                    "state_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="Grund"),
                ),
                (
                    "proposals",
                    models.JSONField(blank=True, default=list, verbose_name="Vorschläge"),
                ),
            ],
            options={
                "verbose_name": "Umsatz",
                "verbose_name_plural": "Umsätze",
                "ordering": ["-booked_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "verbose_name": "Dateiteil",
                "verbose_name_plural": "Dateiteile",
            },
        ),
        migrations.CreateModel(
            name="ImportTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="Name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("orders", "Bestellungen"), ("bank", "Kontoumsätze")],
                        max_length=10,
                        verbose_name="Inhalt",
                    ),
                ),
                ("mapping", models.JSONField(verbose_name="Spaltenzuordnung")),
            ],
            options={
                "verbose_name": "Importvorlage",
                "verbose_name_plural": "Importvorlagen",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=64, verbose_name="Rechnungsnummer")),
                ("number_key", models.CharField(db_index=True, editable=False, max_length=64)),
                (
                    "issued_on",
                    models.DateField(blank=True, null=True, verbose_name="Rechnungsdatum"),
                ),
            ],
            options={
                "verbose_name": "Rechnung",
                "verbose_name_plural": "Rechnungen",
                "ordering": ["issued_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="LedgerCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField(verbose_name="Geprüft")),
                ("order_count", models.PositiveIntegerField(verbose_name="Aufträge")),
                ("entry_count", models.PositiveIntegerField(verbose_name="Buchungen")),
                ("statement_count", models.PositiveIntegerField(verbose_name="Kontoauszüge")),
                (
                    "findings",
                    models.JSONField(blank=True, default=list, verbose_name="Abweichungen"),
                ),
            ],
            options={
                "verbose_name": "Prüfung der Buchungen",
                "verbose_name_plural": "Prüfungen der Buchungen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StatementImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="Datei")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("format", models.CharField(blank=True, max_length=10, verbose_name="Format")),
                (
                    "mapping",
                    models.JSONField(editable=False, null=True, verbose_name="Spaltenzuordnung"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "wird gelesen"),
                            ("read", "eingelesen"),
                            ("failed", "nicht lesbar"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="Zustand",
                    ),
                ),
                ("problems", models.JSONField(blank=True, default=list, verbose_name="Hinweise")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Hochgeladen")),
                (
                    "progressed_at",
                    models.DateTimeField(null=True, verbose_name="Zuletzt bearbeitet"),
                ),
            ],
            options={
                "verbose_name": "Kontoauszugsdatei",
                "verbose_name_plural": "Kontoauszugsdateien",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "Auszugszeile",
                "verbose_name_plural": "Auszugszeilen",
                "ordering": ["position"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_figures_not_negative",
        ),
        migrations.AddField(
            model_name="creditor",
            name="statement_max_age_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=3,
                help_text="Arbeitstage; ist der neueste Kontoauszug älter, mahnt die Automatik nicht. Leer: das Alter wird nicht geprüft.",
                null=True,
                verbose_name="Kontoauszug höchstens alt",
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="counter_order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.order",
                verbose_name="Gegenauftrag",
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="principal_first",
            field=models.BooleanField(default=False, verbose_name="auf die Hauptforderung zuerst"),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="returns",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned_by",
                to="orders.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="last_reminded_on",
            field=models.DateField(editable=False, null=True, verbose_name="Zuletzt gemahnt"),
        ),
        migrations.AddField(
            model_name="order",
            name="number_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="order",
            name="open_costs",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="davon Kosten",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="payment_plan",
            field=models.CharField(
                choices=[
                    ("one_off", "Einmalzahlung"),
                    ("rates", "Ratenzahlung"),
                    ("subscription", "Abo"),
                ],
                default="one_off",
                max_length=15,
                verbose_name="Zahlungsplan",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="reported_total",
            field=models.DecimalField(
                decimal_places=2,
                editable=False,
                max_digits=12,
                null=True,
                verbose_name="vom Shop gemeldeter Betrag",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="shop_token",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="order",
            name="stop_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "kein Stopp"),
                    ("disputed", "bestritten"),
                    ("deceased", "Kunde verstorben"),
                    ("to_clarify", "Rückgabe zu klären"),
                ],
                default="",
                max_length=15,
                verbose_name="Mahnstopp wegen",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="unpaid_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nicht bekannt"),
                    ("no_automatic_debit", "kein automatischer Einzug"),
                    ("rejected", "Zahlung zurückgewiesen"),
                    ("insufficient_funds", "Konto nicht gedeckt"),
                    ("bank_returned", "von der Bank zurückgegeben"),
                    ("mail_ignored", "auf Aufforderung nicht reagiert"),
                ],
                default="",
                max_length=20,
                verbose_name="Grund der Nichtzahlung",
            ),
        ),
        migrations.AddField(
            model_name="orderimport",
            name="assumed_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("open", "alle neuen Aufträge sind offen"),
                    ("paid", "alle neuen Aufträge sind bezahlt"),
                ],
                max_length=10,
                verbose_name="Zahlungsstand angenommen",
            ),
        ),
        migrations.AddField(
            model_name="orderimport",
            name="mapping",
            field=models.JSONField(editable=False, null=True, verbose_name="Spaltenzuordnung"),
        ),
        migrations.AddField(
            model_name="orderimport",
            name="preview",
            field=models.JSONField(editable=False, null=True, verbose_name="Vorschau"),
        ),
        migrations.AddField(
            model_name="paymentmethod",
            name="is_collected",
            field=models.BooleanField(
                default=False,
                help_text="zum Beispiel Lastschrift oder Kreditkarte; bei Rechnung zahlt der Kunde selbst",
                verbose_name="wird von selbst eingezogen",
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
                choices=[("shop", "Shop"), ("manual", "von Hand"), ("bank", "Kontoauszug")],
                max_length=10,
                verbose_name="Quelle",
            ),
        ),
        migrations.AlterField(
            model_name="orderimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "wird gelesen"),
                    ("previewed", "geprüft"),
                    ("applying", "wird übernommen"),
                    ("applied", "übernommen"),
                    ("discarded", "verworfen"),
                    ("cancelled", "angehalten"),
                    ("failed", "abgebrochen"),
                ],
                default="previewed",
                max_length=10,
                verbose_name="Zustand",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("credit_amount__gt", 0)),
                fields=["-credit_amount", "id"],
                name="order_with_credit",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "write_off"), _negated=True),
                    ("amount__lt", 0),
                    _connector="OR",
                ),
                name="write_off_lowers_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["chargeback", "returned_debit_cost", "refund"]), _negated=True
                    ),
                    ("amount__gt", 0),
                    _connector="OR",
                ),
                name="giving_back_raises_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counter_order__isnull", False), ("kind", "transfer")),
                    models.Q(
                        models.Q(("kind", "transfer"), _negated=True),
                        ("counter_order__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="transfer_names_counter_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("open_amount__gte", 0),
                    ("credit_amount__gte", 0),
                    ("open_costs__gte", 0),
                    ("open_costs__lte", models.F("open_amount")),
                ),
                name="order_figures_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocation",
                to="orders.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="creditor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="orders.creditor",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="banktransaction",
            name="creditor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_transactions",
                to="orders.creditor",
            ),
        ),
        migrations.AddField(
            model_name="banktransaction",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="transaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="orders.banktransaction",
            ),
        ),
        migrations.AddField(
            model_name="importchunk",
            name="order_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chunks",
                to="orders.orderimport",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invoices",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="statementimport",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="statement_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="orders.statementimport",
            ),
        ),
        migrations.AddField(
            model_name="statementline",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="orders.bankstatement",
            ),
        ),
        migrations.AddField(
            model_name="statementline",
            name="transaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statement_lines",
                to="orders.banktransaction",
            ),
        ),
        migrations.AddIndex(
            model_name="banktransaction",
            index=models.Index(
                condition=models.Q(("state", "inbox")),
                fields=["creditor", "-booked_on", "-id"],
                name="movement_inbox",
            ),
        ),
        migrations.AddConstraint(
            model_name="banktransaction",
            constraint=models.UniqueConstraint(
                fields=("account", "fingerprint", "occurrence"), name="movement_once_per_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="banktransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="movement_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="importchunk",
            constraint=models.UniqueConstraint(
                fields=("order_import", "position"), name="import_chunk_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("order", "number"), name="invoice_once_per_order"
            ),
        ),
        migrations.AddIndex(
            model_name="bankstatement",
            index=models.Index(
                condition=models.Q(("state", "taken_over")),
                fields=["creditor", "-to_on"],
                name="statement_newest_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("statement_import", "position"), name="statement_once_per_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("statement", "position"), name="statement_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("statement", "transaction"), name="movement_once_per_statement"
            ),
        ),
        migrations.RunPython(add_guards, drop_guards),
    ]
