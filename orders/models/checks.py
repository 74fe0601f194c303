"""What the nightly check of the ledger found."""

from django.db import models


class LedgerCheck(models.Model):
    """One check: how much was looked at, and every figure that disagreed with its entries."""

    checked_at = models.DateTimeField("Geprüft")
    order_count = models.PositiveIntegerField("Aufträge")
    entry_count = models.PositiveIntegerField("Buchungen")
    statement_count = models.PositiveIntegerField("Kontoauszüge")
    findings = models.JSONField("Abweichungen", default=list, blank=True)

    class Meta:
        verbose_name = "Prüfung der Buchungen"
        verbose_name_plural = "Prüfungen der Buchungen"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.checked_at} · {len(self.findings)}"

    @property
    def is_ok(self) -> bool:
        """Whether everything agreed."""
        return not self.findings
