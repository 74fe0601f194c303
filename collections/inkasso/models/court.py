"""The court procedure of a case (gerichtliches Mahnverfahren, §§ 688–703d ZPO)."""

from django.db import models

from common.rules.money import ZERO
from inkasso.models.cases import CollectionCase


class CourtProcedure(models.Model):
    """What happened at the court, each day as it is told; deadlines are calculated from it."""

    case = models.OneToOneField(
        CollectionCase, on_delete=models.PROTECT, primary_key=True, related_name="court"
    )
    # Key of inkasso.rules.courts.
    court = models.CharField("Mahngericht", max_length=20)
    file_number = models.CharField("Geschäftsnummer des Gerichts", max_length=40, blank=True)
    is_contested_wanted = models.BooleanField(
        "streitiges Verfahren bei Widerspruch",
        default=True,
        help_text="dann gibt das Gericht die Sache an das Streitgericht ab",
    )
    claim_number = models.PositiveSmallIntegerField("Katalognummer", default=43)
    # Else the agency that has the case went to court, and must go on being told of payments.
    is_own = models.BooleanField("vom Verkäufer selbst beantragt", default=False)
    requested_on = models.DateField("Mahnbescheid beantragt am", null=True)
    issued_on = models.DateField("Mahnbescheid erlassen am", null=True)
    served_on = models.DateField("Mahnbescheid zugestellt am", null=True)
    objected_on = models.DateField("Widerspruch am", null=True)
    enforcement_requested_on = models.DateField("Vollstreckungsbescheid beantragt am", null=True)
    enforcement_served_on = models.DateField("Vollstreckungsbescheid zugestellt am", null=True)
    enforcement_objected_on = models.DateField("Einspruch am", null=True)
    title_on = models.DateField("Titel seit", null=True)
    lapsed_on = models.DateField("Wirkung weggefallen am", null=True)
    court_cost = models.DecimalField(
        "Gerichtskosten", max_digits=12, decimal_places=2, default=ZERO
    )
    lawyer_cost = models.DecimalField(
        "Anwaltskosten", max_digits=12, decimal_places=2, default=ZERO
    )

    class Meta:
        verbose_name = "Gerichtliches Mahnverfahren"
        verbose_name_plural = "Gerichtliche Mahnverfahren"

    def __str__(self) -> str:
        return f"{self.case} · {self.court}"
