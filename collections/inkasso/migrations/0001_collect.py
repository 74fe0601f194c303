"""Agencies, policies, cases, handovers, reports, the court procedure."""

import uuid
from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import inkasso.models.agencies
import inkasso.rules.states


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0018_tell_orders_of_collections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Claimant",
            fields=[
                (
                    "creditor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="claimant",
                        serialize=False,
                        to="orders.creditor",
                        verbose_name="Gläubiger",
                    ),
                ),
                (
                    "higher_court",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nicht in Nordrhein-Westfalen"),
                            ("koeln", "OLG-Bezirk Köln"),
                            ("andere", "OLG-Bezirk Düsseldorf oder Hamm"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="Gerichtsbezirk",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        help_text="zum Beispiel GmbH; leer: Einzelperson",
                        max_length=60,
                        verbose_name="Rechtsform",
                    ),
                ),
                (
                    "representative_role",
                    models.CharField(
                        blank=True,
                        help_text="zum Beispiel Geschäftsführer",
                        max_length=60,
                        verbose_name="Vertreten durch (Funktion)",
                    ),
                ),
                (
                    "representative_name",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="Vertreten durch (Name)"
                    ),
                ),
                (
                    "court_number",
                    models.CharField(
                        blank=True,
                        help_text="vom Mahngericht vergeben; leer: keine",
                        max_length=8,
                        verbose_name="Kennziffer",
                    ),
                ),
                (
                    "is_vat_deductible",
                    models.BooleanField(
                        default=True,
                        help_text="dann schuldet der Kunde keine Umsatzsteuer auf die Inkassokosten",
                        verbose_name="zum Vorsteuerabzug berechtigt",
                    ),
                ),
            ],
            options={
                "verbose_name": "Antragsteller",
                "verbose_name_plural": "Antragsteller",
                "ordering": ["creditor__name"],
            },
        ),
        migrations.CreateModel(
            name="CollectionAgency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="Name")),
                ("is_active", models.BooleanField(default=True, verbose_name="Aktiv")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=100, verbose_name="Ansprechpartner"),
                ),
                (
                    "street",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="Straße und Hausnummer"
                    ),
                ),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="PLZ")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="Ort")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="Telefon")),
                ("website", models.URLField(blank=True, verbose_name="Website")),
                (
                    "supervisory_authority",
                    models.CharField(
                        blank=True,
                        help_text="bei der das Inkassobüro registriert ist (§ 13a Abs. 1 Nr. 8 RDG)",
                        max_length=200,
                        verbose_name="Aufsichtsbehörde",
                    ),
                ),
                (
                    "client_number",
                    models.CharField(
                        blank=True,
                        help_text="beim Inkassobüro",
                        max_length=60,
                        verbose_name="Unsere Mandantennummer",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("download", "Datei zum Herunterladen"),
                            ("sftp", "Datei per SFTP"),
                            ("https", "Datei per HTTPS"),
                            ("rest", "Schnittstelle (REST)"),
                        ],
                        default="download",
                        max_length=10,
                        verbose_name="Übergabe",
                    ),
                ),
                (
                    "host",
                    models.CharField(
                        blank=True, help_text="für SFTP", max_length=200, verbose_name="Server"
                    ),
                ),
                (
                    "port",
                    models.PositiveIntegerField(
                        default=22,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(65535),
                        ],
                        verbose_name="Port",
                    ),
                ),
                (
                    "username",
                    models.CharField(blank=True, max_length=100, verbose_name="Benutzername"),
                ),
                (
                    "folder",
                    models.CharField(
                        blank=True,
                        help_text="auf dem SFTP-Server",
                        max_length=200,
                        verbose_name="Ordner für Übergaben",
                    ),
                ),
                (
                    "report_folder",
                    models.CharField(
                        blank=True,
                        help_text="auf dem SFTP-Server",
                        max_length=200,
                        verbose_name="Ordner für Rückmeldungen",
                    ),
                ),
                (
                    "host_key",
                    models.TextField(
                        blank=True,
                        help_text="eine Zeile wie in known_hosts: ssh-ed25519 AAAA…; ohne ihn wird nicht verbunden",
                        verbose_name="Schlüssel des Servers",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="für HTTPS und REST", verbose_name="Adresse"
                    ),
                ),
                ("secret_box", models.TextField(default="", editable=False)),
                (
                    "public_key",
                    models.TextField(
                        blank=True,
                        help_text="Übergabedateien werden damit verschlüsselt; leer: unverschlüsselt",
                        verbose_name="Öffentlicher Schlüssel (OpenPGP)",
                    ),
                ),
                (
                    "webhook_key",
                    models.CharField(
                        default=inkasso.models.agencies.new_webhook_key,
                        editable=False,
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "last_report_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="Letzte Rückmeldung"
                    ),
                ),
            ],
            options={
                "verbose_name": "Inkassopartner",
                "verbose_name_plural": "Inkassopartner",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CollectionCase",
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
                            ("to_check", "Zu prüfen"),
                            ("ready", "Bereit"),
                            ("handing_over", "Wird übergeben"),
                            ("handed_over", "Übergeben"),
                            ("in_progress", "In Bearbeitung"),
                            ("returned", "Erfolglos zurück"),
                            ("court_requested", "Mahnbescheid beantragt"),
                            ("court_served", "Mahnbescheid zugestellt"),
                            ("court_objection", "Widerspruch"),
                            ("enforcement_requested", "Vollstreckungsbescheid beantragt"),
                            ("enforcement_served", "Vollstreckungsbescheid zugestellt"),
                            ("enforcement_objection", "Einspruch"),
                            ("title", "Titel"),
                            ("stopped", "Abgebrochen"),
                            ("paid", "Bezahlt"),
                            ("recalled", "Zurückgerufen"),
                            ("cancelled", "Auftrag gekündigt"),
                            ("written_off", "Ausgebucht"),
                        ],
                        default=inkasso.rules.states.CaseState["TO_CHECK"],
                        max_length=25,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("overdue", "Mahnungen ohne Erfolg"),
                            ("chargeback", "Rückbuchung"),
                            ("manual", "von Hand"),
                        ],
                        max_length=12,
                        verbose_name="Anlass",
                    ),
                ),
                (
                    "option",
                    models.CharField(
                        choices=[
                            ("court", "a: Mahnwesen + Inkasso + gerichtliches Mahnverfahren"),
                            ("cancellation", "b: Mahnwesen + Inkasso + Kündigung"),
                        ],
                        max_length=15,
                        verbose_name="Mahnoption",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="Angelegt am")),
                ("missing", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField(null=True, verbose_name="Zuletzt geprüft")),
                ("handed_over_on", models.DateField(null=True, verbose_name="Übergeben am")),
                (
                    "agency_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="Aktenzeichen des Inkassobüros"
                    ),
                ),
                (
                    "agency_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "eingegangen"),
                            ("accepted", "angenommen"),
                            ("rejected", "abgelehnt"),
                            ("first_letter", "erstes Schreiben versendet"),
                            ("in_contact", "in Kontakt mit dem Schuldner"),
                            ("instalments", "Ratenzahlung vereinbart"),
                            ("partially_paid", "zum Teil bezahlt"),
                            ("paid", "bezahlt"),
                            ("disputed", "bestritten"),
                            ("address_unknown", "unbekannt verzogen"),
                            ("insolvent", "Schuldner insolvent"),
                            ("deceased", "Schuldner verstorben"),
                            ("court_requested", "Mahnbescheid beantragt"),
                            ("court_served", "Mahnbescheid zugestellt"),
                            ("court_objection", "Widerspruch eingelegt"),
                            ("enforcement_requested", "Vollstreckungsbescheid beantragt"),
                            ("title", "Titel erwirkt"),
                            ("uncollectible", "uneinbringlich"),
                            ("closed", "abgeschlossen"),
                        ],
                        max_length=25,
                        verbose_name="Status beim Inkassobüro",
                    ),
                ),
                ("agency_status_on", models.DateField(null=True, verbose_name="Status vom")),
                (
                    "principal",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Hauptforderung",
                    ),
                ),
                (
                    "interest",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Zinsen",
                    ),
                ),
                (
                    "costs",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Kosten",
                    ),
                ),
                (
                    "cancellation_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Stornokosten",
                    ),
                ),
                ("interest_until", models.DateField(null=True, verbose_name="Zinsen bis")),
                ("default_since", models.DateField(null=True, verbose_name="In Verzug seit")),
                (
                    "default_ground",
                    models.CharField(blank=True, max_length=20, verbose_name="Grund des Verzugs"),
                ),
                (
                    "next_action",
                    models.CharField(blank=True, max_length=120, verbose_name="Nächster Schritt"),
                ),
                ("next_action_on", models.DateField(null=True, verbose_name="bis")),
                ("ended_on", models.DateField(null=True, verbose_name="Beendet am")),
                (
                    "ended_why",
                    models.CharField(blank=True, max_length=300, verbose_name="Grund des Endes"),
                ),
                (
                    "state_before_end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("to_check", "Zu prüfen"),
                            ("ready", "Bereit"),
                            ("handing_over", "Wird übergeben"),
                            ("handed_over", "Übergeben"),
                            ("in_progress", "In Bearbeitung"),
                            ("returned", "Erfolglos zurück"),
                            ("court_requested", "Mahnbescheid beantragt"),
                            ("court_served", "Mahnbescheid zugestellt"),
                            ("court_objection", "Widerspruch"),
                            ("enforcement_requested", "Vollstreckungsbescheid beantragt"),
                            ("enforcement_served", "Vollstreckungsbescheid zugestellt"),
                            ("enforcement_objection", "Einspruch"),
                            ("title", "Titel"),
                            ("stopped", "Abgebrochen"),
                            ("paid", "Bezahlt"),
                            ("recalled", "Zurückgerufen"),
                            ("cancelled", "Auftrag gekündigt"),
                            ("written_off", "Ausgebucht"),
                        ],
                        max_length=25,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="Geändert am")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="collections.collectionagency",
                        verbose_name="Inkassopartner",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collection_case",
                        to="orders.order",
                        verbose_name="Auftrag",
                    ),
                ),
            ],
            options={
                "verbose_name": "Inkassofall",
                "verbose_name_plural": "Inkassofälle",
                "permissions": [
                    ("handover_collectioncase", "Fälle an das Inkassobüro übergeben"),
                    ("approve_handover", "Übergaben über dem Limit freigeben"),
                    ("recall_collectioncase", "Fälle zurückrufen, kündigen und ausbuchen"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Vorschlag"),
                            ("released", "Freigegeben"),
                            ("written", "Datei erstellt"),
                            ("delivered", "Übergeben"),
                            ("failed", "Fehlgeschlagen"),
                            ("discarded", "Verworfen"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("is_automatic", models.BooleanField(default=False, verbose_name="automatisch")),
                ("handed_over_on", models.DateField(verbose_name="Tag der Übergabe")),
                ("selection", models.CharField(blank=True, max_length=300, verbose_name="Auswahl")),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="zweite Person nötig"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Angelegt am")),
                ("released_at", models.DateTimeField(null=True, verbose_name="Freigegeben am")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="Zweite Freigabe am")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Versuche")),
                (
                    "next_attempt_at",
                    models.DateTimeField(null=True, verbose_name="Nächster Versuch"),
                ),
                ("leased_until", models.DateTimeField(null=True)),
                ("lease_token", models.UUIDField(null=True)),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="Fehler")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="Übergeben um")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="collections.collectionagency",
                        verbose_name="Inkassopartner",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Übergabe",
                "verbose_name_plural": "Übergaben",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="BureauRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "citation",
                    models.CharField(
                        default="§ 31 Abs. 2 Nr. 4 BDSG a. F. / § 37a BDSG",
                        max_length=120,
                        verbose_name="Vorschrift",
                    ),
                ),
                (
                    "reminders_needed",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="Mahnungen in Textform"
                    ),
                ),
                (
                    "weeks_since_first",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="Wochen seit der ersten"
                    ),
                ),
                (
                    "needs_notice",
                    models.BooleanField(
                        default=True, verbose_name="Hinweis auf mögliche Meldung nötig"
                    ),
                ),
                (
                    "needs_no_dispute",
                    models.BooleanField(
                        default=True, verbose_name="Forderung darf nicht bestritten sein"
                    ),
                ),
            ],
            options={
                "verbose_name": "Regel für Auskunfteien",
                "verbose_name_plural": "Regel für Auskunfteien",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_bureau_rule")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "refreshed_at",
                    models.DateTimeField(null=True, verbose_name="Letzte Datenaktualisierung"),
                ),
            ],
            options={
                "verbose_name": "Stand der Inkassofälle",
                "verbose_name_plural": "Stand der Inkassofälle",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_case_settings")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencyReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("upload", "hochgeladen"),
                            ("sftp", "SFTP"),
                            ("webhook", "Webhook"),
                        ],
                        max_length=10,
                        verbose_name="Weg",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="Datei")),
                ("sha256", models.CharField(max_length=64)),
                ("raw", models.BinaryField()),
                ("received_at", models.DateTimeField(verbose_name="Eingegangen am")),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="Fehler")),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="collections.collectionagency",
                        verbose_name="Inkassopartner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Rückmeldung",
                "verbose_name_plural": "Rückmeldungen",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CourtProcedure",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="court",
                        serialize=False,
                        to="collections.collectioncase",
                    ),
                ),
                ("court", models.CharField(max_length=20, verbose_name="Mahngericht")),
                (
                    "file_number",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="Geschäftsnummer des Gerichts"
                    ),
                ),
                (
                    "is_contested_wanted",
                    models.BooleanField(
                        default=True,
                        help_text="dann gibt das Gericht die Sache an das Streitgericht ab",
                        verbose_name="streitiges Verfahren bei Widerspruch",
                    ),
                ),
                (
                    "claim_number",
                    models.PositiveSmallIntegerField(default=43, verbose_name="Katalognummer"),
                ),
                (
                    "is_own",
                    models.BooleanField(
                        default=False, verbose_name="vom Verkäufer selbst beantragt"
                    ),
                ),
                (
                    "requested_on",
                    models.DateField(null=True, verbose_name="Mahnbescheid beantragt am"),
                ),
                ("issued_on", models.DateField(null=True, verbose_name="Mahnbescheid erlassen am")),
                (
                    "served_on",
                    models.DateField(null=True, verbose_name="Mahnbescheid zugestellt am"),
                ),
                ("objected_on", models.DateField(null=True, verbose_name="Widerspruch am")),
                (
                    "enforcement_requested_on",
                    models.DateField(null=True, verbose_name="Vollstreckungsbescheid beantragt am"),
                ),
                (
                    "enforcement_served_on",
                    models.DateField(
                        null=True, verbose_name="Vollstreckungsbescheid zugestellt am"
                    ),
                ),
                (
                    "enforcement_objected_on",
                    models.DateField(null=True, verbose_name="Einspruch am"),
                ),
                ("title_on", models.DateField(null=True, verbose_name="Titel seit")),
                ("lapsed_on", models.DateField(null=True, verbose_name="Wirkung weggefallen am")),
                (
                    "court_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Gerichtskosten",
                    ),
                ),
                (
                    "lawyer_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Anwaltskosten",
                    ),
                ),
            ],
            options={
                "verbose_name": "Gerichtliches Mahnverfahren",
                "verbose_name_plural": "Gerichtliche Mahnverfahren",
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
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
                            ("opened", "Angelegt"),
                            ("state", "Stand"),
                            ("handover", "Übergabe"),
                            ("report", "Rückmeldung"),
                            ("payment", "Zahlung"),
                            ("notice", "Meldung an das Inkassobüro"),
                            ("booking", "Buchung"),
                            ("court", "Gericht"),
                            ("document", "Unterlage"),
                            ("note", "Notiz"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="Am")),
                ("text", models.CharField(max_length=500, verbose_name="Text")),
                (
                    "details",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="collections.collectioncase",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ereignis",
                "verbose_name_plural": "Ereignisse",
                "ordering": ["happened_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="CaseDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="Titel")),
                ("file_name", models.CharField(max_length=200, verbose_name="Dateiname")),
                ("content_type", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="collections.collectioncase",
                    ),
                ),
            ],
            options={
                "verbose_name": "Unterlage",
                "verbose_name_plural": "Unterlagen",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CaseBooking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_booking",
                        to="orders.ledgerentry",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="collections.collectioncase",
                    ),
                ),
            ],
            options={
                "verbose_name": "Buchung des Falls",
                "verbose_name_plural": "Buchungen des Falls",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AgencyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct_payment", "Zahlung direkt an uns"),
                            ("reversal", "Zahlung zurückgenommen"),
                            ("credit", "Forderung gesenkt"),
                            ("recall", "Fall zurückgerufen"),
                            ("objection", "Einwand oder Hindernis"),
                        ],
                        max_length=15,
                        verbose_name="Art",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="Betrag"),
                ),
                ("happened_on", models.DateField(verbose_name="Am")),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="Text")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="Gemeldet am")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="Fehler")),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency_notice",
                        to="orders.ledgerentry",
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="collections.collectioncase",
                    ),
                ),
            ],
            options={
                "verbose_name": "Meldung an das Inkassobüro",
                "verbose_name_plural": "Meldungen an das Inkassobüro",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CollectionPolicy",
            fields=[
                (
                    "sales_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="collection_policy",
                        serialize=False,
                        to="orders.salesaccount",
                        verbose_name="Verkaufsaccount",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=False,
                        help_text="ohne Haken entstehen keine neuen Fälle; laufende gehen weiter",
                        verbose_name="Inkasso aktiv",
                    ),
                ),
                (
                    "option",
                    models.CharField(
                        choices=[
                            ("court", "a: Mahnwesen + Inkasso + gerichtliches Mahnverfahren"),
                            ("cancellation", "b: Mahnwesen + Inkasso + Kündigung"),
                        ],
                        default="court",
                        max_length=15,
                        verbose_name="Mahnoption",
                    ),
                ),
                (
                    "option_changed_on",
                    models.DateField(
                        editable=False, null=True, verbose_name="Mahnoption geändert am"
                    ),
                ),
                (
                    "is_automatic",
                    models.BooleanField(
                        default=False,
                        help_text="vollständige Fälle gehen jede Nacht ohne Prüfung an das Inkassobüro",
                        verbose_name="Offene Forderungen automatisch übergeben",
                    ),
                ),
                (
                    "is_automatic_for_chargebacks",
                    models.BooleanField(
                        default=False,
                        help_text="sonst prüfen Sie sie und übergeben sie von Hand",
                        verbose_name="Rückbuchungen automatisch übergeben",
                    ),
                ),
                (
                    "days_after_due",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="so lange ist der Betrag mindestens überfällig",
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="Tage nach Fälligkeit",
                    ),
                ),
                (
                    "levels_required",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="so viele müssen mindestens versendet sein",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                        verbose_name="Versendete Mahnungen",
                    ),
                ),
                (
                    "minimum_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Mindestbetrag",
                    ),
                ),
                (
                    "approval_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="eine Übergabe mit einer größeren Forderung gibt eine zweite Person frei",
                        max_digits=12,
                        null=True,
                        verbose_name="Zweite Person über",
                    ),
                ),
                (
                    "cancellation_cost",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        help_text="was der Kunde bei einer Kündigung schuldet (nur Mahnoption b)",
                        max_digits=12,
                        verbose_name="Stornokosten",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="collections.collectionagency",
                        verbose_name="Inkassopartner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Inkassoregeln",
                "verbose_name_plural": "Inkassoregeln",
                "ordering": ["sales_account__name"],
            },
        ),
        migrations.CreateModel(
            name="HandoverFile",
            fields=[
                (
                    "handover",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="file",
                        serialize=False,
                        to="collections.handover",
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="Dateiname")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64, verbose_name="Prüfsumme")),
                ("is_encrypted", models.BooleanField(verbose_name="verschlüsselt")),
                ("written_at", models.DateTimeField(verbose_name="Erstellt am")),
            ],
            options={
                "verbose_name": "Übergabedatei",
                "verbose_name_plural": "Übergabedateien",
            },
        ),
        migrations.CreateModel(
            name="HandoverDownload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("downloaded_at", models.DateTimeField(verbose_name="Heruntergeladen am")),
                (
                    "downloaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="downloads",
                        to="collections.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "Abruf",
                "verbose_name_plural": "Abrufe",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_live", models.BooleanField(default=True)),
                (
                    "content",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("ledger_until", models.BigIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_items",
                        to="collections.collectioncase",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="collections.handover",
                    ),
                ),
            ],
            options={
                "verbose_name": "Fall der Übergabe",
                "verbose_name_plural": "Fälle der Übergabe",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReportEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("status", "Status"),
                            ("payment", "Zahlung"),
                            ("remittance", "Auszahlung"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "übernommen"),
                            ("to_clarify", "zu klären"),
                            ("set_aside", "beiseitegelegt"),
                        ],
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "case_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="Aktenzeichen"),
                ),
                ("agency_reference", models.CharField(blank=True, max_length=60)),
                (
                    "word",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Wort des Inkassobüros"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "eingegangen"),
                            ("accepted", "angenommen"),
                            ("rejected", "abgelehnt"),
                            ("first_letter", "erstes Schreiben versendet"),
                            ("in_contact", "in Kontakt mit dem Schuldner"),
                            ("instalments", "Ratenzahlung vereinbart"),
                            ("partially_paid", "zum Teil bezahlt"),
                            ("paid", "bezahlt"),
                            ("disputed", "bestritten"),
                            ("address_unknown", "unbekannt verzogen"),
                            ("insolvent", "Schuldner insolvent"),
                            ("deceased", "Schuldner verstorben"),
                            ("court_requested", "Mahnbescheid beantragt"),
                            ("court_served", "Mahnbescheid zugestellt"),
                            ("court_objection", "Widerspruch eingelegt"),
                            ("enforcement_requested", "Vollstreckungsbescheid beantragt"),
                            ("title", "Titel erwirkt"),
                            ("uncollectible", "uneinbringlich"),
                            ("closed", "abgeschlossen"),
                        ],
                        max_length=25,
                        verbose_name="bedeutet",
                    ),
                ),
                ("happened_on", models.DateField(null=True, verbose_name="Am")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Betrag",
                    ),
                ),
                (
                    "costs",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="davon Kosten",
                    ),
                ),
                (
                    "remittance_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="Abrechnung"),
                ),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="Hinweis")),
                (
                    "raw",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="collections.collectionagency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_entries",
                        to="collections.collectioncase",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="collections.agencyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zeile der Rückmeldung",
                "verbose_name_plural": "Zeilen der Rückmeldung",
                "ordering": ["report", "position"],
            },
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=60, verbose_name="Abrechnung")),
                ("remitted_on", models.DateField(verbose_name="Vom")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="Auszahlung"),
                ),
                (
                    "deductions",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        max_digits=12,
                        verbose_name="Abzüge",
                    ),
                ),
                ("settled_on", models.DateField(null=True, verbose_name="Geklärt am")),
                (
                    "settled_why",
                    models.CharField(blank=True, max_length=300, verbose_name="Klärung"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittances",
                        to="collections.collectionagency",
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
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittance",
                        to="collections.reportentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "Abrechnung",
                "verbose_name_plural": "Abrechnungen",
                "ordering": ["-remitted_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="AgencyStatusWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=80, verbose_name="Wort des Inkassobüros")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "eingegangen"),
                            ("accepted", "angenommen"),
                            ("rejected", "abgelehnt"),
                            ("first_letter", "erstes Schreiben versendet"),
                            ("in_contact", "in Kontakt mit dem Schuldner"),
                            ("instalments", "Ratenzahlung vereinbart"),
                            ("partially_paid", "zum Teil bezahlt"),
                            ("paid", "bezahlt"),
                            ("disputed", "bestritten"),
                            ("address_unknown", "unbekannt verzogen"),
                            ("insolvent", "Schuldner insolvent"),
                            ("deceased", "Schuldner verstorben"),
                            ("court_requested", "Mahnbescheid beantragt"),
                            ("court_served", "Mahnbescheid zugestellt"),
                            ("court_objection", "Widerspruch eingelegt"),
                            ("enforcement_requested", "Vollstreckungsbescheid beantragt"),
                            ("title", "Titel erwirkt"),
                            ("uncollectible", "uneinbringlich"),
                            ("closed", "abgeschlossen"),
                        ],
                        max_length=25,
                        verbose_name="bedeutet",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_words",
                        to="collections.collectionagency",
                        verbose_name="Inkassopartner",
                    ),
                ),
            ],
            options={
                "verbose_name": "Statuswort",
                "verbose_name_plural": "Statuswörter",
                "ordering": ["word"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "word"),
                        name="status_word_once_per_agency",
                        violation_error_message="Dieses Wort steht schon in der Liste.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="agencyreport",
            constraint=models.UniqueConstraint(
                fields=("agency", "sha256"), name="agency_report_once"
            ),
        ),
        migrations.AddIndex(
            model_name="collectioncase",
            index=models.Index(fields=["state", "id"], name="case_by_state"),
        ),
        migrations.AddIndex(
            model_name="collectioncase",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True), ("next_action_on__isnull", False)),
                fields=["next_action_on", "id"],
                name="case_by_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("principal__gte", 0),
                    ("interest__gte", 0),
                    ("costs__gte", 0),
                    ("cancellation_cost__gte", 0),
                ),
                name="case_amounts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["handed_over", "in_progress"]), _negated=True),
                    models.Q(("agency__isnull", False), ("handed_over_on__isnull", False)),
                    _connector="OR",
                ),
                name="case_at_agency_was_handed_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencynotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "recall")), fields=("case",), name="case_recalled_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_amount__gte", 0), ("cancellation_cost__gte", 0)),
                name="collection_amounts_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("levels_required__gte", 1), ("levels_required__lte", 3)),
                name="collection_levels_one_to_three",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoveritem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True)),
                fields=("case",),
                name="case_handed_over_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reportentry",
            index=models.Index(
                condition=models.Q(("state", "to_clarify")),
                fields=["id"],
                name="report_entry_to_clarify",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportentry",
            constraint=models.UniqueConstraint(fields=("agency", "key"), name="report_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="reportentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "payment"), _negated=True),
                    models.Q(("amount__gt", 0), ("costs__gte", 0)),
                    _connector="OR",
                ),
                name="reported_payment_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.UniqueConstraint(
                fields=("agency", "reference"), name="remittance_once"
            ),
        ),
    ]
