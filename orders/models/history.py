"""What happened to an order, in words, for ever."""

from django.conf import settings
from django.db import models

from orders.models.orders import Order


class HistoryEntry(models.Model):
    """Verlauf: one sentence about one order; actor None means the program itself."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="history")
    text = models.CharField("Was", max_length=500)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Wann", auto_now_add=True)

    class Meta:
        verbose_name = "Verlaufseintrag"
        verbose_name_plural = "Verlauf"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.order} · {self.text}"
