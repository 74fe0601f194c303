"""Dunning procedures and their levels."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from orders.models import PaymentMethod, SalesAccount
from reminders.models.templates import ReminderTemplate
from reminders.rules.ladder import Step


class DunningProcedure(models.Model):
    """Mahnverfahren of a sales account, for one payment method or for all others."""

    class Anchor(models.TextChoices):
        """The day that the days of a level are counted from."""

        DUE_DAY = "due_day", "Fälligkeit"
        ORDER_DAY = "order_day", "Bestelldatum"

    name = models.CharField("Name", max_length=80)
    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="dunning_procedures",
        verbose_name="Verkaufsaccount",
    )
    payment_method = models.ForeignKey(
        PaymentMethod,
        on_delete=models.PROTECT,
        related_name="dunning_procedures",
        verbose_name="Zahlungsart",
        null=True,
        blank=True,
        help_text="leer: für alle Zahlungsarten ohne eigenes Mahnverfahren",
    )
    anchor = models.CharField(
        "Tage zählen ab", max_length=10, choices=Anchor.choices, default=Anchor.DUE_DAY
    )
    is_active = models.BooleanField("aktiv", default=False)
    starts_on = models.DateField(
        "gilt für Fälligkeiten ab",
        null=True,
        blank=True,
        help_text="Was früher fällig war, bleibt unberührt; leer: alles wird gemahnt.",
    )
    is_automatic = models.BooleanField(
        "automatisch mahnen",
        default=False,
        help_text="Der tägliche Lauf versendet dann ohne Prüfung die automatischen Stufen.",
    )
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)

    class Meta:
        verbose_name = "Mahnverfahren"
        verbose_name_plural = "Mahnverfahren"
        ordering = ["sales_account__name", "payment_method__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "payment_method"],
                name="one_procedure_per_account_and_method",
                violation_error_message=(
                    "Für diesen Verkaufsaccount und diese Zahlungsart gibt es schon eines."
                ),
            ),
            models.UniqueConstraint(
                fields=["sales_account"],
                condition=Q(payment_method__isnull=True),
                name="one_default_procedure_per_account",
                violation_error_message=(
                    "Für diesen Verkaufsaccount gibt es schon eines für alle Zahlungsarten."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sales_account}, {self.payment_method or 'alle Zahlungsarten'})"

    def steps(self) -> tuple[Step, ...]:
        """The levels as plain values, lowest first."""
        return tuple(level.as_step() for level in self.levels.all())


class DunningLevel(models.Model):
    """Mahnstufe 1 to 3 of a procedure."""

    procedure = models.ForeignKey(DunningProcedure, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(
        "Mahnstufe", validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    days_after_anchor = models.PositiveSmallIntegerField(
        "Tage danach", validators=[MaxValueValidator(730)]
    )
    wait_days = models.PositiveSmallIntegerField(
        "Mindestabstand",
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text="Tage nach der Stufe davor; leer: deren Zahlungsfrist",
    )
    payment_period_days = models.PositiveSmallIntegerField(
        "Zahlungsfrist",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Tage; endet immer an einem Werktag",
    )
    template = models.ForeignKey(
        ReminderTemplate,
        on_delete=models.PROTECT,
        related_name="levels",
        verbose_name="Textvorlage",
        null=True,
        blank=True,
    )
    is_automatic = models.BooleanField("automatisch", default=True)

    class Meta:
        verbose_name = "Mahnstufe"
        verbose_name_plural = "Mahnstufen"
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "level"],
                name="level_once_per_procedure",
                violation_error_message="Jede Mahnstufe darf nur einmal vorkommen.",
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="level_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} · Mahnstufe {self.level}"

    def as_step(self) -> Step:
        """The level as the ladder's rules want it."""
        return Step(
            level=self.level,
            days_after_anchor=self.days_after_anchor,
            wait_days=self.wait_days,
            payment_period_days=self.payment_period_days,
        )


class AutomaticDunning(models.Model):
    """The installation's switch for the daily run; one row, administrators only."""

    is_enabled = models.BooleanField("Täglicher Mahnlauf eingeschaltet", default=False)

    class Meta:
        verbose_name = "Täglicher Mahnlauf"
        verbose_name_plural = "Täglicher Mahnlauf"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="automatic_dunning_one_row")]

    def __str__(self) -> str:
        return "eingeschaltet" if self.is_enabled else "ausgeschaltet"
