"""What the tax adviser gets: accounts of a creditor, and the batches that were exported."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from orders.models.creditors import Creditor

_ACCOUNT = RegexValidator(r"^[0-9]{4,9}$", "Eine Kontonummer hat 4 bis 9 Ziffern.")


class DatevSettings(models.Model):
    """DATEV-Einstellungen: whose books, and on which accounts what the dunning earns is booked.

    An empty account: the default of the chart (SKR03 or SKR04).
    """

    class Chart(models.TextChoices):
        """Standardkontenrahmen."""

        SKR03 = "SKR03", "SKR03"
        SKR04 = "SKR04", "SKR04"

    creditor = models.OneToOneField(
        Creditor,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="datev_settings",
        verbose_name="Gläubiger",
    )
    consultant_number = models.PositiveIntegerField(
        "Beraternummer", validators=[MinValueValidator(1001), MaxValueValidator(9_999_999)]
    )
    client_number = models.PositiveIntegerField(
        "Mandantennummer", validators=[MinValueValidator(1), MaxValueValidator(99_999)]
    )
    chart = models.CharField(
        "Kontenrahmen", max_length=5, choices=Chart.choices, default=Chart.SKR03
    )
    account_length = models.PositiveSmallIntegerField(
        "Länge der Sachkonten",
        default=4,
        validators=[MinValueValidator(4), MaxValueValidator(8)],
    )
    fiscal_year_month = models.PositiveSmallIntegerField(
        "Wirtschaftsjahr beginnt im Monat",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    debtor_account = models.CharField(
        "Debitorenkonto",
        max_length=9,
        default="10000",
        validators=[_ACCOUNT],
        help_text="ein Sammelkonto für alle Kunden, eine Stelle länger als die Sachkonten",
    )
    interest_account = models.CharField(
        "Zinserträge", max_length=9, blank=True, validators=[_ACCOUNT]
    )
    fee_account = models.CharField(
        "Mahngebühren und Pauschalen", max_length=9, blank=True, validators=[_ACCOUNT]
    )
    returned_debit_account = models.CharField(
        "Rücklastschriftkosten", max_length=9, blank=True, validators=[_ACCOUNT]
    )
    write_off_account = models.CharField(
        "Forderungsverluste", max_length=9, blank=True, validators=[_ACCOUNT]
    )

    class Meta:
        verbose_name = "DATEV-Einstellungen"
        verbose_name_plural = "DATEV-Einstellungen"

    def __str__(self) -> str:
        return str(self.creditor)


class DatevExport(models.Model):
    """Buchungsstapel: what was exported for a stretch of days, both ends included."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="datev_exports")
    from_on = models.DateField("von")
    to_on = models.DateField("bis einschließlich")
    entry_count = models.PositiveIntegerField("Buchungen")
    # Every entry up to this one is in this batch or in an earlier one of the days.
    newest_entry_id = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("erstellt", auto_now_add=True)

    class Meta:
        verbose_name = "DATEV-Export"
        verbose_name_plural = "DATEV-Exporte"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="datev_export_ends_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.creditor} · {self.from_on} bis {self.to_on}"
