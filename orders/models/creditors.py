"""The companies that claim money."""

from django.core.validators import FileExtensionValidator
from django.db import models

from common.rules.iban import compact_iban

# The sample company that a new installation starts with. As long as a creditor still carries
# this account, its reminders go to reserved example addresses only.
EXAMPLE_IBAN = "DE02120300000000202051"


class Creditor(models.Model):
    """Gläubiger: letterhead, legal details and bank account of one claiming company."""

    name = models.CharField("Firma mit Rechtsform", max_length=120, unique=True)
    street = models.CharField("Straße und Hausnummer", max_length=120)
    postcode = models.CharField("PLZ", max_length=10)
    city = models.CharField("Ort", max_length=80)
    country = models.CharField("Land", max_length=2, default="DE")
    federal_state = models.CharField(
        "Bundesland", max_length=2, blank=True, help_text="Kürzel, zum Beispiel NW"
    )
    email = models.EmailField("E-Mail")
    phone = models.CharField("Telefon", max_length=40, blank=True)
    website = models.CharField("Website", max_length=120, blank=True)
    managing_directors = models.CharField("Geschäftsführung", max_length=200, blank=True)
    register_court = models.CharField("Registergericht", max_length=80, blank=True)
    register_number = models.CharField("Registernummer", max_length=40, blank=True)
    vat_id = models.CharField("USt-IdNr.", max_length=20, blank=True)
    account_holder = models.CharField(
        "Kontoinhaber",
        max_length=70,
        blank=True,
        help_text="genau wie bei der Bank geführt: die Bank des Kunden vergleicht den Namen",
    )
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    bank_name = models.CharField("Bank", max_length=80, blank=True)
    statement_max_age_days = models.PositiveSmallIntegerField(
        "Kontoauszug höchstens alt",
        null=True,
        blank=True,
        default=3,
        help_text=(
            "Arbeitstage; ist der neueste Kontoauszug älter, mahnt die Automatik nicht. "
            "Leer: das Alter wird nicht geprüft."
        ),
    )
    logo = models.FileField(
        "Logo",
        upload_to="logos/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"])],
        help_text="PNG oder JPEG, erscheint im Briefkopf",
    )

    class Meta:
        verbose_name = "Gläubiger"
        verbose_name_plural = "Gläubiger"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_example(self) -> bool:
        """Whether this is still the sample company with the sample account."""
        return compact_iban(self.iban) == EXAMPLE_IBAN
