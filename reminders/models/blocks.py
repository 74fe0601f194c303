"""Orders and customers that must not be dunned for a while."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models import Customer, Order


class DunningBlockQuerySet(models.QuerySet["DunningBlock"]):
    """The vocabulary of blocks."""

    def active(self, *, on: date) -> Self:
        """Blocks that hold on the day, their last day included."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), lifted_on__isnull=True)


class DunningBlock(models.Model):
    """Mahnsperre of one order or one customer, with reason and end; it expires by itself."""

    class Reason(models.TextChoices):
        """Why the order is left alone."""

        CLARIFICATION = "clarification", "In Klärung"
        DISPUTED = "disputed", "Bestritten"
        DEFERRED = "deferred", "Gestundet"
        RETURN = "return", "Retoure oder Widerruf"
        GOODWILL = "goodwill", "Kulanz"
        OTHER = "other", "Sonstiges"

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, related_name="dunning_blocks"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, related_name="dunning_blocks"
    )
    reason = models.CharField("Grund", max_length=20, choices=Reason.choices)
    note = models.CharField("Bemerkung", max_length=300, blank=True)
    set_on = models.DateField("seit")
    until_on = models.DateField("bis einschließlich", null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_on = models.DateField("aufgehoben am", null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Of a pause that the program set: what it took the place of, which holds again afterwards.
    holds_back = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="pauses"
    )

    objects = DunningBlockQuerySet.as_manager()

    class Meta:
        verbose_name = "Mahnsperre"
        verbose_name_plural = "Mahnsperren"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(lifted_on__isnull=True), name="one_block_per_order"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(lifted_on__isnull=True),
                name="one_block_per_customer",
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False, customer__isnull=True)
                | Q(order__isnull=True, customer__isnull=False),
                name="block_of_order_or_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order or self.customer} · {self.get_reason_display()}"

    @property
    def ended_on(self) -> date | None:
        """When it was lifted, itself or the last pause that took its place; None if it was not.

        What was granted counts on while a pause of the program stands in its place.
        """
        if self.lifted_on is None:
            return None
        days = [self.lifted_on]
        for pause in self.pauses.all():
            if pause.lifted_on is None:
                return None
            days.append(pause.lifted_on)
        return max(days)
