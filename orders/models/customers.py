"""Who ordered and is asked to pay."""

from django.db import models
from django.db.models import Q

from common.rules.countries import postal_country
from orders.models.sales_accounts import SalesAccount


class Customer(models.Model):
    """Kunde of one sales account, with postal address and e-mail."""

    class Language(models.TextChoices):
        """The language reminders are written in."""

        UNKNOWN = "", "wie der Verkaufsaccount"
        GERMAN = "de", "Deutsch"
        ENGLISH = "en", "Englisch"

    class Kind(models.TextChoices):
        """Consumer or business; unknown counts as consumer (§ 13 BGB)."""

        UNKNOWN = "unknown", "unbekannt"
        CONSUMER = "consumer", "Verbraucher"
        BUSINESS = "business", "Unternehmer"

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="customers",
        verbose_name="Verkaufsaccount",
    )
    identity = models.CharField("Kennung", max_length=64, editable=False)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices, default=Kind.UNKNOWN)
    first_name = models.CharField("Vorname", max_length=100, blank=True)
    last_name = models.CharField("Nachname", max_length=100, blank=True)
    company = models.CharField("Firma", max_length=150, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=150, blank=True)
    address_extra = models.CharField("Adresszusatz", max_length=150, blank=True)
    postcode = models.CharField("PLZ", max_length=20, blank=True)
    city = models.CharField("Ort", max_length=100, blank=True)
    state = models.CharField("Bundesland", max_length=10, blank=True)
    country = models.CharField("Land", max_length=2, blank=True)
    email = models.CharField("E-Mail", max_length=254, blank=True)
    reminder_email = models.CharField(
        "E-Mail für Mahnungen",
        max_length=254,
        blank=True,
        help_text="nur für Mahnungen; leer: die E-Mail-Adresse",
    )
    phone = models.CharField("Telefon", max_length=50, blank=True)
    language = models.CharField(
        "Sprache", max_length=2, choices=Language.choices, default=Language.UNKNOWN, blank=True
    )
    email_failed_on = models.DateField(
        "E-Mail unzustellbar seit",
        null=True,
        blank=True,
        help_text="Mahnungen gehen dann als Brief; leer, sobald die Adresse wieder stimmt",
    )
    # Folded, for the search in the page's head; written with the fields they are made of.
    name_key = models.CharField(max_length=201, editable=False, default="", db_index=True)
    company_key = models.CharField(max_length=150, editable=False, default="", db_index=True)
    email_key = models.CharField(max_length=254, editable=False, default="", db_index=True)
    collection_since = models.DateField("Ein Auftrag beim Inkasso seit", null=True, editable=False)

    class Meta:
        verbose_name = "Kunde"
        verbose_name_plural = "Kunden"
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "identity"], name="customer_once_per_account"
            )
        ]
        indexes = [
            models.Index(
                fields=["email_failed_on"],
                condition=Q(email_failed_on__isnull=False),
                name="customer_by_failed_email",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def full_name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def display_name(self) -> str:
        """The company or else the person, as lists show it."""
        return self.company or self.full_name or self.email or "ohne Namen"

    @property
    def effective_email(self) -> str:
        """The address reminders go to, or an empty string."""
        return self.reminder_email or self.email

    @property
    def is_business(self) -> bool:
        """Whether business law holds; who is unknown counts as a consumer (§ 13 BGB)."""
        return self.kind == self.Kind.BUSINESS

    @property
    def has_postal_address(self) -> bool:
        """Whether a letter can reach the customer: a name, a street, a postcode and a town."""
        return bool(
            (self.company or self.full_name) and self.street and self.postcode and self.city
        )

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The address as it stands in the window of a letter, at most six lines."""
        lines = [
            self.company,
            self.full_name,
            self.address_extra,
            self.street,
            f"{self.postcode} {self.city}".strip(),
            "" if self.country in ("", "DE") else postal_country(self.country),
        ]
        return tuple(line for line in lines if line)
