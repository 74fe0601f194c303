"""What a person keeps of the lists: views, columns, and the record of what was exported."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """Ansicht: the filters, columns and sorting of one list, under a name of a person's own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(max_length=60)
    name = models.CharField("Name", max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Ansicht"
        verbose_name_plural = "Ansichten"
        ordering = ["page", "name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="view_name_once_per_list")
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """Which columns of a list a person wants to see, in this order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    columns = models.JSONField(default=list)

    class Meta:
        verbose_name = "Spaltenauswahl"
        verbose_name_plural = "Spaltenauswahlen"
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="column_choice_once_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.page}"


class ExportLog(models.Model):
    """Export: who took which rows out of the house, when, and how many; rows None: broken off."""

    class Format(models.TextChoices):
        """What was made."""

        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        NEWSLETTER = "newsletter", "CSV „Newsletter“"
        DATEV = "datev", "DATEV"
        PDF = "pdf", "PDF"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="Wer",
    )
    page = models.CharField("Liste", max_length=80)
    format = models.CharField("Format", max_length=12, choices=Format.choices)
    filters = models.CharField("Filter", max_length=500, blank=True)
    row_count = models.PositiveIntegerField("Zeilen", null=True)
    created_at = models.DateTimeField("Wann", auto_now_add=True)

    class Meta:
        verbose_name = "Export"
        verbose_name_plural = "Exporte"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(row_count__isnull=True) | Q(row_count__gte=0),
                name="export_counts_rows",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.get_format_display()}"
