"""Files of orders that were uploaded, and what became of them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from orders.models.sales_accounts import SalesAccount

# A preview that nobody took over by then was left lying.
LEFT_AFTER = timedelta(days=1)


class OrderImportQuerySet(models.QuerySet["OrderImport"]):
    """The vocabulary of imports."""

    def with_superseded(self) -> Self:
        """Each with is_superseded: the same file was uploaded again later and applied."""
        applied = OrderImport.objects.filter(
            sha256=OuterRef("sha256"), pk__gt=OuterRef("pk"), state=OrderImport.State.APPLIED
        )
        return self.annotate(is_superseded=Exists(applied))


class OrderImport(models.Model):
    """Import: one uploaded shop file for one sales account, first previewed, then applied."""

    class State(models.TextChoices):
        """How far the file has come."""

        READING = "reading", "wird gelesen"
        PREVIEWED = "previewed", "geprüft"
        APPLYING = "applying", "wird übernommen"
        APPLIED = "applied", "übernommen"
        DISCARDED = "discarded", "verworfen"
        CANCELLED = "cancelled", "angehalten"
        FAILED = "failed", "abgebrochen"

    class AssumedState(models.TextChoices):
        """What a clerk says of the payments of a file that knows nothing of them."""

        OPEN = "open", "alle neuen Aufträge sind offen"
        PAID = "paid", "alle neuen Aufträge sind bezahlt"

    sales_account = models.ForeignKey(
        SalesAccount, on_delete=models.PROTECT, related_name="imports"
    )
    file_name = models.CharField("Datei", max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField("Format", max_length=40)
    mapping = models.JSONField("Spaltenzuordnung", null=True, editable=False)
    assumed_state = models.CharField(
        "Zahlungsstand angenommen", max_length=10, choices=AssumedState.choices, blank=True
    )
    preview = models.JSONField("Vorschau", null=True, editable=False)
    state = models.CharField(
        "Zustand", max_length=10, choices=State.choices, default=State.PREVIEWED
    )
    new_count = models.PositiveIntegerField("neu", default=0)
    changed_count = models.PositiveIntegerField("geändert", default=0)
    unchanged_count = models.PositiveIntegerField("unverändert", default=0)
    rejected_count = models.PositiveIntegerField("abgelehnt", default=0)
    total_count = models.PositiveIntegerField("Aufträge", default=0)
    done_count = models.PositiveIntegerField("erledigt", default=0)
    failure = models.CharField("Grund", max_length=500, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Hochgeladen", auto_now_add=True)
    progressed_at = models.DateTimeField("Zuletzt bearbeitet", null=True)
    applied_at = models.DateTimeField("Übernommen", null=True)

    objects = OrderImportQuerySet.as_manager()

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def content(self) -> bytes:
        """The whole file, for those small enough to be read at once."""
        chunks = self.chunks.order_by("position").values_list("content", flat=True)
        return b"".join(map(bytes, chunks))

    @property
    def matched_count(self) -> int:
        """How many waiting payments found their order when the import was applied."""
        return int((self.preview or {}).get("matched", 0))

    def is_left(self, *, now: datetime) -> bool:
        """Whether this preview is over a day old; it can still be applied."""
        return self.state == self.State.PREVIEWED and self.created_at < now - LEFT_AFTER


class ImportChunk(models.Model):
    """A piece of an uploaded file, so that nobody ever holds the whole of it in memory."""

    order_import = models.ForeignKey(OrderImport, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        verbose_name = "Dateiteil"
        verbose_name_plural = "Dateiteile"
        constraints = [
            models.UniqueConstraint(
                fields=["order_import", "position"], name="import_chunk_position_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_import_id} · {self.position}"


class ImportTemplate(models.Model):
    """Importvorlage: which column of a file means what, saved under a name."""

    class Kind(models.TextChoices):
        """What the file holds."""

        ORDERS = "orders", "Bestellungen"
        BANK = "bank", "Kontoumsätze"

    name = models.CharField("Name", max_length=80, unique=True)
    kind = models.CharField("Inhalt", max_length=10, choices=Kind.choices)
    mapping = models.JSONField("Spaltenzuordnung")

    class Meta:
        verbose_name = "Importvorlage"
        verbose_name_plural = "Importvorlagen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
