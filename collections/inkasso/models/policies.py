"""What follows the last Mahnstufe, by sales account; and who asks a court."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from inkasso.models.agencies import CollectionAgency
from orders.models import Creditor, SalesAccount


class CollectionPolicy(models.Model):
    """Inkassoregeln of a sales account. Its option changes every 30 days at most.

    A trigger in the database guards that, whoever writes (migration 0002).
    """

    class Option(models.TextChoices):
        """What follows when the agency has not succeeded (source: the two Mahnoptionen)."""

        COURT = "court", "a: Mahnwesen + Inkasso + gerichtliches Mahnverfahren"
        CANCELLATION = "cancellation", "b: Mahnwesen + Inkasso + Kündigung"

    sales_account = models.OneToOneField(
        SalesAccount,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="collection_policy",
        verbose_name="Verkaufsaccount",
    )
    is_active = models.BooleanField(
        "Inkasso aktiv",
        default=False,
        help_text="ohne Haken entstehen keine neuen Fälle; laufende gehen weiter",
    )
    option = models.CharField(
        "Mahnoption", max_length=15, choices=Option.choices, default=Option.COURT
    )
    option_changed_on = models.DateField("Mahnoption geändert am", null=True, editable=False)
    is_automatic = models.BooleanField(
        "Offene Forderungen automatisch übergeben",
        default=False,
        help_text="vollständige Fälle gehen jede Nacht ohne Prüfung an das Inkassobüro",
    )
    is_automatic_for_chargebacks = models.BooleanField(
        "Rückbuchungen automatisch übergeben",
        default=False,
        help_text="sonst prüfen Sie sie und übergeben sie von Hand",
    )
    days_after_due = models.PositiveSmallIntegerField(
        "Tage nach Fälligkeit",
        default=30,
        validators=[MaxValueValidator(365)],
        help_text="so lange ist der Betrag mindestens überfällig",
    )
    levels_required = models.PositiveSmallIntegerField(
        "Versendete Mahnungen",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text="so viele müssen mindestens versendet sein",
    )
    agency = models.ForeignKey(
        CollectionAgency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name="Inkassopartner",
    )
    minimum_amount = models.DecimalField(
        "Mindestbetrag", max_digits=12, decimal_places=2, default=ZERO
    )
    approval_limit = models.DecimalField(
        "Zweite Person über",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="eine Übergabe mit einer größeren Forderung gibt eine zweite Person frei",
    )
    cancellation_cost = models.DecimalField(
        "Stornokosten",
        max_digits=12,
        decimal_places=2,
        default=ZERO,
        help_text="was der Kunde bei einer Kündigung schuldet (nur Mahnoption b)",
    )

    class Meta:
        verbose_name = "Inkassoregeln"
        verbose_name_plural = "Inkassoregeln"
        ordering = ["sales_account__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_amount__gte=0) & Q(cancellation_cost__gte=0),
                name="collection_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(levels_required__gte=1, levels_required__lte=3),
                name="collection_levels_one_to_three",
            ),
        ]

    def __str__(self) -> str:
        return f"Inkassoregeln {self.sales_account}"


class Claimant(models.Model):
    """Antragsteller: what agency and court want to know of a creditor beside the letterhead."""

    class HigherCourt(models.TextChoices):
        """In North Rhine-Westphalia the district decides between two courts."""

        UNKNOWN = "", "nicht in Nordrhein-Westfalen"
        COLOGNE = "koeln", "OLG-Bezirk Köln"
        OTHER = "andere", "OLG-Bezirk Düsseldorf oder Hamm"

    creditor = models.OneToOneField(
        Creditor,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="claimant",
        verbose_name="Gläubiger",
    )
    higher_court = models.CharField(
        "Gerichtsbezirk", max_length=10, choices=HigherCourt.choices, blank=True, default=""
    )
    legal_form = models.CharField(
        "Rechtsform", max_length=60, blank=True, help_text="zum Beispiel GmbH; leer: Einzelperson"
    )
    representative_role = models.CharField(
        "Vertreten durch (Funktion)",
        max_length=60,
        blank=True,
        help_text="zum Beispiel Geschäftsführer",
    )
    representative_name = models.CharField("Vertreten durch (Name)", max_length=100, blank=True)
    court_number = models.CharField(
        "Kennziffer", max_length=8, blank=True, help_text="vom Mahngericht vergeben; leer: keine"
    )
    is_vat_deductible = models.BooleanField(
        "zum Vorsteuerabzug berechtigt",
        default=True,
        help_text="dann schuldet der Kunde keine Umsatzsteuer auf die Inkassokosten",
    )

    class Meta:
        verbose_name = "Antragsteller"
        verbose_name_plural = "Antragsteller"
        ordering = ["creditor__name"]

    def __str__(self) -> str:
        return f"Antragsteller {self.creditor}"

    @property
    def federal_state(self) -> str:
        """The Land of the creditor's seat, as the letterhead has it; "" while nobody entered it."""
        return self.creditor.federal_state


class BureauRule(models.Model):
    """Under which conditions a claim may be reported to a credit bureau; one row.

    The program never reports by itself: it only shows whether the conditions are met.
    """

    citation = models.CharField(
        "Vorschrift", max_length=120, default="§ 31 Abs. 2 Nr. 4 BDSG a. F. / § 37a BDSG"
    )
    reminders_needed = models.PositiveSmallIntegerField("Mahnungen in Textform", default=2)
    weeks_since_first = models.PositiveSmallIntegerField("Wochen seit der ersten", default=4)
    needs_notice = models.BooleanField("Hinweis auf mögliche Meldung nötig", default=True)
    needs_no_dispute = models.BooleanField("Forderung darf nicht bestritten sein", default=True)

    class Meta:
        verbose_name = "Regel für Auskunfteien"
        verbose_name_plural = "Regel für Auskunfteien"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_bureau_rule")]

    def __str__(self) -> str:
        return self.citation

    @classmethod
    def current(cls) -> "BureauRule":
        """The one row, or its defaults."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
