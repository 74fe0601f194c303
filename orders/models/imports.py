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

        PREVIEWED = "previewed", "geprüft"
        APPLYING = "applying", "wird übernommen"
        APPLIED = "applied", "übernommen"
        DISCARDED = "discarded", "verworfen"
        FAILED = "failed", "abgebrochen"

    sales_account = models.ForeignKey(
        SalesAccount, on_delete=models.PROTECT, related_name="imports"
    )
    file_name = models.CharField("Datei", max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField("Format", max_length=40)
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

    def is_left(self, *, now: datetime) -> bool:
        """Whether this preview is over a day old; it can still be applied."""
        return self.state == self.State.PREVIEWED and self.created_at < now - LEFT_AFTER
