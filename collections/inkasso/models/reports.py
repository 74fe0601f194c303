"""What agencies report: states, payments, and what they remit."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from inkasso.models.agencies import CollectionAgency
from inkasso.models.cases import CollectionCase
from inkasso.rules.reports import AgencyStatus


class AgencyReport(models.Model):
    """Rückmeldung: one file or one call of an agency, kept as it came."""

    class Source(models.TextChoices):
        """How it came."""

        UPLOAD = "upload", "hochgeladen"
        SFTP = "sftp", "SFTP"
        WEBHOOK = "webhook", "Webhook"

    agency = models.ForeignKey(
        CollectionAgency,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name="Inkassopartner",
    )
    source = models.CharField("Weg", max_length=10, choices=Source.choices)
    file_name = models.CharField("Datei", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    received_at = models.DateTimeField("Eingegangen am")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    problem = models.CharField("Fehler", max_length=500, blank=True)

    class Meta:
        verbose_name = "Rückmeldung"
        verbose_name_plural = "Rückmeldungen"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="agency_report_once")
        ]

    def __str__(self) -> str:
        return f"Rückmeldung {self.pk} von {self.agency}"


class ReportEntry(models.Model):
    """One line of a report: a status, a payment or a remittance; applied once, ever."""

    class Kind(models.TextChoices):
        """What it tells."""

        STATUS = "status", "Status"
        PAYMENT = "payment", "Zahlung"
        REMITTANCE = "remittance", "Auszahlung"

    class State(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", "übernommen"
        TO_CLARIFY = "to_clarify", "zu klären"
        SET_ASIDE = "set_aside", "beiseitegelegt"

    report = models.ForeignKey(AgencyReport, on_delete=models.PROTECT, related_name="entries")
    agency = models.ForeignKey(CollectionAgency, on_delete=models.PROTECT, related_name="+")
    # The agency's own id of the line, else a fingerprint of what it says.
    key = models.CharField(max_length=100)
    position = models.PositiveIntegerField()
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    state = models.CharField("Stand", max_length=10, choices=State.choices)
    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, null=True, related_name="report_entries"
    )
    case_reference = models.CharField("Aktenzeichen", max_length=60, blank=True)
    agency_reference = models.CharField(max_length=60, blank=True)
    word = models.CharField("Wort des Inkassobüros", max_length=80, blank=True)
    status = models.CharField(
        "bedeutet",
        max_length=25,
        blank=True,
        choices=[(one.value, one.label) for one in AgencyStatus],
    )
    happened_on = models.DateField("Am", null=True)
    # Payment: what the debtor paid; of it costs: what the agency keeps for its own costs.
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2, default=ZERO)
    costs = models.DecimalField("davon Kosten", max_digits=12, decimal_places=2, default=ZERO)
    remittance_reference = models.CharField("Abrechnung", max_length=60, blank=True)
    message = models.CharField("Hinweis", max_length=500, blank=True)
    raw = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "Zeile der Rückmeldung"
        verbose_name_plural = "Zeilen der Rückmeldung"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="report_entry_once"),
            models.CheckConstraint(
                condition=~Q(kind="payment") | Q(amount__gt=0, costs__gte=0),
                name="reported_payment_positive",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="to_clarify"), name="report_entry_to_clarify"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.position}"


class Remittance(models.Model):
    """Abrechnung: what an agency paid out, against the payments that it reported."""

    agency = models.ForeignKey(
        CollectionAgency, on_delete=models.PROTECT, related_name="remittances"
    )
    reference = models.CharField("Abrechnung", max_length=60)
    remitted_on = models.DateField("Vom")
    # What the agency says it pays out, and what it keeps beyond the debtors' costs.
    amount = models.DecimalField("Auszahlung", max_digits=12, decimal_places=2)
    deductions = models.DecimalField("Abzüge", max_digits=12, decimal_places=2, default=ZERO)
    entry = models.OneToOneField(
        ReportEntry, on_delete=models.PROTECT, null=True, related_name="remittance"
    )
    settled_on = models.DateField("Geklärt am", null=True)
    settled_why = models.CharField("Klärung", max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "Abrechnung"
        verbose_name_plural = "Abrechnungen"
        ordering = ["-remitted_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "reference"], name="remittance_once")
        ]

    def __str__(self) -> str:
        return f"Abrechnung {self.reference}"
