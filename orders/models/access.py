"""Who came in by an order's link, and who tried to."""

from django.db import models

from orders.models.orders import Order


class LinkOpening(models.Model):
    """An order's payment page was opened on a day; evidence, once a day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="link_openings")
    opened_on = models.DateField("geöffnet am")
    opened_at = models.DateTimeField("zuerst um")

    class Meta:
        verbose_name = "Öffnung der Zahlungsseite"
        verbose_name_plural = "Öffnungen der Zahlungsseite"
        ordering = ["-opened_on"]
        constraints = [
            models.UniqueConstraint(fields=["order", "opened_on"], name="opening_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.opened_on}"


class AccessMiss(models.Model):
    """How often links that open nothing were tried in a stretch of time, from one network.

    The network is kept as a keyed digest, never as an address; an empty one counts them all.
    """

    source = models.CharField(max_length=64, blank=True)
    window_start = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "Fehlversuch"
        verbose_name_plural = "Fehlversuche"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "window_start"], name="misses_once_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.window_start} · {self.count}"
