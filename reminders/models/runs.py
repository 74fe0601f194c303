"""Dunning runs: proposed, released, finished."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models import Order


class DunningRun(models.Model):
    """Mahnlauf, by hand on a selection or by schedule."""

    class State(models.TextChoices):
        """How far the run has come."""

        PROPOSED = "proposed", "vorgeschlagen"
        RELEASED = "released", "freigegeben"
        RUNNING = "running", "wird versendet"
        FINISHED = "finished", "beendet"
        DISCARDED = "discarded", "verworfen"

    state = models.CharField(
        "Zustand", max_length=10, choices=State.choices, default=State.PROPOSED
    )
    level = models.PositiveSmallIntegerField("Mahnstufe", null=True)
    run_on = models.DateField("Mahntag")
    written_on = models.DateField("Datum der Schreiben")
    is_automatic = models.BooleanField("automatisch", default=False)
    selection = models.CharField("Auswahl", max_length=500, blank=True)
    selected_count = models.PositiveIntegerField("ausgewählt", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Erstellt", auto_now_add=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("Freigegeben", null=True)
    finished_at = models.DateTimeField("Beendet", null=True)
    needs_approval = models.BooleanField("Freigabe durch eine zweite Person nötig", default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField("Zweite Freigabe", null=True)
    refusal = models.CharField("Warum nicht gemahnt wurde", max_length=500, blank=True, default="")

    class Meta:
        verbose_name = "Mahnlauf"
        verbose_name_plural = "Mahnläufe"
        ordering = ["-id"]
        permissions = [
            ("release_dunningrun", "Mahnungen versenden"),
            ("approve_dunningrun", "Mahnungen über dem Limit als zweite Person freigeben"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run_on"],
                condition=Q(is_automatic=True) & ~Q(state="discarded"),
                name="one_automatic_run_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"Mahnlauf {self.pk}"

    @property
    def progress_sentence(self) -> str:
        """How far the run has come, as a refusal says it."""
        if self.state == self.State.RUNNING:
            return f"{self} wird schon versendet."
        return f"{self} ist schon {self.get_state_display()}."


class SkippedOrder(models.Model):
    """An order that a run left out, with all its reasons."""

    run = models.ForeignKey(DunningRun, on_delete=models.CASCADE, related_name="skipped_orders")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("Mahnstufe")
    open_amount = models.DecimalField("Offener Betrag", max_digits=12, decimal_places=2)
    reasons = models.JSONField("Gründe")

    class Meta:
        verbose_name = "Ausgeschlossener Auftrag"
        verbose_name_plural = "Ausgeschlossene Aufträge"
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="order_skipped_once_per_run")
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.order}"
