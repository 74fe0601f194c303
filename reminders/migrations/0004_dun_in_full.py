"""Payment reminders, charges, letters, plans, preferences, versions, base rates."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reminders.rules.states


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0015_dun_in_full"),
        ("reminders", "0003_tell_how_far_bank_data_reach"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BaseRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(unique=True, verbose_name="gilt ab")),
                (
                    "percent",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="Prozent"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="Quelle")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Basiszinssatz",
                "verbose_name_plural": "Basiszinssätze",
                "ordering": ["valid_from"],
            },
        ),
        migrations.CreateModel(
            name="DunningPreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_manual_only",
                    models.BooleanField(default=False, verbose_name="nie automatisch mahnen"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Bemerkung")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Abweichendes Mahnverfahren",
                "verbose_name_plural": "Abweichende Mahnverfahren",
            },
        ),
        migrations.CreateModel(
            name="DunningSettings",
            fields=[
                (
                    "sales_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="dunning_settings",
                        serialize=False,
                        to="orders.salesaccount",
                        verbose_name="Verkaufsaccount",
                    ),
                ),
                (
                    "collects_per_customer",
                    models.BooleanField(
                        default=False,
                        help_text="alle überfälligen Aufträge eines Kunden in einem Schreiben, die Gebühr einmal",
                        verbose_name="Sammelmahnung",
                    ),
                ),
                (
                    "minimum_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        help_text="was darunter offen ist, wird nicht gemahnt",
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="Mindestbetrag",
                    ),
                ),
                (
                    "approval_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Forderung einer Mahnung in Euro; leer: nie nötig",
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                        verbose_name="Freigabe durch eine zweite Person über",
                    ),
                ),
                (
                    "insists_on_ancillary",
                    models.BooleanField(
                        default=False,
                        help_text="sonst werden sie erlassen, wenn die Ware bezahlt ist",
                        verbose_name="auf Zinsen und Gebühren bestehen",
                    ),
                ),
                (
                    "attaches_invoice",
                    models.BooleanField(
                        default=True, verbose_name="Rechnung beilegen, wo sie vorliegt"
                    ),
                ),
                (
                    "names_agency",
                    models.CharField(
                        blank=True,
                        help_text="Name, wie er im Schreiben steht; leer: keines genannt",
                        max_length=120,
                        verbose_name="Inkassounternehmen in der letzten Mahnung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Mahnregeln des Verkaufsaccounts",
                "verbose_name_plural": "Mahnregeln der Verkaufsaccounts",
            },
        ),
        migrations.CreateModel(
            name="InstalmentPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "läuft"),
                            ("kept", "eingehalten"),
                            ("broken", "nicht eingehalten"),
                            ("ended", "beendet"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="vereinbart am")),
                ("rates", models.JSONField(verbose_name="Raten")),
                (
                    "levels_before",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Mahnungen davor"),
                ),
                (
                    "last_sent_before",
                    models.DateField(null=True, verbose_name="Zuletzt gemahnt davor"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Bemerkung")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_on", models.DateField(null=True, verbose_name="beendet am")),
                ("ended_why", models.CharField(blank=True, max_length=300, verbose_name="warum")),
            ],
            options={
                "verbose_name": "Ratenplan",
                "verbose_name_plural": "Ratenpläne",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PrintBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Erstellt")),
                ("page_count", models.PositiveIntegerField(default=0, verbose_name="Seiten")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="Versendet")),
            ],
            options={
                "verbose_name": "Druckstapel",
                "verbose_name_plural": "Druckstapel",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="Fassung")),
                ("content", models.JSONField(verbose_name="Inhalt")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Fassung eines Mahnverfahrens",
                "verbose_name_plural": "Fassungen von Mahnverfahren",
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="ReminderBooking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "Buchung einer Mahnung",
                "verbose_name_plural": "Buchungen von Mahnungen",
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="Fassung")),
                (
                    "mail_subject",
                    models.CharField(max_length=150, verbose_name="Betreff der E-Mail"),
                ),
                ("mail_body", models.TextField(verbose_name="Text der E-Mail")),
                (
                    "letter_subject",
                    models.CharField(max_length=150, verbose_name="Betreff des Briefs"),
                ),
                ("letter_body", models.TextField(verbose_name="Text des Briefs")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "Fassung einer Textvorlage",
                "verbose_name_plural": "Fassungen von Textvorlagen",
                "ordering": ["-version"],
            },
        ),
        migrations.AlterModelOptions(
            name="dunninglevel",
            options={
                "ordering": ["level", "days_after_anchor", "id"],
                "verbose_name": "Mahnschritt",
                "verbose_name_plural": "Mahnschritte",
            },
        ),
        migrations.AlterModelOptions(
            name="dunningrun",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("release_dunningrun", "Mahnungen versenden"),
                    ("approve_dunningrun", "Mahnungen über dem Limit als zweite Person freigeben"),
                ],
                "verbose_name": "Mahnlauf",
                "verbose_name_plural": "Mahnläufe",
            },
        ),
        migrations.RemoveConstraint(
            model_name="dunninglevel",
            name="level_once_per_procedure",
        ),
        migrations.RemoveConstraint(
            model_name="dunninglevel",
            name="level_1_to_3",
        ),
        migrations.RemoveConstraint(
            model_name="dunningprocedure",
            name="one_procedure_per_account_and_method",
        ),
        migrations.RemoveConstraint(
            model_name="dunningprocedure",
            name="one_default_procedure_per_account",
        ),
        migrations.RemoveConstraint(
            model_name="reminderitem",
            name="one_live_reminder_per_level",
        ),
        migrations.AddField(
            model_name="automaticdunning",
            name="interval",
            field=models.CharField(
                choices=[
                    ("daily", "täglich"),
                    ("workdays", "an Arbeitstagen"),
                    ("weekly", "montags"),
                ],
                default="daily",
                max_length=10,
                verbose_name="Mahntage",
            ),
        ),
        migrations.AddField(
            model_name="dunningblock",
            name="customer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dunning_blocks",
                to="orders.customer",
            ),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="channel",
            field=models.CharField(
                choices=[("email", "E-Mail"), ("letter", "Brief"), ("both", "E-Mail und Brief")],
                default="email",
                max_length=10,
                verbose_name="Weg",
            ),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="charges_interest",
            field=models.BooleanField(default=False, verbose_name="Verzugszinsen"),
        ),
        migrations.AddField(
            model_name="dunninglevel",
            name="fee",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                help_text="tatsächliche Kosten in Euro; verlangt nur für Briefe nach Verzugseintritt, von Unternehmern stattdessen 40 €",
                max_digits=6,
                validators=[django.core.validators.MinValueValidator(Decimal("0.00"))],
                verbose_name="Kosten des Briefs",
            ),
        ),
        migrations.AddField(
            model_name="dunningprocedure",
            name="is_assigned",
            field=models.BooleanField(
                default=True,
                help_text="sonst nur für Aufträge und Kunden, bei denen es gewählt ist",
                verbose_name="gilt von selbst",
            ),
        ),
        migrations.AddField(
            model_name="dunningrun",
            name="approved_at",
            field=models.DateTimeField(null=True, verbose_name="Zweite Freigabe"),
        ),
        migrations.AddField(
            model_name="dunningrun",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dunningrun",
            name="needs_approval",
            field=models.BooleanField(
                default=False, verbose_name="Freigabe durch eine zweite Person nötig"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="default_since",
            field=models.DateField(null=True, verbose_name="in Verzug seit"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="is_edited",
            field=models.BooleanField(default=False, verbose_name="Text von Hand geändert"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="is_provisional",
            field=models.BooleanField(default=False, verbose_name="Zinsen vorläufig"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="is_written_by_hand",
            field=models.BooleanField(default=False, verbose_name="von Hand verfasst"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="language",
            field=models.CharField(default="de", max_length=2, verbose_name="Sprache"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="letter_state",
            field=models.CharField(
                blank=True,
                choices=[("", "kein Brief"), ("to_print", "zu drucken"), ("printed", "versendet")],
                default="",
                max_length=10,
                verbose_name="Brief",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="lump_sum",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="Verzugspauschale",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="other_costs",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="früher gebuchte Kosten und Zinsen",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="printed_at",
            field=models.DateTimeField(null=True, verbose_name="gedruckt und versendet"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="step_number",
            field=models.PositiveSmallIntegerField(default=0, null=True, verbose_name="Erinnerung"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="withdrawal_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="Grund der Rücknahme"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="withdrawn_on",
            field=models.DateField(null=True, verbose_name="zurückgezogen am"),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="default_ground",
            field=models.CharField(blank=True, max_length=20, verbose_name="Verzugsgrund"),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="default_since",
            field=models.DateField(null=True, verbose_name="in Verzug seit"),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="dunning_fee",
            field=models.DecimalField(
                decimal_places=2, default=Decimal("0.00"), max_digits=12, verbose_name="Mahngebühr"
            ),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="interest",
            field=models.DecimalField(
                decimal_places=2, default=Decimal("0.00"), max_digits=12, verbose_name="neue Zinsen"
            ),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="interest_lines",
            field=models.JSONField(default=list, verbose_name="Zinsrechnung"),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="lump_sum",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="Verzugspauschale",
            ),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="other_costs",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal("0.00"),
                max_digits=12,
                verbose_name="früher gebuchte Kosten und Zinsen",
            ),
        ),
        migrations.AddField(
            model_name="reminderitem",
            name="step_number",
            field=models.PositiveSmallIntegerField(default=0, null=True, verbose_name="Erinnerung"),
        ),
        migrations.AddField(
            model_name="remindertemplate",
            name="base",
            field=models.ForeignKey(
                blank=True,
                help_text="leer: eigene Vorlage",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants",
                to="reminders.remindertemplate",
                verbose_name="Variante von",
            ),
        ),
        migrations.AddField(
            model_name="remindertemplate",
            name="language",
            field=models.CharField(
                choices=[("de", "Deutsch"), ("en", "Englisch")],
                default="de",
                max_length=2,
                verbose_name="Sprache",
            ),
        ),
        migrations.AddField(
            model_name="remindertemplate",
            name="product_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "alles"),
                    ("goods", "Ware"),
                    ("downloads", "Downloads"),
                    ("instalments", "Ratenzahlung"),
                    ("courses", "Kurse"),
                ],
                default="",
                max_length=12,
                verbose_name="Für",
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="next_reminder_number",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="Nächste Erinnerung"),
        ),
        migrations.AddField(
            model_name="standing",
            name="next_reminder_on",
            field=models.DateField(null=True, verbose_name="Nächste Erinnerung ab"),
        ),
        migrations.AlterField(
            model_name="dunningblock",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dunning_blocks",
                to="orders.order",
            ),
        ),
        migrations.AlterField(
            model_name="dunninglevel",
            name="days_after_anchor",
            field=models.SmallIntegerField(
                help_text="bei Zahlungserinnerungen auch davor, zum Beispiel −3",
                validators=[
                    django.core.validators.MinValueValidator(-60),
                    django.core.validators.MaxValueValidator(730),
                ],
                verbose_name="Tage danach",
            ),
        ),
        migrations.AlterField(
            model_name="dunninglevel",
            name="level",
            field=models.PositiveSmallIntegerField(
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(3),
                ],
                verbose_name="Mahnstufe",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="channel",
            field=models.CharField(
                choices=[("email", "E-Mail"), ("letter", "Brief"), ("both", "E-Mail und Brief")],
                default="email",
                max_length=10,
                verbose_name="Weg",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="interest",
            field=models.DecimalField(
                decimal_places=2, default=Decimal("0.00"), max_digits=12, verbose_name="neue Zinsen"
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="recipient",
            field=models.CharField(blank=True, max_length=254, verbose_name="Empfänger"),
        ),
        migrations.AddConstraint(
            model_name="dunningblock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_on__isnull", True)),
                fields=("customer",),
                name="one_block_per_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("customer__isnull", True), ("order__isnull", False)),
                    models.Q(("customer__isnull", False), ("order__isnull", True)),
                    _connector="OR",
                ),
                name="block_of_order_or_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("level__gte", 1)),
                fields=("procedure", "level"),
                name="level_once_per_procedure",
                violation_error_message="Jede Mahnstufe darf nur einmal vorkommen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("level", 0)),
                fields=("procedure", "days_after_anchor"),
                name="payment_reminder_once_per_day",
                violation_error_message="An einem Tag geht nur eine Zahlungserinnerung hinaus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 3)), name="level_up_to_3"
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", 0), ("days_after_anchor__gte", 0), _connector="OR"),
                name="level_not_before_anchor",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunninglevel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level__gte", 1),
                    models.Q(("charges_interest", False), ("fee", 0)),
                    _connector="OR",
                ),
                name="payment_reminder_costs_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningprocedure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_assigned", True)),
                fields=("sales_account", "payment_method"),
                name="one_procedure_per_account_and_method",
                violation_error_message="Für diesen Verkaufsaccount und diese Zahlungsart gibt es schon eines.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningprocedure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_assigned", True), ("payment_method__isnull", True)),
                fields=("sales_account",),
                name="one_default_procedure_per_account",
                violation_error_message="Für diesen Verkaufsaccount gibt es schon eines für alle Zahlungsarten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            reminders.rules.states.ReminderState["PREPARING"],
                            reminders.rules.states.ReminderState["PROPOSED"],
                            reminders.rules.states.ReminderState["QUEUED"],
                            reminders.rules.states.ReminderState["SENDING"],
                            reminders.rules.states.ReminderState["SENT"],
                            reminders.rules.states.ReminderState["UNCERTAIN"],
                        ],
                    )
                ),
                fields=("installment", "level", "step_number"),
                name="one_live_reminder_per_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindertemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("base__isnull", False)),
                fields=("base", "language", "product_kind"),
                name="one_variant_per_language_and_kind",
                violation_error_message="Diese Variante gibt es schon.",
            ),
        ),
        migrations.AddField(
            model_name="baserate",
            name="entered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dunningpreference",
            name="customer",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dunning_preference",
                to="orders.customer",
            ),
        ),
        migrations.AddField(
            model_name="dunningpreference",
            name="order",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dunning_preference",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="dunningpreference",
            name="procedure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="preferences",
                to="reminders.dunningprocedure",
                verbose_name="Mahnverfahren",
            ),
        ),
        migrations.AddField(
            model_name="dunningpreference",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="instalment_plans",
                to="orders.order",
            ),
        ),
        migrations.AddField(
            model_name="printbatch",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="printbatch",
            name="sent_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="print_batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="reminders.printbatch",
            ),
        ),
        migrations.AddField(
            model_name="procedureversion",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="procedureversion",
            name="procedure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="reminders.dunningprocedure",
            ),
        ),
        migrations.AddField(
            model_name="reminderbooking",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="reminderbooking",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="reminders.reminderitem",
            ),
        ),
        migrations.AddField(
            model_name="templateversion",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="templateversion",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="reminders.remindertemplate",
            ),
        ),
        migrations.AddConstraint(
            model_name="dunningpreference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("customer__isnull", True), ("order__isnull", False)),
                    models.Q(("customer__isnull", False), ("order__isnull", True)),
                    _connector="OR",
                ),
                name="preference_of_order_or_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalmentplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("order",),
                name="one_running_plan_per_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.UniqueConstraint(
                fields=("procedure", "version"), name="procedure_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(
                fields=("template", "version"), name="template_version_once"
            ),
        ),
    ]
