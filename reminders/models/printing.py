"""Letters printed together."""

from django.conf import settings
from django.db import models


class PrintBatch(models.Model):
    """One PDF with the letters that a clerk printed, until he says that they are in the post."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Erstellt", auto_now_add=True)
    page_count = models.PositiveIntegerField("Seiten", default=0)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField("Versendet", null=True)

    class Meta:
        verbose_name = "Druckstapel"
        verbose_name_plural = "Druckstapel"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Druckstapel {self.pk}"
