"""Where orders are sold and how they are paid."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower

from orders.models.creditors import Creditor

DEFAULT_PAYMENT_TERM_DAYS = 14


class SalesAccount(models.Model):
    """Verkaufsaccount: a shop or marketplace account of a creditor."""

    name = models.CharField("Name", max_length=80, unique=True)
    creditor = models.ForeignKey(
        Creditor, on_delete=models.PROTECT, related_name="sales_accounts", verbose_name="Gläubiger"
    )
    sender_name = models.CharField(
        "Absendername",
        max_length=80,
        blank=True,
        help_text="steht als Absender der E-Mails; leer: der Name des Gläubigers",
    )
    sender_email = models.EmailField(
        "Absenderadresse", blank=True, help_text="leer: die E-Mail-Adresse des Gläubigers"
    )
    reply_to = models.EmailField("Antworten an", blank=True, help_text="leer: die Absenderadresse")
    copy_to = models.EmailField(
        "Kopie an", blank=True, help_text="erhält eine Kopie jeder Mahnung; leer: keine Kopie"
    )
    payment_term_days = models.PositiveSmallIntegerField(
        "Zahlungsziel",
        default=DEFAULT_PAYMENT_TERM_DAYS,
        validators=[MaxValueValidator(365)],
        help_text="Tage nach der Bestellung, wenn die Zahlungsart kein eigenes Ziel hat",
    )
    language = models.CharField(
        "Sprache der Mahnungen",
        max_length=2,
        choices=[("de", "Deutsch"), ("en", "Englisch")],
        default="de",
        help_text="wenn beim Kunden keine andere steht",
    )
    due_day_agreed = models.BooleanField(
        "Fälligkeitstag ist vertraglich vereinbart",
        default=False,
        help_text=(
            "zum Beispiel in den AGB, nicht nur auf der Rechnung: der Kunde ist dann mit Ablauf "
            "des Tages in Verzug (§ 286 Abs. 2 Nr. 1 BGB)"
        ),
    )
    consumer_notice = models.BooleanField(
        "Rechnungen weisen auf den Verzug nach 30 Tagen hin",
        default=False,
        help_text="nur dann gilt die 30-Tage-Regel für Verbraucher (§ 286 Abs. 3 BGB)",
    )
    is_reseller = models.BooleanField(
        "Plattform verkauft im eigenen Namen (Reseller)",
        default=False,
        help_text="Die Forderung gehört dann der Plattform; dieser Account mahnt nicht.",
    )

    class Meta:
        verbose_name = "Verkaufsaccount"
        verbose_name_plural = "Verkaufsaccounts"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def effective_sender_name(self) -> str:
        """The name that reminders of this account are sent under."""
        return self.sender_name or self.creditor.name

    @property
    def effective_sender_email(self) -> str:
        """The address that reminders of this account are sent from."""
        return self.sender_email or self.creditor.email


class PaymentMethod(models.Model):
    """Zahlungsart: Vorkasse, Rechnung, Lastschrift, PayPal …"""

    name = models.CharField("Name", max_length=60)
    payment_term_days = models.PositiveSmallIntegerField(
        "Zahlungsziel",
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text="Tage nach der Bestellung; leer: das Zahlungsziel des Verkaufsaccounts",
    )
    is_collected = models.BooleanField(
        "wird von selbst eingezogen",
        default=False,
        help_text="zum Beispiel Lastschrift oder Kreditkarte; bei Rechnung zahlt der Kunde selbst",
    )

    class Meta:
        verbose_name = "Zahlungsart"
        verbose_name_plural = "Zahlungsarten"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="payment_method_name_once",
                violation_error_message="Diese Zahlungsart gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name
