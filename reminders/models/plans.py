"""Agreements to pay an order in rates."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models import Order


class InstalmentPlanQuerySet(models.QuerySet["InstalmentPlan"]):
    """The vocabulary of plans."""

    def running(self) -> Self:
        """Plans that hold: as long as they are kept, nobody is dunned."""
        return self.filter(state=InstalmentPlan.State.RUNNING)


class InstalmentPlan(models.Model):
    """Ratenplan: what is open on an order falls due in rates; a missed one ends it."""

    class State(models.TextChoices):
        """What became of it."""

        RUNNING = "running", "läuft"
        KEPT = "kept", "eingehalten"
        BROKEN = "broken", "nicht eingehalten"
        ENDED = "ended", "beendet"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="instalment_plans")
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.RUNNING)
    agreed_on = models.DateField("vereinbart am")
    rates = models.JSONField("Raten")
    levels_before = models.PositiveSmallIntegerField("Mahnungen davor", default=0)
    last_sent_before = models.DateField("Zuletzt gemahnt davor", null=True)
    note = models.CharField("Bemerkung", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField("beendet am", null=True)
    ended_why = models.CharField("warum", max_length=300, blank=True)

    objects = InstalmentPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "Ratenplan"
        verbose_name_plural = "Ratenpläne"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="running"), name="one_running_plan_per_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} · Ratenplan vom {self.agreed_on}"
