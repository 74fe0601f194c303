"""The base rate, as the Bundesbank announces it twice a year."""

from django.conf import settings
from django.db import models


class BaseRate(models.Model):
    """Basiszinssatz (§ 247 BGB) from one 1 January or 1 July until the next row."""

    valid_from = models.DateField("gilt ab", unique=True)
    percent = models.DecimalField("Prozent", max_digits=5, decimal_places=2)
    source = models.CharField("Quelle", max_length=300)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Basiszinssatz"
        verbose_name_plural = "Basiszinssätze"
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from} · {self.percent} %"
