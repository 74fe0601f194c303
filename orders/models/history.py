"""What happened to an order, and what is noted of a customer: in words, for ever."""

from django.conf import settings
from django.db import models

from orders.models.customers import Customer
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


class CustomerNote(models.Model):
    """Notiz: what a clerk wrote about a customer; never changed."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField("Notiz", max_length=1000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Wann", auto_now_add=True)

    class Meta:
        verbose_name = "Notiz"
        verbose_name_plural = "Notizen"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.customer} · {self.text}"
