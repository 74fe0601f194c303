"""Files that wait for somebody to say what their columns mean."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models.imports import ImportTemplate
from orders.models.sales_accounts import SalesAccount


class UnmappedFile(models.Model):
    """Unbekannte Tabelle: kept until its columns are mapped, then it becomes an import.

    The beginning ends with a line of its own; pages read it instead of the whole content. Only
    orders have a sales account.
    """

    kind = models.CharField("Inhalt", max_length=10, choices=ImportTemplate.Kind.choices)
    file_name = models.CharField("Datei", max_length=200)
    beginning = models.BinaryField()
    content = models.BinaryField()
    sales_account = models.ForeignKey(
        SalesAccount, on_delete=models.CASCADE, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Hochgeladen", auto_now_add=True)

    class Meta:
        verbose_name = "Datei ohne Zuordnung"
        verbose_name_plural = "Dateien ohne Zuordnung"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="bank") | Q(sales_account__isnull=False),
                name="unmapped_orders_have_account",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
