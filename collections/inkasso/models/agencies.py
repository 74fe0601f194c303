"""Collection agencies, how they get their cases, and what their words mean."""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from inkasso.rules.reports import AgencyStatus


def new_webhook_key() -> str:
    """The unguessable part of the address that an agency reports to."""
    return secrets.token_urlsafe(24)


class CollectionAgency(models.Model):
    """Inkassopartner: whom cases are handed over to, and on which way."""

    class Way(models.TextChoices):
        """How cases reach the agency."""

        DOWNLOAD = "download", "Datei zum Herunterladen"
        SFTP = "sftp", "Datei per SFTP"
        HTTPS = "https", "Datei per HTTPS"
        REST = "rest", "Schnittstelle (REST)"

    name = models.CharField("Name", max_length=120, unique=True)
    is_active = models.BooleanField("Aktiv", default=True)
    contact_name = models.CharField("Ansprechpartner", max_length=100, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=150, blank=True)
    postcode = models.CharField("PLZ", max_length=20, blank=True)
    city = models.CharField("Ort", max_length=100, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    website = models.URLField("Website", blank=True)
    supervisory_authority = models.CharField(
        "Aufsichtsbehörde",
        max_length=200,
        blank=True,
        help_text="bei der das Inkassobüro registriert ist (§ 13a Abs. 1 Nr. 8 RDG)",
    )
    client_number = models.CharField(
        "Unsere Mandantennummer", max_length=60, blank=True, help_text="beim Inkassobüro"
    )
    way = models.CharField("Übergabe", max_length=10, choices=Way.choices, default=Way.DOWNLOAD)
    host = models.CharField("Server", max_length=200, blank=True, help_text="für SFTP")
    port = models.PositiveIntegerField(
        "Port", default=22, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    username = models.CharField("Benutzername", max_length=100, blank=True)
    folder = models.CharField(
        "Ordner für Übergaben", max_length=200, blank=True, help_text="auf dem SFTP-Server"
    )
    report_folder = models.CharField(
        "Ordner für Rückmeldungen", max_length=200, blank=True, help_text="auf dem SFTP-Server"
    )
    host_key = models.TextField(
        "Schlüssel des Servers",
        blank=True,
        help_text="eine Zeile wie in known_hosts: ssh-ed25519 AAAA…; ohne ihn wird nicht verbunden",
    )
    url = models.URLField("Adresse", blank=True, help_text="für HTTPS und REST")
    # Passwords, tokens and private keys, encrypted with the installation's own key.
    secret_box = models.TextField(editable=False, default="")
    public_key = models.TextField(
        "Öffentlicher Schlüssel (OpenPGP)",
        blank=True,
        help_text="Übergabedateien werden damit verschlüsselt; leer: unverschlüsselt",
    )
    webhook_key = models.CharField(
        max_length=64, unique=True, default=new_webhook_key, editable=False
    )
    last_report_at = models.DateTimeField("Letzte Rückmeldung", null=True, editable=False)

    class Meta:
        verbose_name = "Inkassopartner"
        verbose_name_plural = "Inkassopartner"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgencyStatusWord(models.Model):
    """What one agency's own word for a status means."""

    agency = models.ForeignKey(
        CollectionAgency,
        on_delete=models.CASCADE,
        related_name="status_words",
        verbose_name="Inkassopartner",
    )
    word = models.CharField("Wort des Inkassobüros", max_length=80)
    status = models.CharField(
        "bedeutet", max_length=25, choices=[(one.value, one.label) for one in AgencyStatus]
    )

    class Meta:
        verbose_name = "Statuswort"
        verbose_name_plural = "Statuswörter"
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "word"],
                name="status_word_once_per_agency",
                violation_error_message="Dieses Wort steht schon in der Liste.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.get_status_display()}"
