"""Handovers: cases that go to an agency together, in one file or one call after the other."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from inkasso.models.agencies import CollectionAgency
from inkasso.models.cases import CollectionCase
from orders.models import LedgerEntry


class Handover(models.Model):
    """Übergabe: proposed, checked, released, written once, delivered once."""

    class State(models.TextChoices):
        """Where the handover stands."""

        PROPOSED = "proposed", "Vorschlag"
        RELEASED = "released", "Freigegeben"
        WRITTEN = "written", "Datei erstellt"
        DELIVERED = "delivered", "Übergeben"
        FAILED = "failed", "Fehlgeschlagen"
        DISCARDED = "discarded", "Verworfen"

    # The same at every attempt: the agency knows a repetition by it.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        CollectionAgency,
        on_delete=models.PROTECT,
        related_name="handovers",
        verbose_name="Inkassopartner",
    )
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.PROPOSED)
    is_automatic = models.BooleanField("automatisch", default=False)
    handed_over_on = models.DateField("Tag der Übergabe")
    selection = models.CharField("Auswahl", max_length=300, blank=True)
    needs_approval = models.BooleanField("zweite Person nötig", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Angelegt am", auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("Freigegeben am", null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField("Zweite Freigabe am", null=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    next_attempt_at = models.DateTimeField("Nächster Versuch", null=True)
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    problem = models.CharField("Fehler", max_length=500, blank=True)
    delivered_at = models.DateTimeField("Übergeben um", null=True)

    class Meta:
        verbose_name = "Übergabe"
        verbose_name_plural = "Übergaben"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Übergabe {self.pk}"


class HandoverItem(models.Model):
    """One case in a handover, with everything that the agency is told, as it was told."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(
        CollectionCase, on_delete=models.PROTECT, related_name="handover_items"
    )
    is_live = models.BooleanField(default=True)
    # Filled when the handover is released.
    content = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # The newest booking of the order that the content tells of; later ones the agency is told by
    # a notice. Entries of an order are booked under its lock, so that their keys rise.
    ledger_until = models.BigIntegerField(default=0)
    # REST: which cases the agency has confirmed already.
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Fall der Übergabe"
        verbose_name_plural = "Fälle der Übergabe"
        ordering = ["id"]
        constraints = [
            # One handover per order, ever; only a discarded or never released one does not count.
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_live=True), name="case_handed_over_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handover} · {self.case}"


class HandoverFile(models.Model):
    """The complete file of a handover; it is there as a whole or not at all."""

    handover = models.OneToOneField(
        Handover, on_delete=models.PROTECT, primary_key=True, related_name="file"
    )
    file_name = models.CharField("Dateiname", max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField("Prüfsumme", max_length=64)
    is_encrypted = models.BooleanField("verschlüsselt")
    written_at = models.DateTimeField("Erstellt am")

    class Meta:
        verbose_name = "Übergabedatei"
        verbose_name_plural = "Übergabedateien"

    def __str__(self) -> str:
        return self.file_name


class HandoverDownload(models.Model):
    """Who downloaded a file, and when."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="downloads")
    downloaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    downloaded_at = models.DateTimeField("Heruntergeladen am")

    class Meta:
        verbose_name = "Abruf"
        verbose_name_plural = "Abrufe"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.handover} · {self.downloaded_by}"


class AgencyNotice(models.Model):
    """What the agency must be told of a case after the handover, once."""

    class Kind(models.TextChoices):
        """What it is about."""

        DIRECT_PAYMENT = "direct_payment", "Zahlung direkt an uns"
        REVERSAL = "reversal", "Zahlung zurückgenommen"
        CREDIT = "credit", "Forderung gesenkt"
        RECALL = "recall", "Fall zurückgerufen"
        OBJECTION = "objection", "Einwand oder Hindernis"

    case = models.ForeignKey(CollectionCase, on_delete=models.PROTECT, related_name="notices")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("Art", max_length=15, choices=Kind.choices)
    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, related_name="agency_notice"
    )
    # In euros; positive lowers what the agency has to collect.
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2)
    happened_on = models.DateField("Am")
    text = models.CharField("Text", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField("Gemeldet am", null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField("Fehler", max_length=500, blank=True)

    class Meta:
        verbose_name = "Meldung an das Inkassobüro"
        verbose_name_plural = "Meldungen an das Inkassobüro"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="recall"), name="case_recalled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_kind_display()}"
